// The parts of the worker that can be tried by themselves; how it runs is tested in pkg-tests/.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { wrongWith } from '../dist/worker/check-config.js';
import { clientKey, MemoryLimiter } from '../dist/worker/limits.js';
import { spanOf } from '../dist/worker/index-host.js';
import { BadMultipart, boundaryOf, MultipartScanner, partHeader } from '../dist/worker/multipart.js';
import { readSettings } from '../dist/worker/settings.js';
import { Room } from '../dist/worker/upload.js';
import { verdictOfProblem } from '../dist/index.node.js';

const bytes = (text) => Uint8Array.from(Buffer.from(text, 'latin1'));

/** What a scanner says of a body in pieces of these sizes: the parts, and all bytes in order. */
function scan(body, sizes) {
  const scanner = new MultipartScanner('b0');
  const parts = [];
  const all = [];
  const take = (stretches) => {
    for (const { type, bytes: piece, head } of stretches) {
      all.push(...piece);
      if (type === 'begin') parts.push({ head, data: [], ended: false });
      if (type === 'data') parts.at(-1).data.push(...piece);
      if (type === 'end') parts.at(-1).ended = true;
    }
  };
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const size = sizes[turn % sizes.length];
    take(scanner.push(body.subarray(at, at + size)));
    at += size;
  }
  take(scanner.end());
  assert.deepEqual(Uint8Array.from(all), body, 'the bytes that come out are those that went in');
  return parts.map(({ head, data, ended }) => [head, Buffer.from(data).toString('latin1'), ended]);
}

describe('the scanner of forms', () => {
  const tricky = ['plain', '', '\r\n', '--b0', '\r\n--b', '\r\n--b1\r\n', 'x\r\n-\r\n--', '\n\n\r\r\n-', '\r\n--\r\n--B0'];
  const body = bytes(tricky.map((data, at) => `--b0\r\nContent-Disposition: form-data; name="${at}"\r\n\r\n${data}\r\n`).join('') + '--b0--\r\n');
  const expected = tricky.map((data, at) => [`Content-Disposition: form-data; name="${at}"`, data, true]);

  it('finds the same parts however the body was cut', () => {
    for (let size = 1; size <= body.length; size++) assert.deepEqual(scan(body, [size]), expected, `pieces of ${size}`);
    let seed = 7;
    const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
    for (let round = 0; round < 200; round++) assert.deepEqual(scan(body, Array.from({ length: 9 }, () => 1 + (random() % 40))), expected);
  });

  it('keeps back no more than a boundary', () => {
    const scanner = new MultipartScanner('b0');
    scanner.push(bytes('--b0\r\n\r\n'));
    for (const piece of ['data\r', 'data\r\n', 'data\r\n--', 'data\r\n--b']) {
      const out = scanner.push(bytes(piece)).reduce((sum, { bytes: part }) => sum + part.length, 0);
      assert.ok(out >= piece.length - 5, piece);
    }
  });

  it('refuses what two readers could read in two ways', () => {
    const part = '--b0\r\n\r\nx';
    for (const text of ['', 'preamble\r\n--b0--', `${part}\r\n`, `${part}\n--b0--`, `${part}\r\n--b0`, `${part}\r\n--b0-x`, `${part}\r\n--b0 --`, `${part}\r\n--b0\n\r\n`, `${part}\r\n--b0--x`, `${part}\r\n--b0--\r\n\r\n`, '--b0\r\nA: b\nC: d\r\n\r\n', '--b0\r\nA: b\r\n folded\r\n\r\n', `--b0\r\n${'x'.repeat(20_000)}`]) {
      for (const size of [1, 7, 100_000]) assert.throws(() => scan(bytes(text), [size]), BadMultipart, JSON.stringify(text.slice(0, 40)));
    }
  });

  it('reads the boundary as RFC 2046 has it', () => {
    assert.equal(boundaryOf('multipart/form-data; boundary="a b"; charset=utf-8'), 'a b');
    assert.equal(boundaryOf('Multipart/Form-Data;boundary=----x'), '----x');
    assert.equal(boundaryOf('image/jpeg'), undefined);
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=a; boundary=b', 'multipart/form-data; boundary=""', `multipart/form-data; boundary=${'a'.repeat(71)}`]) assert.throws(() => boundaryOf(type), BadMultipart);
  });

  it('reads headers of parts, and says where one is there twice', () => {
    const head = 'Content-Type: IMAGE/jpeg\r\ncontent-disposition: form-data\r\nX: 1\r\nx: 2';
    assert.deepEqual([partHeader(head, 'content-type'), partHeader(head, 'x'), partHeader(head, 'y')], ['image/jpeg', 'twice', undefined]);
  });
});

describe('budgets', () => {
  it('in memory: so many within so many seconds, for each client', async () => {
    let now = 1_000;
    const limiter = new MemoryLimiter({ count: 2, seconds: 10 }, () => now);
    const take = async (key) => limiter.take(key);
    assert.deepEqual([await take('a'), await take('a'), await take('a'), await take('b')], [undefined, undefined, 10, undefined]);
    now += 9_500;
    assert.equal(await take('a'), 1);
    now += 500;
    assert.equal(await take('a'), undefined);
  });

  it('remember a bounded number of clients', async () => {
    const limiter = new MemoryLimiter({ count: 1, seconds: 10 }, () => 0);
    for (let client = 0; client < 50_000; client++) assert.equal(await limiter.take(`client ${client}`), undefined);
    assert.equal(await limiter.take('one more'), undefined);
    assert.equal(await limiter.take('and another'), 10, 'newcomers share one budget');
  });

  it('count an IPv6 client by its network', () => {
    assert.equal(clientKey('192.0.2.1'), 'client 192.0.2.1');
    assert.equal(clientKey('::ffff:192.0.2.1'), 'client 192.0.2.1');
    assert.equal(clientKey('2001:DB8:0:1::7'), clientKey('2001:db8::1:ffff:ffff:ffff:ffff'));
    assert.notEqual(clientKey('2001:db8:0:1::7'), clientKey('2001:db8:0:2::7'));
    assert.equal(clientKey(undefined), 'unknown');
  });
});

it('ranges: one, within the file, or none', () => {
  const cases = [[null, undefined], ['bytes=0-9', { offset: 0, length: 10 }], ['bytes=95-', { offset: 95, length: 5 }], ['bytes=-5', { offset: 95, length: 5 }], ['bytes=-500', { offset: 0, length: 100 }], ['bytes=90-999', { offset: 90, length: 10 }], ['bytes=100-', 'none'], ['bytes=-0', 'none'], ['bytes=5-4', undefined], ['bytes=0-1,3-4', undefined], ['lines=0-1', undefined], ['bytes=-', undefined]];
  for (const [header, span] of cases) assert.deepEqual(spanOf(header, 100), span, String(header));
});

it('room: in order, and nobody gets more than there is', async () => {
  const room = new Room(10);
  const got = [];
  await room.take(6);
  const second = room.take(6).then(() => got.push('second'));
  const third = room.take(1).then(() => got.push('third'));
  await Promise.resolve();
  assert.deepEqual(got, [], 'the third waits behind the second');
  room.give(6);
  await Promise.all([second, third]);
  assert.deepEqual(got, ['second', 'third']);
});

describe('the environment', () => {
  const key = `presend-evaluator-key-v1:0011223344556677:${'A'.repeat(43)}=`;
  const read = (environment, secretsAreBindings = true) => readSettings(environment, { secretsAreBindings }).then((settings) => settings, ({ code }) => code);
  const evaluator = { PRESEND_ROLES: 'evaluator', PRESEND_EVALUATOR_KEY: key };

  it('takes a key as a secret, as text or from a store of secrets', async () => {
    assert.deepEqual((await read(evaluator)).evaluatorKeys, [key]);
    assert.deepEqual((await read({ ...evaluator, PRESEND_EVALUATOR_KEY: { get: async () => `${key}\n` } }, false)).evaluatorKeys, [key]);
  });

  it('refuses a key anywhere else', async () => {
    assert.equal(await read(evaluator, false), 'key-in-plain-variable');
    for (const name of ['KEY', 'PRESEND_TRUST', 'presend_evaluator_key', 'PRESEND_ROLES']) assert.equal(await read({ ...evaluator, [name]: `x ${key}` }), 'key-in-plain-variable', name);
    assert.equal(await read({ PRESEND_ROLES: 'evaluator', A: `presend-seal-key-v1:${'A'.repeat(43)}=` }), 'key-in-plain-variable');
  });

  it('has a code for every other mistake', async () => {
    const cases = [
      [{ ...evaluator, PRESEND_PROBES: '0' }, 'bad-setting'],
      [{ ...evaluator, PRESEND_CLIENT_BUDGET: '20 per minute' }, 'bad-setting'],
      [{ ...evaluator, PRESEND_CLIENT_BUGDET: '20/60' }, 'unknown-setting'],
      [{ ...evaluator, CLIENT_LIMIT: 'text' }, 'bad-binding'],
      [{ ...evaluator, PRESEND_SEAL_KEY: `presend-seal-key-v1:${'A'.repeat(43)}=` }, 'key-without-use'],
      [{ ...evaluator, PRESEND_EVALUATOR_KEY: { get: async () => Promise.reject(new Error()) } }, 'secret-unreadable'],
      [{ PRESEND_ROLES: 'index', PRESEND_SETS: '../x' }, 'bad-set-name'],
      [{ PRESEND_ROLES: 'index', PRESEND_SETS: 'x' }, 'no-store'],
    ];
    for (const [environment, code] of cases) assert.equal(await read(environment), code, code);
  });

  it('says nothing of a key in what it says', async () => {
    const error = await readSettings({ PRESEND_ROLES: 'evaluator', [key]: key }, { secretsAreBindings: true }).catch((thrown) => thrown);
    assert.equal(error.code, 'key-in-plain-variable');
    assert.ok(!error.message.includes('AAAA'));
  });
});

describe('the configuration that is deployed', () => {
  it('is refused with a key in it, or with a value for a secret', () => {
    const shipped = readFileSync(new URL('../worker/wrangler.toml', import.meta.url), 'utf8');
    assert.equal(wrongWith(shipped), undefined);
    assert.equal(wrongWith(`${shipped}\nX = "presend-evaluator-key-v1:00"`).code, 'key-in-plain-variable');
    assert.equal(wrongWith(shipped.replace('[vars]', '[vars]\nPRESEND_EVALUATOR_KEY = "x"')).code, 'secret-in-plain-variable');
    assert.equal(wrongWith('{ "vars": {\n"PRESEND_SEAL_KEY": "x" } }').code, 'secret-in-plain-variable');
    assert.equal(wrongWith('PRESEND_EVALUATOR_KEY_FILE = "x"'), undefined);
  });
});

it('what the guard answered becomes a verdict, and nothing else does', async () => {
  const answer = (document, type = 'application/problem+json') => new Response(typeof document === 'string' ? document : JSON.stringify(document), { status: 422, headers: { 'content-type': type } });
  const known = answer({ code: 'picture-known', verdict: { kind: 'known', purpose: 'ncii', label: 'x' } });
  assert.deepEqual(await verdictOfProblem(known), { kind: 'known', purpose: 'ncii', audience: 'unknown', next: 'hold' });
  assert.equal((await known.json()).code, 'picture-known', 'it can still be read');
  assert.deepEqual(await verdictOfProblem(answer({ code: 'picture-unchecked', verdict: { why: 'too-large', next: 'send' } })), { kind: 'unchecked', why: 'too-large', audience: 'unknown', next: 'hold' });
  for (const document of [{ code: 'picture-known' }, { code: 'picture-known', verdict: { purpose: '<b>' } }, { code: 'bad-multipart' }, 'null', '{']) assert.equal(await verdictOfProblem(answer(document)), undefined);
  assert.equal(await verdictOfProblem(answer({ code: 'picture-known', verdict: { purpose: 'csam' } }, 'application/json')), undefined);
});
