// The harness for Node. Processor time of this thread, where the system tells it; otherwise the clock's.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { onPath } from '../../scripts/lib/run.mjs';
import { fresh, jsquash, reads, WASM } from './contenders.mjs';
import { race, summary } from './race.mjs';

const require = createRequire(import.meta.url);

export function now() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

export function harness(built) {
  const program = new WebAssembly.Module(readFileSync(join(built, 'bench_bg.wasm')));
  let copies = 0;
  const module = () => fresh(() => import(`${pathToFileURL(join(built, 'bench.js'))}?copy=${copies++}`), program);
  const squash = async () => {
    const decoder = await import(`${pathToFileURL(require.resolve('@jsquash/jpeg/decode.js'))}?copy=${copies++}`);
    const compiled = new WebAssembly.Module(readFileSync(require.resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')));
    return jsquash(decoder, compiled, await module());
  };
  const timed = (contenders, rounds) => race(contenders, { rounds, now });

  return {
    /** Everything that goes from bytes to a hash: times, wasm memory after one file, and the hashes. */
    async files(inputs, rounds, say) {
      const results = [];
      for (const { name: title, file, bytes, path } of inputs) {
        const contenders = [];
        const memory = {};
        const hashes = {};
        for (const name of Object.keys(WASM).filter((name) => reads(name, file))) {
          const wasm = await module();
          const run = () => wasm[WASM[name]](bytes);
          hashes[name] = run();
          memory[name] = wasm.memory.buffer.byteLength - bytes.length;
          contenders.push({ name, run });
        }
        if (reads('jsquash', file)) {
          const decoder = await squash();
          hashes.jsquash = await decoder.run(bytes);
          memory.jsquash = decoder.used() - bytes.length;
          contenders.push({ name: 'jsquash', run: () => decoder.run(bytes) });
        }
        const native = reads('jsquash', file) && djpeg(path);
        // In turns with the others, but timed by the shell: it is a process of its own.
        const natives = [];
        if (native) contenders.push({ name: 'djpeg', run: () => natives.push(native()) });
        const times = await timed(contenders, Math.max(3, bytes.length > 4e6 ? rounds >> 1 : rounds));
        if (native) times.djpeg = summary(natives.slice(4));
        results.push({ title, file, times, memory, hashes });
        say(`${title}: ${Object.entries(times).map(([name, { min }]) => `${name} ${min.toFixed(1)}`).join(', ')}`);
      }
      return results;
    },

    /** Parts of the two ways. */
    async stages(inputs, rounds) {
      const results = [];
      for (const { name: title, file, bytes } of inputs) {
        const wasm = await module();
        const parts = file.endsWith('.jpg')
          ? ['entropyDecode', 'entropyAndMap', 'presendCheck', 'decodePixels', 'presendHash', 'sha256']
          : ['decodePixels', 'presendHash', 'sha256'];
        const times = await timed(parts.map((name) => ({ name, run: () => wasm[name](bytes) })), rounds);
        results.push({ title, file, times });
      }
      return results;
    },

    /** 12 megapixels in memory. */
    async pixels(bytes, rounds) {
      const contenders = [];
      for (const name of ['presendGrey', 'presendRgb', 'pdqhash']) {
        const pixels = new (await module()).Pixels(bytes);
        contenders.push({ name, run: () => pixels[name]() });
      }
      return timed(contenders, rounds);
    },

    /** 512 by 512 values of luma in memory. */
    async small(bytes, rounds) {
      const luma = new (await module()).Luma512(bytes);
      const names = ['presend', 'yume'];
      const times = await timed(names.map((name) => ({ name, run: () => luma[name]() })), rounds);
      return { times, hashes: Object.fromEntries(names.map((name) => [name, luma[name]()])) };
    },
  };
}

/** Milliseconds of processor time of libjpeg-turbo's own program, or undefined where it is not installed. */
function djpeg(path) {
  const [program, bash] = [onPath('djpeg'), onPath('bash')];
  if (!program || !bash) return undefined;
  const times = 5;
  const script = `TIMEFORMAT='%3U %3S'; time for i in $(seq ${times}); do "$0" -grayscale -outfile /dev/null "$1" || exit 1; done`;
  return () => {
    const { status, stderr } = spawnSync(bash, ['-c', script, program, path], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`djpeg failed: ${stderr}`);
    const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
    return ((user + system) * 1000) / times;
  };
}
