// Proofs of consistency from a log's tiles, against the definition and against RFC 9162's check of them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { consistencyProof, headOf, tilePath } from '../dist/consistency.js';

const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const node = (left, right) => sha(Buffer.of(1), left, right);
const split = (n) => 2 ** Math.ceil(Math.log2(n) - 1);
const root = (leaves) => (leaves.length === 1 ? leaves[0] : node(root(leaves.slice(0, split(leaves.length))), root(leaves.slice(split(leaves.length)))));

/** SUBPROOF of RFC 6962, section 2.1.2, from all leaves. */
function subproof(m, leaves, whole) {
  if (m === leaves.length) return whole ? [] : [root(leaves)];
  const k = split(leaves.length);
  return m <= k ? [...subproof(m, leaves.slice(0, k), whole), root(leaves.slice(k))] : [...subproof(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}

/** The files of a log; every read is noted. */
function tiles(leaves) {
  const files = new Map();
  for (let level = 0, row = leaves; row.length > 0; level++) {
    const next = [];
    for (let n = 0; n * 256 < row.length; n++) {
      const tile = row.slice(n * 256, n * 256 + 256);
      files.set(`tile/${level}/${String(n).padStart(3, '0')}${tile.length < 256 ? `.p/${tile.length}` : ''}`, Buffer.concat(tile));
      if (tile.length === 256) next.push(root(tile));
    }
    row = next;
  }
  const asked = [];
  const read = async (path) => {
    asked.push(path);
    const file = files.get(path);
    if (!file) throw new Error(`there is no ${path}`);
    return new Uint8Array(file);
  };
  return { asked, read };
}

describe('a proof of consistency from tiles', () => {
  const leaves = Array.from({ length: 1400 }, (_, i) => sha(Buffer.from(`leaf ${i}`)));

  it('is the one of the RFC, for every pair of sizes up to 40 and around tiles', async () => {
    const near = [255, 256, 257, 300, 511, 512, 513, 700, 768, 1024, 1399, 1400];
    const sizes = [...Array.from({ length: 40 }, (_, i) => i + 1), ...near];
    let pairs = 0;
    for (const size of sizes) {
      for (const old of sizes.filter((other) => other <= size)) {
        const proof = await consistencyProof(old, size, tiles(leaves.slice(0, size)).read);
        const expected = subproof(old, leaves.slice(0, size), true);
        assert.equal(proof, expected.map((hash) => `${hash.toString('base64')}\n`).join(''), `${old} of ${size}`);
        pairs++;
      }
    }
    assert.equal(pairs, (52 * 53) / 2);
    assert.equal(await consistencyProof(0, 5, tiles(leaves.slice(0, 5)).read), '');
    assert.equal(await consistencyProof(6, 5, tiles(leaves.slice(0, 5)).read), '');
  });

  it('reads three files of a log of 1,400 entries, each once', async () => {
    const { asked, read } = tiles(leaves);
    await consistencyProof(700, 1400, read);
    assert.deepEqual(asked.sort(), ['tile/0/002', 'tile/0/005.p/120', 'tile/1/000.p/5']);
  });

  it('fails where a tile is not there', async () => {
    await assert.rejects(consistencyProof(2, 5, tiles(leaves.slice(0, 4)).read), /there is no/);
  });

  it('names tiles as C2SP does', () => {
    assert.equal(tilePath(0, 0, 256), 'tile/0/000');
    assert.equal(tilePath(1, 7, 3), 'tile/1/007.p/3');
    assert.equal(tilePath(0, 1234067, 256), 'tile/0/x001/x234/067');
    assert.equal(tilePath(2, 1000, 1), 'tile/2/x001/000.p/1');
  });

  it('reads the head of a checkpoint and of nothing else', () => {
    assert.deepEqual(headOf('log.example\n12\nroot\n'), { origin: 'log.example', size: 12 });
    for (const text of ['', '\n12\n', 'log.example', 'log.example\n-1\n', 'log.example\n1e3\n', `log.example\n${'9'.repeat(16)}\n`]) assert.equal(headOf(text), undefined, text);
  });
});
