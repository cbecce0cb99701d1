// What a browser's decoder is asked for, and what becomes of its answers: the real core, a decoder that is told what to say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { checkWithBrowser, orientationOf } from '../dist/browser-decoder.js';
import { Core, initSync } from '../dist/wasm/presend.js';

const vectors = new URL('../../tests/vectors/', import.meta.url);
const options = { audience: 'teen', nowMs: 1.8e12 };
const avif = new Uint8Array([0, 0, 0, 28, ...new TextEncoder().encode('ftypavif'), ...new Uint8Array(40)]);
const unchecked = (why) => ({ kind: 'unchecked', why, audience: 'teen', next: 'ask' });
const known = { kind: 'known', purpose: 'demo', audience: 'teen', next: 'hold' };
const clear = { kind: 'clear', audience: 'teen', next: 'send' };

/** Width, height and RGBA of an 8-bit RGB PNG file: chunks, zlib, the five row filters. */
function readPng(bytes) {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  assert.deepEqual([bytes[24], bytes[25]], [8, 2]);
  const data = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(data));
  const stride = width * 3;
  const at = (y, x) => (y < 0 || x < 0 ? 0 : rows[y * (stride + 1) + 1 + x]);
  const paeth = (a, b, c) => [a, b, c].reduce((best, next) => (Math.abs(a + b - c - next) < Math.abs(a + b - c - best) ? next : best));
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < stride; x++) {
      const [a, b, c] = [at(y, x - 3), at(y - 1, x), x < 3 ? 0 : at(y - 1, x - 3)];
      rows[y * (stride + 1) + 1 + x] += [0, a, b, (a + b) >> 1, paeth(a, b, c)][rows[y * (stride + 1)]];
      pixels[(y * width + Math.floor(x / 3)) * 4 + (x % 3)] = at(y, x);
    }
  }
  return { width, height, pixels };
}

/** Of a conversation that needs nobody else. */
const verdictOf = (conversation) => {
  if (!conversation) return undefined;
  const step = conversation.step();
  conversation.free();
  assert.equal(step.type, 'done');
  return step.verdict;
};

describe('the decoder of the browser', () => {
  const shapes = readPng(readFileSync(new URL('images/shapes.png', vectors)));
  const noise = { ...shapes, pixels: shapes.pixels.map((_, i) => (i * 2654435761) >>> 24) };
  let core, asked;

  before(() => {
    initSync({ module: readFileSync(new URL('../dist/wasm/presend_bg.wasm', import.meta.url)) });
    core = new Core({});
    const [manifest, index] = ['manifest.txt', 'index.bin'].map((file) => new Uint8Array(readFileSync(new URL(`shapes-set.${file}`, vectors))));
    core.openSet(manifest, index, { keys: [readFileSync(new URL('shapes-set.keys.txt', vectors), 'utf8').trim()] }, options.nowMs);
  });
  after(() => delete globalThis.ImageDecoder);

  /** A decoder of `count` frames; `frame(i)` gives what is in each: width, height, pixels and how it is turned. */
  function decoderOf(count, frame) {
    asked = { frames: [], open: 0, rows: [], init: undefined, decoders: 0 };
    globalThis.ImageDecoder = class {
      static isTypeSupported = async (type) => type === 'image/avif';
      tracks = { ready: Promise.resolve(), selectedTrack: { frameCount: count } };
      completed = Promise.resolve();
      constructor(init) {
        asked.init = init;
        asked.decoders++;
      }
      async decode({ frameIndex }) {
        asked.frames.push(frameIndex);
        asked.open++;
        const { width, height, pixels, x = 0, y = 0, ...turned } = frame(frameIndex);
        const image = {
          visibleRect: { x, y, width, height },
          ...turned,
          close: () => asked.open--,
          async copyTo(target, { rect, format, colorSpace }) {
            assert.deepEqual([format, colorSpace, rect.x, rect.width], ['RGBA', 'srgb', x, width]);
            assert.equal(target.length, width * rect.height * 4);
            assert.equal((rect.y - y) % 16, 0);
            asked.rows.push(rect.height);
            target.set(pixels.subarray((rect.y - y) * width * 4, (rect.y - y + rect.height) * width * 4));
          },
        };
        return { image };
      }
      close = () => asked.decoders--;
    };
  }

  const check = async (picture = avif) => {
    const verdict = verdictOf(await checkWithBrowser(core, picture, options));
    assert.deepEqual([asked.open, asked.decoders], [0, 0], 'everything was closed');
    return verdict;
  };

  it('hands over a picture in pieces, with its profile left aside', async () => {
    decoderOf(1, () => ({ ...shapes, x: 2, y: 32 }));
    assert.deepEqual(await check(), known);
    assert.deepEqual(await check(new Blob([avif])), known);
    assert.equal(asked.init.colorSpaceConversion, 'none');
    const tall = { width: 4096, height: 1000, pixels: new Uint8Array(4096 * 1000 * 4).map((_, i) => (i * 2654435761) >>> 24) };
    decoderOf(1, () => tall);
    assert.notEqual((await check()).kind, 'known');
    assert.ok(asked.rows.length > 10 && asked.rows.every((rows) => rows * 4096 * 4 <= 1 << 20), `${asked.rows}`);
    assert.equal(asked.rows.reduce((a, b) => a + b), 1000);
  });

  it('looks at the first, the middle, the last and every Nth frame', async () => {
    decoderOf(100, () => noise);
    assert.deepEqual(await check(), clear);
    assert.equal(asked.frames.length, 15);
    for (const index of [0, 8, 50, 99]) assert.ok(asked.frames.includes(index), `${asked.frames}`);
    decoderOf(100, (index) => (index === 50 ? shapes : noise));
    assert.deepEqual(await check(), known);
  });

  it('takes no pixels of what is over a limit', async () => {
    for (const [count, width, height] of [[1, 8193, 8193], [2_000, 1000, 1000], [20_000, 8, 8]]) {
      decoderOf(count, () => ({ width, height, pixels: new Uint8Array() }));
      assert.deepEqual(await check(), unchecked('too-large'));
      assert.deepEqual([asked.frames, asked.rows], [[0], []]);
    }
    const claim = new Uint8Array([...avif, ...new TextEncoder().encode('ispe'), 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
    decoderOf(1, () => shapes);
    assert.deepEqual(await check(claim), unchecked('too-large'));
    assert.deepEqual(asked.frames, []);
  });

  it('takes no frame that grew after the first', async () => {
    decoderOf(2, (index) => (index === 0 ? noise : { width: 9000, height: 9000, pixels: new Uint8Array() }));
    assert.deepEqual(await check(), unchecked('too-large'));
    assert.equal(asked.rows.length > 0, true);
  });

  it('is never clear where the decoder fails, at whatever point', async () => {
    const failing = (name) => Object.assign(new Error('no'), { name });
    for (const [name, why] of [['EncodingError', 'error'], ['NotSupportedError', 'unsupported']]) {
      decoderOf(3, (index) => {
        if (index === 2) throw failing(name);
        return noise;
      });
      const before = asked;
      const verdict = verdictOf(await checkWithBrowser(core, avif, options));
      assert.deepEqual(verdict, unchecked(why));
      assert.equal(before.decoders, 0);
    }
    decoderOf(0, () => noise);
    assert.deepEqual(await check(), unchecked('error'));
    decoderOf(1, () => ({ width: 0, height: 0, pixels: new Uint8Array() }));
    assert.notEqual((await check()).kind, 'clear');
  });

  it('is not asked about what the core decodes itself, nor where there is none', async () => {
    decoderOf(1, () => shapes);
    assert.equal(await check(new Uint8Array(readFileSync(new URL('images/shapes.png', vectors)))), undefined);
    assert.equal(await check(new Uint8Array([0, 0, 0, 28, ...new TextEncoder().encode('ftypheic')])), undefined);
    assert.equal(await check(new Uint8Array()), undefined);
    delete globalThis.ImageDecoder;
    assert.equal(await check(), undefined);
  });

  it('turns as EXIF says', () => {
    const turns = [0, 90, 180, 270].flatMap((rotation) => [false, true].map((flip) => orientationOf({ rotation, flip })));
    assert.deepEqual(turns, [1, 2, 6, 5, 3, 4, 8, 7]);
    assert.equal(orientationOf({}), 1);
  });
});
