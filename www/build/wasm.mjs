// The Rust core as WebAssembly, twice: for every browser, and with 128-bit vector instructions (about a third of the
// time per picture). Both come with the same glue, so the package ships one glue and two .wasm files.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { renameClosures } from './closures.mjs';
import { dist, Problem, root, run, say } from './project.mjs';

/** Bytes over the wire (brotli) that one WebAssembly file may have; chosen so that a phone on 3G loads it in about 2 s. */
const BROTLI_BUDGET = 300_000;

/** Not src/bin: the command line tool is no part of the browser build. */
const INPUTS = ['src', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml'];
/**
 * Less is inlined where the whole program is put together: 2 % smaller after brotli. Measured in November 2026 on the
 * reference pictures: baseline JPEG and PNG take as long as before, progressive JPEG 8 % longer, WebP and GIF about 15 %.
 */
const SMALLER = '-Cllvm-args=-inline-threshold=40';

/** `flags` go to rustc. Each variant has its own target folder, so that neither throws the other's work away. */
const VARIANTS = [
  { name: 'plain', file: 'presend_bg.wasm', flags: [] },
  { name: 'simd', file: 'presend_simd_bg.wasm', flags: ['-Ctarget-feature=+simd128'] },
];
const OUTPUTS = ['presend.js', ...VARIANTS.map(({ file }) => file)];
export const MISSING = 'Run `make setup` once, then build with `make package` or `make demo`; they put the tools on PATH.';

/** The glue's own idea of where its .wasm file is. Bundlers would follow it to a file that is not there. */
const DEFAULT_URL = /\n\s*if \((?:typeof )?module_or_path === (?:undefined|'undefined')\) \{\n\s*module_or_path = new URL\([^\n]*\);\n\s*\}\n/g;

export async function buildWasm() {
  const stamp = root('target', 'wasm', 'inputs.sha256');
  const digest = digestOfInputs();
  const built = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
  if (built && OUTPUTS.every((file) => existsSync(dist('wasm', file)))) {
    say('WebAssembly: unchanged');
    return;
  }
  // Names the crates in panic messages by their place in the registry, not by a folder of this machine.
  await run('cargo', ['fetch', '--locked', '--target', 'wasm32-unknown-unknown'], { cure: MISSING });
  const paths = pathFlags();
  for (const { name, flags } of VARIANTS) {
    say(`WebAssembly, ${name}: compiling (two to four minutes the first time)`);
    const env = { ...process.env, CARGO_TARGET_DIR: root('target', 'wasm', name), CARGO_ENCODED_RUSTFLAGS: [...paths, SMALLER, ...flags].join('\x1f') };
    delete env.RUSTFLAGS;
    // Ends with "failed to get wasm-pack version" where there is no network; the exit code is what counts.
    const args = ['build', '--target', 'web', '--mode', 'no-install', '--release', '--no-pack', '--no-typescript'];
    rmSync(packed(name), { recursive: true, force: true });
    await run('wasm-pack', [...args, '--out-dir', relative(root(), packed(name)), '--out-name', 'presend'], { env, cure: MISSING });
  }
  const files = collect();
  weigh(files, BROTLI_BUDGET);
  mkdirSync(dist('wasm'), { recursive: true });
  for (const [file, bytes] of files) writeFileSync(dist('wasm', file), bytes);
  mkdirSync(root('target', 'wasm'), { recursive: true });
  writeFileSync(stamp, digest);
}

const packed = (variant) => root('target', 'wasm', `out-${variant}`);

/** The three files of dist/wasm, as [name, bytes]. */
function collect() {
  const builds = VARIANTS.map(({ name }) => {
    const [glue, program] = ['presend.js', 'presend_bg.wasm'].map((file) => readFileSync(join(packed(name), file)));
    return renameClosures(glue.toString(), program);
  });
  const [plain, simd] = builds.map(({ glue }) => glue);
  if (plain !== simd) throw new Problem('the two WebAssembly builds came with different glue, so they cannot share one. Clear target/wasm and build again.');
  const matches = plain.match(DEFAULT_URL)?.length ?? 0;
  const glue = plain.replace(DEFAULT_URL, '\n');
  if (matches !== 1 || glue.includes('new URL(')) {
    throw new Problem('the glue looks different from what wasm-bindgen 0.2.129 writes: bring DEFAULT_URL in www/build/wasm.mjs up to date.');
  }
  return [['presend.js', glue], ...VARIANTS.map(({ file }, i) => [file, builds[i].program])];
}

/** Prints what each file weighs; refuses what is over the budget. */
export function weigh(files, budget) {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
  console.log(`\n  ${'file'.padEnd(24)}${['raw', 'gzip', 'brotli'].map((title) => title.padStart(11)).join('')}`);
  for (const [file, content] of files) {
    const bytes = Buffer.from(content);
    const brotli = brotliCompressSync(bytes).length;
    console.log(`  ${file.padEnd(24)}${kilobytes(bytes.length)}${kilobytes(gzipSync(bytes, { level: 9 }).length)}${kilobytes(brotli)}`);
    if (brotli > budget) {
      throw new Problem(`${file} has ${brotli} bytes after brotli, the budget is ${budget}. Make it smaller, or raise the budget with a reason.`);
    }
  }
  console.log();
}

export function pathFlags() {
  const cargoHome = process.env.CARGO_HOME || join(homedir(), '.cargo');
  const sources = join(cargoHome, 'registry', 'src');
  const registries = existsSync(sources) ? readdirSync(sources).map((name) => join(sources, name)) : [];
  const renamed = [
    [root().replace(/\/$/, ''), 'presend'],
    [cargoHome, 'cargo'],
    [process.env.RUSTUP_HOME || join(homedir(), '.rustup'), 'rust'],
    ...registries.map((folder) => [folder, 'crates']),
  ];
  return renamed.map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

export function digestOfInputs(builder = new URL(import.meta.url)) {
  const digest = createHash('sha256');
  const add = (path) => {
    if (path === join('src', 'bin')) return;
    if (statSync(root(path)).isDirectory()) readdirSync(root(path)).sort().forEach((name) => add(join(path, name)));
    else digest.update(`\0${path}\0`).update(readFileSync(root(path)));
  };
  INPUTS.forEach(add);
  return digest.update(readFileSync(builder)).digest('hex');
}
