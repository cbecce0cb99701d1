// `make bench`: times presend and its peers side by side in one run, and writes benches/RESULTS.md.
import { writeFileSync } from 'node:fs';
import { buildPage } from '../scripts/lib/demo-build.mjs';
import { at, main, Problem, root } from '../scripts/lib/project.mjs';
import { contenders, djpegVersion, native, packaged, weights } from './lib/build.mjs';
import { inChromium } from './lib/chromium.mjs';
import { inputs } from './lib/inputs.mjs';
import { harness } from './lib/node.mjs';
import { missed, report } from './lib/report.mjs';
import { matching } from './matching.mjs';
import { blindEvaluation } from './oprf.mjs';

const say = (text) => console.log(`bench: ${text}`);

await main(async () => {
  process.chdir(root);
  const rounds = Number(process.env.ROUNDS ?? 9);
  if (!Number.isInteger(rounds) || rounds < 3) throw new Problem('ROUNDS should be a whole number of 3 or more.');
  const folder = at('target', 'bench', 'inputs');
  const all = await inputs(folder, say);
  await buildPage(say);
  const built = await contenders(say);
  const node = harness(built);
  const [first] = all;
  const small = all.filter(({ file }) => !file.startsWith('50mp'));
  say('in Node');
  const figures = {
    rounds,
    files: await node.files(all, rounds, say),
    stages: await node.stages(small, rounds),
    pixels: await node.pixels(first.bytes, rounds),
    small: await node.small(all.find(({ file }) => file === '2mp.jpg').bytes, rounds),
    djpeg: await djpegVersion(),
    packaged: packaged(),
  };
  say('in Chromium');
  figures.chromium = await inChromium(built, folder, small, rounds, say);
  if (!figures.chromium) say('no browser was found: skipped');
  figures.native = await native(small, say);
  figures.weights = await weights(say);
  // One million entries, as the targets have it, take six minutes more.
  figures.more = [...(await blindEvaluation()), ...(await matching(Number(process.env.ENTRIES ?? 100_000)))];
  const text = report(figures);
  writeFileSync(at('benches', 'RESULTS.md'), text);
  console.log(`\n${text}`);
  say('written to benches/RESULTS.md');
  // No error: on a busy machine a target that is just met may be just missed.
  for (const target of missed(figures)) say(`missed: ${target}`);
});
