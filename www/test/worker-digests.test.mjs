// Digests by the platform are those that the core would compute.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { instantiate } from '../dist/worker/core/core.js';
import { Digesting } from '../dist/worker/digests.js';
import { nodeDigester } from '../dist/worker/node-digest.js';
import { workerdDigester } from '../dist/worker/workerd-digest.js';

/** Of `abc`: FIPS 180-4 and RFC 1321. */
const OF_ABC = {
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  md5: '900150983cd24fb0d6963f7d28e17f72',
};
const text = (words) => new TextEncoder().encode(words);
const abc = text('abc');

/** By kind, in hex, of these pieces one after the other. */
async function digestsOf(kinds, pieces, digester = nodeDigester) {
  const digesting = new Digesting(kinds, digester);
  for (const piece of pieces) await digesting.update(piece);
  return Object.fromEntries(Object.entries(await digesting.end()).map(([kind, bytes]) => [kind, Buffer.from(bytes).toString('hex')]));
}

describe('digests by the platform', () => {
  it('are those of the standards, of the kinds that are asked for', async () => {
    assert.deepEqual(await digestsOf(['sha256', 'sha1', 'md5'], [abc]), OF_ABC);
    assert.deepEqual(await digestsOf(['sha256', 'sha1', 'md5'], [text('a'), text(''), text('bc')]), OF_ABC);
    assert.deepEqual(await digestsOf(['sha1'], [text('xabcx').subarray(1, 4)]), { sha1: OF_ABC.sha1 });
    assert.deepEqual(await digestsOf([], [abc]), {});
  });

  it('are missing where the platform has none, and where one fails', async () => {
    assert.deepEqual(await digestsOf(['sha256', 'sha0'], [abc]), { sha256: OF_ABC.sha256 });
    assert.deepEqual(await digestsOf(['sha256', 'md5'], [abc], workerdDigester), {}, 'Node has no DigestStream');
    const failing = (kind) => (kind === 'md5' ? { update: async () => {}, end: async () => Promise.reject(new Error('broken')) } : nodeDigester(kind));
    assert.deepEqual(await digestsOf(['sha256', 'md5'], [abc], failing), { sha256: OF_ABC.sha256 });
  });

  it('of another length are refused by the core', () => {
    const core = instantiate(new WebAssembly.Module(readFileSync(new URL('../dist/worker/core/presend_worker_bg.wasm', import.meta.url)))).Core.limited(1000, 1000, 1000);
    assert.deepEqual([...core.digestKinds()], [], 'there is no set');
    const check = (...digests) => core.checkDigested(abc, ...digests, { audience: 'unknown', nowMs: 1 }, new Uint8Array(32).fill(1)).free();
    check(undefined, undefined, undefined);
    check(new Uint8Array(32), new Uint8Array(20), new Uint8Array(16));
    for (const bad of [[new Uint8Array(31)], [new Uint8Array(0)], [undefined, new Uint8Array(32)], [undefined, undefined, new Uint8Array(20)]]) {
      assert.throws(() => check(...bad, ...Array(3 - bad.length).fill(undefined)), { code: 'bad-options' });
    }
  });
});
