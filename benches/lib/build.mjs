// Builds what is measured: the contenders, the decoders one by one, and the native benchmark.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { at } from '../../scripts/lib/project.mjs';
import { capture, quietly, shown } from '../../scripts/lib/run.mjs';
import { toolEnv } from '../../scripts/lib/tools.mjs';

export const simd = '-C target-feature=+simd128';
const folder = (...parts) => at('target', 'bench', ...parts);
const brotli = (path) => brotliCompressSync(readFileSync(path)).length;

/** One WebAssembly module with all contenders of the Rust side. */
export async function contenders(say) {
  say('building the contenders (WebAssembly with SIMD)');
  const args = ['build', '--target', 'web', '--mode', 'no-install', '--release', '--no-pack', '--no-typescript'];
  const env = { ...(await toolEnv()), RUSTFLAGS: simd, CARGO_TARGET_DIR: folder() };
  await quietly('wasm-pack', [...args, '--out-dir', folder('pkg'), '--out-name', 'bench', at('benches', 'peers')], { env });
  return folder('pkg');
}

/** What each decoder adds to the compressed file: [{ name, bytes }]. */
export async function weights(say) {
  const weigh = async (features) => {
    const env = { ...process.env, RUSTFLAGS: simd, CARGO_TARGET_DIR: folder('weights') };
    const args = ['build', '--release', '--lib', '--target', 'wasm32-unknown-unknown', '--manifest-path', at('benches', 'weights', 'Cargo.toml')];
    await quietly('cargo', [...args, '--features', features], { env });
    return brotli(folder('weights', 'wasm32-unknown-unknown', 'release', 'presend_bench_weights.wasm'));
  };
  const decoders = {
    coefficients: 'JPEG to coefficients (ours)',
    jpeg: 'JPEG to coefficients and to pixels (ours)',
    png: 'PNG, APNG (png)',
    gif: 'GIF (gif)',
    webp: 'WebP (image-webp)',
    bmp: 'BMP (image)',
  };
  say('weighing the decoders, one by one');
  const base = await weigh('');
  const results = [];
  for (const [feature, name] of Object.entries(decoders)) results.push({ name, bytes: (await weigh(feature)) - base });
  results.push({ name: 'all of them together', bytes: (await weigh(Object.keys(decoders).join())) - base });
  return results;
}

/** The files that pages load: [{ name, bytes }]. */
export const packaged = () =>
  ['presend_bg.wasm', 'presend_simd_bg.wasm'].map((name) => ({ name, bytes: brotli(at('www', 'dist', 'wasm', name)) }));

/** criterion's figures: { title: { contender: { low, middle, high } } }, milliseconds of the clock. */
export async function native(inputs, say) {
  say('natively, by criterion');
  const listed = inputs.map(({ file, path }) => `${file}\t${path}`).join('\n');
  const env = { ...process.env, PRESEND_BENCH_INPUTS: listed, CARGO_TARGET_DIR: folder('native') };
  await shown('cargo', ['bench', '--quiet', '--manifest-path', at('benches', 'native', 'Cargo.toml')], { env });
  return inputs.map(({ name: title, file }) => {
    const group = folder('native', 'criterion', file);
    const names = existsSync(group) ? readdirSync(group).filter((name) => existsSync(join(group, name, 'new', 'estimates.json'))) : [];
    const figures = names.map((name) => {
      const { median } = JSON.parse(readFileSync(join(group, name, 'new', 'estimates.json'), 'utf8'));
      return [name, { min: median.confidence_interval.lower_bound / 1e6, median: median.point_estimate / 1e6 }];
    });
    return { title, file, times: Object.fromEntries(figures) };
  });
}

/** The version of libjpeg-turbo's program, or undefined. */
export async function djpegVersion() {
  const { code, output } = await capture('djpeg', ['-version']);
  return code === 127 ? undefined : output.split('\n')[0].trim();
}
