// `make package`: builds www/dist and packs it as users get it.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from './lib/demo-build.mjs';
import { at, main, root } from './lib/project.mjs';
import { quietly } from './lib/run.mjs';

await main(async () => {
  process.chdir(root);
  await buildPage((text) => console.log(`presend: ${text}`));
  const folder = at('target', 'package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packed = await quietly('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: at('www') });
  const [{ filename, size, entryCount }] = JSON.parse(packed.slice(packed.indexOf('[\n')));
  console.log(`presend: ${join('target', 'package', filename)}, ${entryCount} files, ${Math.ceil(size / 1000)} kB`);
});
