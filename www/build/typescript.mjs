// tsc, and the declarations that were written by hand.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dist, Problem, run, say, www } from './project.mjs';

/** Takes away what an earlier build left, except for the WebAssembly, which has its own stamp. */
export function clearDist() {
  if (!existsSync(dist())) return;
  for (const name of readdirSync(dist())) if (name !== 'wasm') rmSync(dist(name), { recursive: true });
}

export async function compileTypeScript({ emit }) {
  const tsc = www('node_modules', 'typescript', 'bin', 'tsc');
  const cure = 'Run `npm ci` in www/, or `make setup`.';
  if (!existsSync(tsc)) throw new Problem(`TypeScript is not installed. ${cure}`);
  say(emit ? 'TypeScript: compiling' : 'TypeScript: checking');
  const compile = async (...options) => {
    for (const project of [www('tsconfig.json'), www('worker', 'tsconfig.json')]) await run(process.execPath, [tsc, '-p', project, ...options], { cwd: www(), cure });
  };
  if (!emit) return compile('--noEmit');
  // Comments belong in the declarations, where editors show them, and not on the wire.
  await compile('--emitDeclarationOnly');
  await compile('--declaration', 'false', '--removeComments');
  mkdirSync(dist('wasm'), { recursive: true });
  for (const file of readdirSync(www('src', 'wasm'))) cpSync(www('src', 'wasm', file), dist('wasm', file));
}
