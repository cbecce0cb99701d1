// The page that Chromium runs.
import { fresh, jsquash, reads, WASM } from './contenders.mjs';
import { race } from './race.mjs';

const compiled = (url) => WebAssembly.compileStreaming(fetch(url));
const [program, squasher] = await Promise.all([compiled('/built/bench_bg.wasm'), compiled('/jpeg/codec/dec/mozjpeg_dec.wasm')]);
let copies = 0;
const module = () => fresh(() => import(`/built/bench.js?copy=${copies++}`), program);

/** What a page would do without a decoder of its own: the browser's, a canvas, and our hash from the pixels read back. */
async function canvas(blob, hasher) {
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  const surface = new OffscreenCanvas(width, height);
  const context = surface.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return hasher.hashRgba(width, height, context.getImageData(0, 0, width, height).data);
}

window.race = async (file, rounds) => {
  const blob = await (await fetch(`/inputs/${file}`)).blob();
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const contenders = [];
  for (const name of Object.keys(WASM).filter((name) => reads(name, file))) {
    const wasm = await module();
    contenders.push({ name, run: () => wasm[WASM[name]](bytes) });
  }
  if (reads('jsquash', file)) {
    const decoder = await jsquash(await import(`/jpeg/decode.js?copy=${copies++}`), squasher, await module());
    contenders.push({ name: 'jsquash', run: () => decoder.run(bytes) });
  }
  const hasher = await module();
  contenders.push({ name: 'canvas', run: () => canvas(blob, hasher) });
  return race(contenders, { rounds, now: () => performance.now() });
};
