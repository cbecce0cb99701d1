// What the worker does, whatever it runs on: one list of scenarios for all runtimes.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Sends bytes or an iterable of pieces with plain HTTP, so that nothing is added to what stands here. */
export function send(url, { method = 'POST', headers = {}, body, abortAfter, agent = false } = {}) {
  return new Promise((resolve, reject) => {
    // A connection of its own: a server may end one after an answer that came before the end of the body.
    const asked = request(url, { method, headers, agent }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => {
        const bytes = Buffer.concat(pieces);
        const text = bytes.toString();
        resolve({ status: answer.statusCode, headers: answer.headers, length: bytes.length, text, json: () => JSON.parse(text) });
      });
      answer.on('error', reject);
    });
    asked.on('error', reject);
    if (abortAfter !== undefined) {
      asked.write(body.subarray(0, abortAfter));
      setTimeout(() => asked.destroy(), 150);
    } else if (body === undefined || body instanceof Uint8Array) {
      asked.end(body);
    } else {
      Readable.from(body).pipe(asked);
    }
  });
}

/** A form as a browser writes it: [name, file name, media type, bytes] for each file. */
export function form(files, boundary = '----WebKitFormBoundaryAbCdEf0123456789') {
  const pieces = files.flatMap(([name, file, type, bytes]) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return { body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]), type: `multipart/form-data; boundary=${boundary}` };
}

/** A film as far as anybody looks: the first bytes of an MP4 file, then noise. */
export function film(bytes) {
  const head = Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1');
  return Buffer.concat([head, randomBytes(bytes - head.length)]);
}

async function problemOf(answer, status, code) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'], /^application\/problem\+json/);
  const document = answer.json();
  assert.equal(document.code, code);
  assert.equal(document.status, status);
  assert.ok(document.title && document.detail);
  return document;
}

/** A file of its own for each kind of digest, which no decoder takes. */
export const undecodable = (cutOff, kind) => Buffer.concat([cutOff, Buffer.from(kind)]);

export function guardScenarios(here) {
  const bytes = (name) => readFileSync(here.painted.get(name).file);
  const named = (group) => [...here.painted].find(([, picture]) => picture.group === group)[0];
  const upload = (options, path = 'upload?to=a%2Fb&X-Amz-Signature=0af') => send(new URL(path, here.guard.url), options);
  const raw = (body, headers = {}) => upload({ method: 'PUT', body, headers: { 'content-type': 'application/octet-stream', 'content-length': String(body.length), ...headers } });
  const posted = ({ body, type }, headers = {}) => upload({ body, headers: { 'content-type': type, 'content-length': String(body.length), ...headers } });
  /** What the origin got of the upload that `work` sends. */
  const reaching = async (work) => {
    const before = here.origin.uploads.length;
    const answer = await work();
    return { answer, got: here.origin.uploads.slice(before) };
  };

  for (const group of ['match', 'edited']) {
    it(`stops a picture that matches (${group}), as a file and in a form`, async () => {
      const picture = bytes(named(group));
      for (const work of [() => raw(picture), () => posted(form([['file', 'holiday.jpg', 'image/jpeg', picture]]))]) {
        const { answer, got } = await reaching(work);
        const { verdict, policy } = await problemOf(answer, 422, 'picture-known');
        assert.deepEqual(verdict, { kind: 'known', purpose: 'demo', audience: 'unknown', next: 'hold' });
        assert.equal(policy, 'reject');
        assert.deepEqual(got, [], 'the origin heard of it');
      }
    });
  }

  it('finds it among several files with odd names and types', async () => {
    const clear = bytes(named('clear'));
    const files = [
      ['note', undefined, undefined, Buffer.from('dear all,\r\n--not-a-boundary\r\n--\r\n')],
      ['a[]', 'IMG 0001(1).HEIC', 'application/octet-stream', clear],
      ['a[]', '', 'application/octet-stream', Buffer.alloc(0)],
      ['a[]', '\u00e4\u{1f600};%22 .. .txt', 'text/plain', bytes(named('match'))],
      ['last', 'z.bin', 'application/octet-stream', film(5000)],
    ];
    const { answer, got } = await reaching(() => posted(form(files)));
    assert.equal((await problemOf(answer, 422, 'picture-known')).part, 3);
    assert.deepEqual(got, []);
  });

  it('passes a clean form on, byte for byte, with its headers', async () => {
    const sent = form([
      ['note', undefined, undefined, Buffer.from('--\r\n\r\n--x')],
      ['a', '..%2f\u00fc.png', 'image/jpeg', bytes(named('clear'))],
      ['b', 'film.mp4', 'video/mp4', film(300_000)],
    ]);
    const headers = { 'x-upload-token': 'abc', authorization: 'Bearer one', cookie: 'a=b; c=d', 'user-agent': 'native app', 'content-md5': 'not checked' };
    const { answer, got } = await reaching(() => posted(sent, headers));
    assert.deepEqual([answer.status, answer.text, answer.headers['x-origin']], [201, 'stored', 'yes']);
    assert.equal(got.length, 1);
    const [{ method, url, sha256: digest, headers: came }] = got;
    assert.deepEqual([method, url, digest], ['POST', '/base/upload?to=a%2Fb&X-Amz-Signature=0af', sha256(sent.body)]);
    assert.equal(came['content-type'], sent.type);
    assert.equal(came['content-length'], String(sent.body.length));
    for (const [name, value] of Object.entries(headers)) assert.equal(came[name], value, name);
  });

  it('passes a clean picture on that is put to a presigned address', async () => {
    const picture = bytes(named('clear'));
    const { answer, got } = await reaching(() => raw(picture, { 'x-amz-acl': 'private', 'content-type': 'image/jpeg' }));
    assert.equal(answer.status, 201);
    assert.deepEqual([got[0].method, got[0].sha256, got[0].headers['x-amz-acl'], got[0].headers['content-length']], ['PUT', sha256(picture), 'private', String(picture.length)]);
  });

  it('passes chunked bodies on, of which nobody knows the length', async () => {
    const picture = bytes(named('clear'));
    const sent = form([['a', 'a.jpg', 'image/jpeg', picture], ['b', 'b.jpg', 'image/jpeg', picture]]);
    function* pieces(size) {
      for (let at = 0; at < sent.body.length; at += size) yield sent.body.subarray(at, at + size);
    }
    for (const size of [997, 65_536]) {
      const { answer, got } = await reaching(() => upload({ body: pieces(size), headers: { 'content-type': sent.type } }));
      assert.equal(answer.status, 201, answer.text);
      assert.equal(got[0].sha256, sha256(sent.body));
    }
    const listed = form([['a', 'a.jpg', 'image/jpeg', picture], ['b', 'b.jpg', 'image/jpeg', bytes(named('match'))]]);
    const { answer, got } = await reaching(() => upload({ body: [listed.body], headers: { 'content-type': listed.type } }));
    await problemOf(answer, 422, 'picture-known');
    // Of a body of unknown length the first picture may be on its way already; what the origin has is not whole.
    await wait(50);
    assert.deepEqual(got.filter(({ whole }) => whole), []);
  });

  it('holds a picture that is broken, plain, or encoded', async () => {
    const broken = await reaching(() => raw(bytes('cut-off.jpg')));
    const { verdict, policy } = await problemOf(broken.answer, 409, 'picture-unchecked');
    assert.deepEqual([verdict.kind, verdict.why, verdict.next, policy], ['unchecked', 'error', 'hold', 'hold']);
    const plain = await reaching(() => raw(bytes('plain.png')));
    assert.equal((await problemOf(plain.answer, 409, 'picture-unchecked')).verdict.why, 'too-plain');
    const packed = await reaching(() => raw(bytes(named('match')), { 'content-encoding': 'gzip' }));
    assert.equal((await problemOf(packed.answer, 409, 'picture-unchecked')).verdict.why, 'unsupported');
    const inner = form([['a', 'a.jpg', 'image/jpeg\r\nContent-Transfer-Encoding: base64', Buffer.from(bytes(named('match')).toString('base64'))]]);
    const encoded = await reaching(() => posted(inner));
    assert.equal((await problemOf(encoded.answer, 409, 'picture-unchecked')).verdict.why, 'unsupported');
    for (const { got } of [broken, plain, packed, encoded]) assert.deepEqual(got, []);
  });

  it('finds exact copies by each kind of digest, also where they cannot be decoded', async () => {
    for (const kind of ['sha256', 'sha1', 'md5']) {
      const { answer, got } = await reaching(() => raw(undecodable(bytes('cut-off.jpg'), kind)));
      await problemOf(answer, 422, 'picture-known');
      assert.deepEqual(got, [], kind);
    }
    await problemOf(await raw(undecodable(bytes('cut-off.jpg'), 'sha3')), 409, 'picture-unchecked');
  });

  it('holds a picture that is larger than it takes', async () => {
    const huge = Buffer.concat([bytes(named('match')), Buffer.alloc(5 << 20)]);
    const { answer, got } = await reaching(() => raw(huge));
    assert.equal((await problemOf(answer, 409, 'picture-unchecked')).verdict.why, 'too-large');
    assert.deepEqual(got.filter(({ whole }) => whole), []);
  });

  it('lets a film of 100 MB by, alone and in a form', async () => {
    const long = film(100 << 20);
    const alone = await reaching(() => raw(long, { 'content-type': 'video/mp4' }));
    assert.equal(alone.answer.status, 201);
    assert.deepEqual([alone.got[0].length, alone.got[0].sha256], [long.length, sha256(long)]);
    const sent = form([['film', 'film.mp4', 'video/mp4', long], ['cover', 'cover.jpg', 'image/jpeg', bytes(named('clear'))]]);
    const inForm = await reaching(() => posted(sent));
    assert.equal(inForm.answer.status, 201);
    assert.equal(inForm.got[0].sha256, sha256(sent.body));
  });

  it('breaks an upload off where a match comes behind a film', async () => {
    const sent = form([['film', 'film.mp4', 'video/mp4', film(8 << 20)], ['cover', 'cover.jpg', 'image/jpeg', bytes(named('match'))]]);
    const { answer, got } = await reaching(() => posted(sent));
    await problemOf(answer, 422, 'picture-known');
    await wait(100);
    assert.deepEqual(got.filter(({ whole }) => whole), [], 'the origin took it for whole');
  });

  it('refuses forms that two readers could read in two ways', async () => {
    const picture = bytes(named('clear'));
    const good = form([['a', 'a.jpg', 'image/jpeg', picture]]);
    const b = /boundary=(.*)/.exec(good.type)[1];
    const cases = [
      [good.body.subarray(0, good.body.length - 4), good.type],
      [Buffer.concat([good.body, Buffer.from('more')]), good.type],
      [Buffer.from(good.body.toString('latin1').replaceAll(`\r\n--${b}`, `\n--${b}`), 'latin1'), good.type],
      [good.body, `${good.type}; boundary=other`],
      [good.body, 'multipart/form-data'],
    ];
    for (const [body, type] of cases) {
      const { answer, got } = await reaching(() => posted({ body, type }));
      await problemOf(answer, 400, 'bad-multipart');
      assert.deepEqual(got.filter(({ whole }) => whole), []);
    }
  });

  it('takes its time with a slow upload, and not for ever', async () => {
    const picture = bytes(named('clear'));
    async function* dripping(pause, pieces) {
      const size = Math.ceil(picture.length / pieces);
      for (let at = 0; at < picture.length; at += size) {
        yield picture.subarray(at, at + size);
        await wait(pause);
      }
    }
    const headers = { 'content-type': 'image/jpeg', 'content-length': String(picture.length) };
    const slow = await reaching(() => upload({ method: 'PUT', headers, body: dripping(100, 8) }));
    assert.equal(slow.answer.status, 201, slow.answer.text);
    assert.equal(slow.got[0].sha256, sha256(picture));
    const stuck = await reaching(() => upload({ method: 'PUT', headers, body: dripping(3_500, 2) }).catch(() => undefined));
    if (stuck.answer) await problemOf(stuck.answer, 408, 'too-slow');
    assert.deepEqual(stuck.got, []);
  });

  it('survives uploads that are aborted', async () => {
    const picture = bytes(named('clear'));
    for (let round = 0; round < 6; round++) {
      const headers = { 'content-type': 'image/jpeg', 'content-length': String(picture.length) };
      const { got } = await reaching(() => upload({ method: 'PUT', headers, body: picture, abortAfter: picture.length >> 1 }).catch(() => undefined));
      await wait(50);
      assert.deepEqual(got, []);
    }
    // Their room was given back: four at once need all of it.
    const answers = await Promise.all(Array.from({ length: 4 }, () => raw(Buffer.concat([bytes(named('clear')), Buffer.alloc(3 << 20)]))));
    assert.deepEqual(answers.map(({ status }) => status), [201, 201, 201, 201]);
  });

  it('takes eight at once, and tells them apart', async () => {
    const all = [...here.painted.keys()].filter((name) => ['match', 'edited', 'clear'].includes(here.painted.get(name).group)).slice(0, 8);
    const answers = await Promise.all(all.map((name) => raw(bytes(name))));
    assert.deepEqual(answers.map(({ status }) => status), all.map((name) => (here.painted.get(name).group === 'clear' ? 201 : 422)));
  });

  it('hands on what has no body, and what the origin says', async () => {
    const { answer, got } = await reaching(() => upload({ method: 'GET' }, 'files/1?x=y'));
    assert.deepEqual([answer.status, got[0].method, got[0].url], [201, 'GET', '/base/files/1?x=y']);
  });

  it('lets the page of another origin read why', async () => {
    const answer = await raw(bytes(named('match')), { origin: 'https://app.example' });
    assert.equal(answer.headers['access-control-allow-origin'], 'https://app.example');
  });

  it('counts by class of outcome, for whoever has the token', async () => {
    const metrics = (headers) => send(new URL('metrics', here.guard.url), { method: 'GET', headers });
    await problemOf(await metrics({}), 401, 'metrics-token');
    const { text } = await metrics({ authorization: 'Bearer for-the-operator' });
    for (const outcome of ['passed', 'clear', 'known', 'unchecked']) assert.match(text, new RegExp(`presend_requests_total\\{role="guard",outcome="${outcome}"\\} [1-9]`));
  });
}

export function evaluatorScenarios(here) {
  const ask = (body, headers = {}) => send(new URL('evaluate', here.evaluator.url), { body, headers: { 'content-type': 'application/octet-stream', 'content-length': String(body.length), ...headers } });
  const named = (group) => [...here.painted].filter(([, picture]) => picture.group === group)[0][0];
  /** A question as it is on the wire, with a key id and no real elements. */
  const question = (count, keyId, elements = count) => {
    const bytes = Buffer.alloc(20 + 32 * elements);
    bytes.write('OPRFREQ1');
    bytes.write(keyId, 8, 'hex');
    bytes.writeUInt32LE(count, 16);
    return bytes;
  };

  it('answers a device, which reads the index from the index host', async () => {
    for (const kind of ['private-local', 'private-mirror']) {
      const folder = new URL(`sets/${kind}/`, here.index.url);
      const guard = await here.createGuard({ sets: [{ url: folder, trust: here.trust, evaluator: new URL('evaluate', here.evaluator.url), ...(kind === 'private-mirror' ? { mirror: new URL('buckets', folder) } : {}) }], hostReports: false });
      try {
        for (const [group, kindOfVerdict] of [['match', 'known'], ['edited', 'known'], ['clear', 'clear']]) {
          const verdict = await guard.check(new Uint8Array(readFileSync(here.painted.get(named(group)).file)), { audience: 'teen' });
          assert.equal(verdict.kind, kindOfVerdict, `${kind}, ${group}`);
        }
      } finally {
        guard.close();
      }
    }
  });

  it('holds a question against size, form and key before it touches an element', async () => {
    const [keyId] = here.keyIds;
    await problemOf(await ask(Buffer.from('hello')), 400, 'bad-oprf-message');
    await problemOf(await ask(question(1, keyId, 2)), 400, 'wrong-message-length');
    await problemOf(await ask(question(513, keyId, 512)), 400, 'bad-element-count');
    await problemOf(await ask(question(0, keyId)), 400, 'bad-element-count');
    await problemOf(await ask(question(1, '0011223344556677')), 400, 'wrong-evaluator-key');
    await problemOf(await ask(Buffer.concat([question(512, keyId), Buffer.alloc(1)])), 413, 'question-too-long');
    await problemOf(await ask(question(1, keyId)), 400, 'identity-element');
  });

  it('answers for the keys of two editions side by side', async () => {
    for (const keyId of here.keyIds) await problemOf(await ask(question(1, keyId)), 400, 'identity-element');
  });

  it('answers preflights, and nothing else there', async () => {
    const preflight = await send(new URL('evaluate', here.evaluator.url), { method: 'OPTIONS', headers: { origin: 'https://app.example' } });
    assert.deepEqual([preflight.status, preflight.headers['access-control-allow-origin']], [204, '*']);
    // A page of any origin may pay with a token, and read what is asked of it.
    assert.match(preflight.headers['access-control-allow-headers'], /\bauthorization\b/);
    const get = await send(new URL('evaluate', here.evaluator.url), { method: 'GET' });
    assert.equal(get.headers.allow, 'POST, OPTIONS');
    await problemOf(get, 405, 'method-not-allowed');
    await problemOf(await send(new URL('elsewhere', here.evaluator.url), { method: 'GET' }), 404, 'nothing-here');
  });

  it('says when a budget is used up, and for how long', async () => {
    let last;
    for (let asked = 0; asked < 60 && last?.status !== 429; asked++) last = await ask(question(1, here.keyIds[0]));
    await problemOf(last, 429, 'client-budget-used');
    assert.match(last.headers['access-control-expose-headers'], /retry-after.*www-authenticate/);
    const seconds = Number(last.headers['retry-after']);
    assert.ok(seconds >= 1 && seconds <= 60, `Retry-After ${seconds}`);
  });
}

export function indexScenarios(here) {
  const get = (path, headers = {}, method = 'GET') => fetch(new URL(path, here.index.url), { method, headers });
  const file = (name) => readFileSync(`${here.setsFolder}/private-local/${name}`);

  it('hands out manifest and index, with the signed digest as a strong tag', async () => {
    for (const name of ['manifest.txt', 'index.bin']) {
      const answer = await get(`sets/private-local/${name}`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('etag'), `"${sha256(file(name))}"`);
      assert.equal(answer.headers.get('cache-control'), 'public, no-cache');
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.ok(file(name).equals(Buffer.from(await answer.arrayBuffer())));
      const current = await get(`sets/private-local/${name}`, { 'if-none-match': answer.headers.get('etag') });
      assert.equal(current.status, 304);
    }
  });

  it('has an address for each edition, which never changes', async () => {
    const digest = sha256(file('index.bin'));
    const answer = await get(`sets/private-local/${digest}/index.bin`);
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.ok(file('index.bin').equals(Buffer.from(await answer.arrayBuffer())));
    assert.equal((await get(`sets/private-local/${'0'.repeat(64)}/index.bin`)).status, 404);
  });

  it('hands out ranges', async () => {
    const whole = file('index.bin');
    for (const [range, from, to] of [['bytes=0-0', 0, 1], ['bytes=100-199', 100, 200], [`bytes=${whole.length - 5}-`, whole.length - 5, whole.length], ['bytes=-7', whole.length - 7, whole.length]]) {
      const answer = await get('sets/private-local/index.bin', { range });
      assert.equal(answer.status, 206, range);
      assert.equal(answer.headers.get('content-range'), `bytes ${from}-${to - 1}/${whole.length}`);
      assert.ok(whole.subarray(from, to).equals(Buffer.from(await answer.arrayBuffer())), range);
    }
    const beyond = await get('sets/private-local/index.bin', { range: `bytes=${whole.length}-` });
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${whole.length}`]);
    await beyond.arrayBuffer();
    const other = await get('sets/private-local/index.bin', { range: 'bytes=0-0', 'if-range': '"another"' });
    assert.equal((await other.arrayBuffer()).byteLength, whole.length);
    const head = await get('sets/private-local/index.bin', {}, 'HEAD');
    assert.deepEqual([head.status, head.headers.get('content-length'), (await head.arrayBuffer()).byteLength], [200, String(whole.length), 0]);
  });

  it('answers one size for one size, and nothing for another', async () => {
    const index = readFileSync(`${here.setsFolder}/private-mirror/index.bin`);
    const question = (count, name = createHash('sha256').update(index).digest().subarray(0, 8)) => {
      const bytes = Buffer.alloc(20 + 4 * count);
      bytes.write('PSFETCH1');
      name.copy(bytes, 8);
      bytes.writeUInt32LE(count, 16);
      return bytes;
    };
    const ask = (body) => send(new URL('sets/private-mirror/buckets', here.index.url), { body, headers: { 'content-length': String(body.length) } });
    const answer = await ask(question(512));
    assert.deepEqual([answer.status, Number(answer.headers['content-length'] ?? 20 + 176 * 512)], [200, 20 + 176 * 512]);
    await problemOf(await ask(question(511)), 400, 'wrong-bucket-count');
    await problemOf(await ask(question(513)), 413, 'question-too-long');
    await problemOf(await ask(question(512, Buffer.alloc(8))), 400, 'other-index');
  });

  it('has nothing else', async () => {
    for (const path of ['sets/', 'sets/other/manifest.txt', 'sets/private-local/keys.txt', 'sets/private-local/', 'sets/..%2fsecret/manifest.txt', 'sets/private-local/roots.bin', '']) {
      const answer = await get(path);
      assert.equal(answer.status, 404, path);
      await answer.arrayBuffer();
    }
  });
}

export function healthScenarios(here) {
  it('says that it runs and that it is ready', async () => {
    for (const role of ['evaluator', 'index', 'guard']) {
      for (const path of ['healthz', 'readyz']) {
        const answer = await fetch(new URL(path, here[role].url));
        assert.equal(answer.status, 200, `${role} ${path}: ${await answer.text()}`);
      }
    }
  });
}
