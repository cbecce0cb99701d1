// The core of the edge worker: one WebAssembly file with the owner's half and with vector instructions, which every
// runtime of the worker has. Its glue becomes a factory: a trap ends an instance for good, and the next one must be able
// to start in the same isolate.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { dist, Problem, root, run, say, www } from './project.mjs';
import { digestOfInputs, MISSING, pathFlags, weigh } from './wasm.mjs';

/** Of the 3 MB that a worker may have on the smallest plan (Cloudflare), a sixth. */
const BROTLI_BUDGET = 500_000;
const OUT = root('target', 'wasm', 'out-worker');
const SOURCES = ['presend.js', 'presend_bg.wasm'].map((file) => join(OUT, file));

export async function buildWorkerWasm() {
  const stamp = root('target', 'wasm', 'worker-inputs.sha256');
  const digest = digestOfInputs(new URL(import.meta.url));
  const built = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (!built || !SOURCES.every((file) => existsSync(file))) {
    say('WebAssembly, worker: compiling (two to four minutes the first time)');
    const flags = [...pathFlags(), '-Ctarget-feature=+simd128'];
    const env = { ...process.env, CARGO_TARGET_DIR: root('target', 'wasm', 'worker'), CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') };
    delete env.RUSTFLAGS;
    rmSync(OUT, { recursive: true, force: true });
    const args = ['build', '--target', 'web', '--mode', 'no-install', '--release', '--no-pack', '--no-typescript', '--out-dir', relative(root(), OUT), '--out-name', 'presend'];
    await run('wasm-pack', [...args, '--features', 'evaluator,tiff'], { env, cure: MISSING });
    weigh(files(), BROTLI_BUDGET);
    writeFileSync(stamp, digest);
  }
}

/** Puts the core beside the compiled TypeScript. */
export function copyWorkerCore() {
  if (!SOURCES.every((file) => existsSync(file))) throw new Problem("the worker's core was not built yet: run `node build.mjs` without --ts-only once.");
  mkdirSync(dist('worker', 'core'), { recursive: true });
  for (const [file, bytes] of files()) writeFileSync(dist('worker', 'core', file), bytes);
  cpSync(www('worker', 'wrangler.toml'), dist('worker', 'wrangler.toml'));
  for (const file of readdirSync(www('worker', 'core'))) cpSync(www('worker', 'core', file), dist('worker', 'core', file));
}

const files = () => [['core.js', factory(readFileSync(SOURCES[0], 'utf8'))], ['presend_worker_bg.wasm', readFileSync(SOURCES[1])]];

const EXPORTED = /^export (?:class|function) (\w+)/gm;
const LOADERS = /\nasync function __wbg_load\(.*?\n}\n|\nasync function __wbg_init\(.*?\n}\n/gs;
const LAST = /\nexport \{ initSync, __wbg_init as default \};\s*$/;

/** The same code within a function, so that each call has an instance and a memory of its own. */
function factory(glue) {
  const names = [...glue.matchAll(EXPORTED)].map(([, name]) => name);
  const without = glue.replace(LOADERS, '').replace(LAST, '').replace(/^export /gm, '');
  if (!LAST.test(glue) || names.length < 5 || without.includes('import.meta') || /\/\*\s*@ts-self-types/.test(without) || without.includes('__wbg_init')) {
    throw new Problem('the glue looks different from what wasm-bindgen 0.2.129 writes: bring www/build/worker-wasm.mjs up to date.');
  }
  const body = without.replace(/^\s*\/\*\*.*?\*\/\n/gms, '');
  return `export function instantiate(compiled) {\n${body}\ninitSync({ module: compiled });\nreturn { memory: wasm.memory, ${names.join(', ')} };\n}\n`;
}
