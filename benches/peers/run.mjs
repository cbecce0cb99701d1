// `make bench`: times presend and its peers side by side, in one run, in the same WebAssembly settings.
// Writes benches/RESULTS.md. Timings on a shared machine are noisy: read the ratios.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolEnv } from '../../scripts/lib/tools.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const built = join(root, 'target/bench/pkg');
const rounds = Number(process.env.ROUNDS ?? 9);
const images = join(root, 'tests/vectors/images');
const files = {
  '12 MP JPEG, baseline 4:2:0': 'photo-12mp-baseline.jpg',
  '12 MP JPEG, progressive 4:2:0': 'photo-12mp-progressive.jpg',
  '0.8 MP JPEG': 'size-1024x768.jpg',
  '0.14 MP PNG': 'size-640x213.png',
  '0.15 MP WebP, lossy': 'webp-lossy-q80.webp',
};

const environment = await toolEnv();
console.log('bench: building the contenders');
const build = spawnSync('wasm-pack', ['build', '--target', 'nodejs', '--mode', 'no-install', '--release', '--no-pack', '--out-dir', built, '--out-name', 'bench', here], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...environment, RUSTFLAGS: '-C target-feature=+simd128', CARGO_TARGET_DIR: join(root, 'target/bench') },
});
if (build.status !== 0) throw new Error('the contenders could not be built');

const require = createRequire(import.meta.url);
const source = join(built, 'bench.js');

/** A module of its own for each contender, so that nobody pays for another's memory. */
function fresh() {
  delete require.cache[source];
  const wasm = require(source);
  return wasm;
}

/** Milliseconds of processor time of this thread, where the system tells; otherwise of the clock. */
function now() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

/**
 * Contenders take turns; the first two rounds are not counted. One that is quick runs several times a round, because the
 * system counts processor time in steps of some milliseconds.
 */
function race(contenders) {
  const times = contenders.map(() => []);
  const repeats = contenders.map((run) => {
    run();
    const start = performance.now();
    run();
    return Math.max(1, Math.ceil(60 / (performance.now() - start)));
  });
  for (let round = -2; round < rounds; round++) {
    contenders.forEach((run, i) => {
      const start = now();
      for (let repeat = 0; repeat < repeats[i]; repeat++) run();
      if (round >= 0) times[i].push((now() - start) / repeats[i]);
    });
  }
  return times.map((all) => all.sort((a, b) => a - b)).map((all) => ({ min: all[0], median: all[all.length >> 1] }));
}

const ms = ({ min, median }) => `${min.toFixed(1)} (${median.toFixed(1)})`;
const times = (a, b) => `${(b.min / a.min).toFixed(1)} times`;
const distance = (a, b) => [...a].reduce((sum, digit, i) => sum + (parseInt(digit, 16) ^ parseInt(b[i], 16)).toString(2).replaceAll('0', '').length, 0);

const lines = [
  '# Results',
  '',
  `Written by \`make bench\` on ${new Date().toISOString().slice(0, 10)}: ${os.cpus().length} cores, ${os.cpus()[0].model.trim()}, Node ${process.versions.node}.`,
  `WebAssembly with simd128, one thread; processor milliseconds, min (median) of ${rounds}, contenders taking turns in one run.`,
  '',
  '## File bytes to hash',
  '',
  '| file | presend, check | presend, list | zune-jpeg luma, our map | `image` + `pdqhash` | check against `image` + `pdqhash` |',
  '|---|---|---|---|---|---|',
];
const names = ['presendCheck', 'presendHash', 'zuneLuma', 'imageAndPdqhash'];
const agreement = [];
for (const [title, name] of Object.entries(files)) {
  const bytes = readFileSync(join(images, name));
  const jpeg = bytes[0] === 0xff;
  const modules = names.map(fresh);
  const run = names.filter((contender) => jpeg || contender !== 'zuneLuma');
  const results = race(run.map((contender) => () => modules[names.indexOf(contender)][contender](bytes)));
  const of = (contender) => results[run.indexOf(contender)];
  const cells = names.map((contender) => (of(contender) ? ms(of(contender)) : '-'));
  lines.push(`| ${title} | ${cells.join(' | ')} | ${times(of('presendCheck'), of('imageAndPdqhash'))} faster |`);
  const [check, list] = [modules[0].presendCheck(bytes), modules[1].presendHash(bytes)];
  agreement.push(`${title}: ${distance(check, list)}`);
  console.log(lines.at(-1));
}
lines.push('', `Bits between the hash of a check and that of a list: ${agreement.join('; ')}.`, '');
lines.push('## Pixels in memory to hash', '', '| 12 MP | ms | against `pdqhash` |', '|---|---|---|');
const pixels = names.slice(0, 3).map(() => new (fresh().Pixels)(readFileSync(join(images, 'photo-12mp-baseline.jpg'))));
const [grey, rgb, peer] = race([() => pixels[0].presendGrey(), () => pixels[1].presendRgb(), () => pixels[2].pdqhash()]);
lines.push(`| presend, grey | ${ms(grey)} | ${times(grey, peer)} faster |`);
lines.push(`| presend, RGB | ${ms(rgb)} | ${times(rgb, peer)} faster |`);
lines.push(`| \`pdqhash\`, RGB (with a copy of the pixels, which it takes away) | ${ms(peer)} | |`, '');
const results = join(root, 'benches/RESULTS.md');
writeFileSync(results, lines.join('\n'));
console.log(`\n${lines.join('\n')}\nbench: written to benches/RESULTS.md`);
