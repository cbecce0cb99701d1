// Work that is done once for the same input.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at } from './project.mjs';

const notSources = new Set(['node_modules', 'target', 'dist']);

/** All files below the given files and folders (relative to the repository), in a fixed order. */
export function filesOf(paths, skipped = notSources) {
  const found = [];
  const walk = (path) => {
    let entries;
    try {
      entries = readdirSync(at(path), { withFileTypes: true });
    } catch (error) {
      if (error.code === 'ENOTDIR') found.push(path);
      else if (error.code !== 'ENOENT') throw error;
      return;
    }
    for (const entry of entries) if (!skipped.has(entry.name)) walk(join(path, entry.name));
  };
  paths.forEach(walk);
  return found.sort();
}

/** One digest over names and bytes of all files below `paths`, and over `more`. */
export function digestOf(paths, more = '') {
  const digest = createHash('sha256').update(more);
  for (const file of filesOf(paths)) digest.update(`\0${file}\0`).update(readFileSync(at(file)));
  return digest.digest('hex');
}

/**
 * Does `work` unless it was done for exactly these inputs and its outputs are still there. The stamp is written last,
 * so work that was interrupted is done again. Gives back whether it was done now.
 */
export async function once(name, { inputs, outputs, more = '' }, work) {
  const stamp = at('target', 'stamps', name);
  const digest = digestOf(inputs, `${process.versions.node}\0${more}`);
  const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (before === digest && outputs.every((output) => existsSync(at(output)))) return false;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
  return true;
}
