// Builds everything this folder ships: `node build.mjs`.
//   --ts-only   leave the WebAssembly as it is (the fast way while working on the TypeScript)
//   --check     types only; writes nothing but the compiled words and help directory
import { rmSync } from 'node:fs';
import { compileData } from './build/data.mjs';
import { buildDemo } from './build/demo.mjs';
import { clearDist, compileTypeScript } from './build/typescript.mjs';
import { writeElements } from './build/elements.mjs';
import { main, Problem, say } from './build/project.mjs';
import { buildWasm } from './build/wasm.mjs';
import { buildWorkerWasm, copyWorkerCore } from './build/worker-wasm.mjs';

const modes = new Set(['--ts-only', '--check']);

await main(async () => {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => !modes.has(option));
  if (unknown) throw new Problem(`there is no option ${unknown}. There are ${[...modes].join(' and ')}.`);

  if (options.includes('--check')) {
    compileData();
    await compileTypeScript({ emit: false });
    return;
  }
  if (!options.includes('--ts-only')) {
    await buildWasm();
    await buildWorkerWasm();
  }
  clearDist();
  compileData();
  await compileTypeScript({ emit: true });
  copyWorkerCore();
  writeElements();
  buildDemo();
  say('done: www/dist, and the demo in target/demo/site');
});
