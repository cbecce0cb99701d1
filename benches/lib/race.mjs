// Contenders take turns, so that what else runs on the machine harms all of them alike. For Node and for a page.

/**
 * Times contenders ([{ name, run }], `run` may be a promise's maker) in rounds; the first two are not counted. One that is
 * quick runs several times a round. `now` gives milliseconds. Gives back { name: { min, median } }.
 */
export async function race(contenders, { rounds, now, least = 60 }) {
  const times = new Map(contenders.map(({ name }) => [name, []]));
  const repeats = new Map();
  for (const { name, run } of contenders) {
    await run();
    const start = performance.now();
    await run();
    repeats.set(name, Math.max(1, Math.ceil(least / (performance.now() - start))));
  }
  for (let round = -2; round < rounds; round++) {
    for (const { name, run } of contenders) {
      const start = now();
      for (let repeat = 0; repeat < repeats.get(name); repeat++) await run();
      if (round >= 0) times.get(name).push((now() - start) / repeats.get(name));
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, summary(all)]));
}

export function summary(all) {
  const sorted = all.toSorted((a, b) => a - b);
  return { min: sorted[0], median: sorted[sorted.length >> 1] };
}
