// Where things are, and how a script ends.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** A path inside the repository. */
export const at = (...parts) => join(root, ...parts);
/** A program that cargo has built for this machine. */
export const built = (...parts) => at('target', 'release', ...parts);

/** The user's own cache: tools are built once per user, not once per checkout. */
export const cache =
  process.env.PRESEND_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'presend');

/** Something is wrong, and the sentence says what to do about it: shown without a stack. */
export class Problem extends Error {}

/** Runs a script's main function; a Problem becomes one line and exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`\npresend: ${error.message}`);
    process.exitCode = 1;
  }
}

/** The Rust release from rust-toolchain.toml. */
export const rustChannel = () => only('rust-toolchain.toml', /^channel\s*=\s*"([^"]+)"/m, 'a line channel = "…"');

/** The wasm-bindgen release from Cargo.toml: the command line tool must be exactly the same one. */
export const wasmBindgenVersion = () =>
  only('Cargo.toml', /^wasm-bindgen\s*=\s*"=([\d.]+)"/m, 'an exact release, wasm-bindgen = "=x.y.z"');

function only(file, pattern, wanted) {
  const found = pattern.exec(readFileSync(at(file), 'utf8'));
  if (!found) throw new Problem(`${file} should have ${wanted}.`);
  return found[1];
}
