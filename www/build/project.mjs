// Where things are, how a step is run, and how the build ends.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const www = (...parts) => join(fileURLToPath(new URL('..', import.meta.url)), ...parts);
export const root = (...parts) => join(fileURLToPath(new URL('../..', import.meta.url)), ...parts);
export const dist = (...parts) => www('dist', ...parts);

export const say = (text) => console.log(`build: ${text}`);
export const warn = (text) => console.log(`build: note: ${text}`);

/** Something is wrong, and the sentence says what to do about it: shown without a stack. */
export class Problem extends Error {}

export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`\nbuild: ${error.message}`);
    process.exitCode = 1;
  }
}

/** Runs a program, quietly unless it fails. `cure` says what to do when it is not there. */
export function run(command, args, { cwd = root(), env = process.env, cure }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => {
      reject(error.code === 'ENOENT' ? new Problem(`${command} was not found. ${cure}`) : error);
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Problem(`${command} ${args[0] ?? ''} failed (${signal ?? `exit code ${code}`}). It said:\n\n${output.trim()}`));
    });
  });
}
