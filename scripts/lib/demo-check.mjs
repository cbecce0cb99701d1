// What the running demo must answer, asked from outside.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { siteFiles } from './serve.mjs';

const csp = (connect) =>
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
  `connect-src 'self'${connect}; ` +
  "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types = {
  bin: 'application/octet-stream',
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  ts: 'application/octet-stream',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
};

const needed = ['index.html', 'demo.json', 'pictures/index.json', 'sets/demo/manifest.txt', 'sets/demo/index.bin'];

function assertSecured(answer, connect) {
  assert.equal(answer.headers.get('content-security-policy'), csp(connect));
  assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.headers.get('cross-origin-opener-policy'), 'same-origin');
  assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin');
  assert.match(answer.headers.get('permissions-policy') ?? '', /camera=\(\)/);
}

async function assertProblem(answer, status, connect) {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  if (connect !== undefined) assertSecured(answer, connect);
  const document = await answer.json();
  assert.equal(document.status, status);
  assert.ok(document.title.length > 0 && document.detail.length > 0);
  return document;
}

/** Registers every check, and `stop` for when the last one, the evaluator's, has ended. */
export function checkDemo(address, evaluator, stop) {
  const connect = ` ${evaluator.origin}`;
  const ask = (path, init = {}) =>
    fetch(new URL(path, address), { redirect: 'error', signal: AbortSignal.timeout(20_000), ...init });
  const files = siteFiles();
  const keys = files.map(([key]) => key);

  describe('the demo on workerd', () => {
    it('has everything the page needs, and no key that signs', () => {
      for (const key of needed) assert.ok(keys.includes(key), `${key} is missing`);
      assert.ok(keys.some((key) => key.endsWith('presend_bg.wasm')), 'the plain WebAssembly file is missing');
      assert.ok(keys.some((key) => key.endsWith('presend_simd_bg.wasm')), 'the SIMD WebAssembly file is missing');
      assert.deepEqual(keys.filter((key) => /\.key$|owner/.test(key)), []);
    });
    it('serves every file whole, with its type, its digest and the strict headers', async () => {
      for (const [key, file] of files) {
        const bytes = readFileSync(file);
        const answer = await ask(`/${key}`);
        assert.equal(answer.status, 200, key);
        assert.equal(answer.headers.get('content-type'), types[key.split('.').pop()], key);
        assert.equal(answer.headers.get('etag'), `"${createHash('sha256').update(bytes).digest('hex')}"`, key);
        assert.equal(answer.headers.get('cache-control'), 'no-cache', key);
        assertSecured(answer, connect);
        assert.ok(bytes.equals(Buffer.from(await answer.arrayBuffer())), `${key} came with other bytes`);
      }
    });
    it('gives the page at /', async () => {
      const answer = await ask('/');
      assert.equal(answer.headers.get('content-type'), types.html);
      assert.equal(await answer.text(), readFileSync(files.find(([key]) => key === 'index.html')[1], 'utf8'));
    });
    it('compiles the WebAssembly files straight from the network', async () => {
      for (const key of keys.filter((name) => name.endsWith('.wasm'))) {
        assert.ok((await WebAssembly.compileStreaming(ask(`/${key}`))) instanceof WebAssembly.Module, key);
      }
    });
    it('answers 304 to a current copy and 200 to any other', async () => {
      const etag = (await ask('/')).headers.get('etag');
      for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await ask('/', { headers: { 'if-none-match': tags } });
        assert.equal(answer.status, 304, tags);
        assert.equal(answer.headers.get('etag'), etag);
        assert.equal((await answer.arrayBuffer()).byteLength, 0);
        assertSecured(answer, connect);
      }
      const other = await ask('/', { headers: { 'if-none-match': '"other"' } });
      assert.equal(other.status, 200);
      await other.body.cancel();
    });
    it('answers HEAD with the headers of GET and no body', async () => {
      const answer = await ask('/sets/demo/index.bin', { method: 'HEAD' });
      assert.equal(answer.status, 200);
      const bytes = readFileSync(files.find(([key]) => key === 'sets/demo/index.bin')[1]);
      assert.equal(answer.headers.get('content-length'), String(bytes.length));
      assert.equal(answer.headers.get('etag'), `"${createHash('sha256').update(bytes).digest('hex')}"`);
      assert.equal((await answer.arrayBuffer()).byteLength, 0);
    });
    it('refuses every other method', async () => {
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const answer = await ask('/', { method });
        assert.equal(answer.headers.get('allow'), 'GET, HEAD', method);
        await assertProblem(answer, 405, connect);
      }
    });
    it('has nothing at other addresses', async () => {
      for (const path of ['/nothing', '/sets/', '/%2e%2e/owner.key', '/..%2fowner.key', '/%E0%A4%A', '/index.html/']) {
        await assertProblem(await ask(path), 404, connect);
      }
    });
  });

  describe("the list owner's evaluator on workerd", () => {
    after(stop);
    const ask = (init, path = evaluator) => fetch(path, { redirect: 'error', signal: AbortSignal.timeout(20_000), ...init });
    const post = (body) => ask({ method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } });
    it('is another origin than the page', () => assert.notEqual(evaluator.origin, new URL(address).origin));
    it('lets pages of other origins ask', async () => {
      const answer = await ask({ method: 'OPTIONS' });
      assert.equal(answer.status, 204);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.equal(answer.headers.get('access-control-allow-headers'), 'authorization, content-type');
    });
    it('refuses what is no question, with a code that says why', async () => {
      const head = Buffer.from('OPRFREQ1');
      const long = Buffer.concat([head, Buffer.alloc(8 + 4 + 32 * 4097)]);
      const cases = [
        [Buffer.alloc(0), 400, 'bad-oprf-message'],
        [Buffer.from('hello'), 400, 'bad-oprf-message'],
        [Buffer.concat([head, Buffer.alloc(8), Buffer.from([1, 0, 0, 0])]), 400, 'wrong-message-length'],
        [Buffer.concat([head, Buffer.alloc(8), Buffer.from([1, 0, 0, 0]), Buffer.alloc(32)]), 400, 'wrong-evaluator-key'],
        [Buffer.concat([head, Buffer.alloc(8), Buffer.from([1, 2, 0, 0]), Buffer.alloc(32 * 511)]), 400, 'bad-element-count'],
        [long, 413, 'question-too-long'],
      ];
      for (const [body, status, code] of cases) {
        const answer = await post(body);
        assert.equal(answer.headers.get('access-control-allow-origin'), '*');
        assert.equal((await assertProblem(answer, status)).code, code);
      }
    });
    it('has nothing else', async () => {
      await assertProblem(await ask({}), 405);
      await assertProblem(await ask({}, new URL('/', evaluator)), 404);
    });
  });
}
