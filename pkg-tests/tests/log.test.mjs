// A public log of editions: how an index host serves it, and what a guard that asks for it takes and refuses.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { listOf } from '../../scripts/lib/demo-build.mjs';
import { installPackage, makeKey, makeSet, paintedPictures, presend, temporaryFolder } from '../lib/fixture.mjs';

describe('a log of editions in the package', { timeout: 600_000 }, () => {
  let temporary, painted, owner, other, log, witness, createGuard, createWorker, host, uploads;
  const guards = [];
  const file = (...names) => join(temporary.folder, ...names);
  const group = (name) => [...painted.values()].filter((picture) => picture.group === name);
  const bytes = ({ file: path }) => new Uint8Array(readFileSync(path));
  const trustIn = (changes = {}) => ({ keys: [owner.text, other.text], policy: '1 of owner, other', purposes: ['demo'], log: { key: log.text, ...changes } });
  const quiet = { log: () => {} };
  const indexWorker = () => createWorker({ environment: { PRESEND_ROLES: 'index', PRESEND_SETS: 'open', PRESEND_SETS_FOLDER: file('sets'), PRESEND_TRUST: JSON.stringify({ keys: [owner.text] }) }, ...quiet });
  const guardWorker = (changes) =>
    createWorker({
      environment: { PRESEND_ROLES: 'guard', PRESEND_SETS: 'open', PRESEND_SETS_FOLDER: file('sets'), PRESEND_TRUST: JSON.stringify(trustIn(changes)), PRESEND_ORIGIN: 'https://origin.example' },
      fetch: async (request) => (uploads.push(request), new Response('taken')),
      ...quiet,
    });
  const guardOf = async (changes, set = 'open') => {
    const guard = await createGuard({ sets: [{ url: `${host.url}/sets/${set}/`, trust: trustIn(changes) }], hostReports: false });
    guards.push(guard);
    return guard;
  };
  const check = async (guard, picture) => {
    const { kind, why, purpose } = await guard.check(bytes(picture), { audience: 'teen' });
    return [kind, why ?? purpose].filter(Boolean).join(' ');
  };
  const append = (folder = 'log', set = 'sets/open') => presend('log', 'append', file(folder), file(set), '--sign', log.secret, '--trust', owner.open);
  const prove = (folder = 'log', set = 'sets/open') => presend('log', 'prove', file(folder), file(set), '--key', log.open);
  let lists = 0;
  /** The next edition of a set, with these pictures. */
  const update = async (pictures, set = 'sets/open') => {
    const list = file(`list-${lists++}.csv`);
    writeFileSync(list, await listOf(pictures.map((picture) => picture.file), 'known'));
    await presend('set', 'update', file(set), '--list', list, '--sign', owner.secret);
  };
  const published = () => (host.worker = indexWorker());
  const sizeOf = (checkpoint) => Number(checkpoint.split('\n')[1]);

  before(async () => {
    temporary = temporaryFolder();
    painted = await paintedPictures();
    const installed = await installPackage(temporary.folder);
    ({ createGuard } = await installed.import('presend'));
    ({ createWorker } = await installed.import('presend/worker'));
    const { serve } = await import(join(installed.home, 'dist', 'worker', 'serve.js'));
    [owner, other, log] = [await makeKey(temporary.folder, 'owner'), await makeKey(temporary.folder, 'other'), await makeKey(temporary.folder, 'log')];
    await presend('keygen', '--witness', '--name', 'witness.presend.example', '--out', file('witness.key'));
    witness = readFileSync(file('witness.pub'), 'utf8').trim();
    await makeSet(temporary.folder, 'open', owner, group('match').map((picture) => picture.file));
    await presend('log', 'init', file('log'), '--sign', log.secret);
    await append();
    await prove();
    uploads = [];
    host = { worker: indexWorker(), asked: [] };
    const fetch = (request, beside) => {
      host.asked.push(new URL(request.url).pathname.replace('/sets/open/', ''));
      return host.worker.fetch(request, beside);
    };
    const { port, stop } = await serve({ fetch, start: async () => {} }, { port: 0 });
    Object.assign(host, { url: `http://127.0.0.1:${port}`, stop });
  });
  after(async () => {
    for (const guard of guards) guard.close();
    await host?.stop();
    temporary?.remove();
  });

  it('the index host serves tiles that any cache keeps for ever, and notes that none keeps unasked', async () => {
    cpSync(file('log', 'checkpoint'), file('sets', 'open', 'log', 'checkpoint'));
    cpSync(file('log', 'tile', 'entries'), file('sets', 'open', 'log', 'tile', 'entries'), { recursive: true });
    const get = (path, headers = {}, method = 'GET') => fetch(`${host.url}/sets/open/${path}`, { method, headers });
    for (const path of ['log/tile/0/000.p/1', 'log/tile/entries/000.p/1']) {
      const tile = await get(path);
      assert.equal(tile.status, 200, path);
      assert.equal(tile.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.equal(tile.headers.get('content-type'), 'application/octet-stream');
      assert.equal(tile.headers.get('access-control-allow-origin'), '*');
      assert.deepEqual(Buffer.from(await tile.arrayBuffer()), readFileSync(file('sets', 'open', path)));
    }
    for (const path of ['log/checkpoint', 'set.tlog-proof']) {
      const note = await get(path);
      assert.equal(note.headers.get('cache-control'), 'public, no-cache', path);
      assert.equal(note.headers.get('content-type'), 'text/plain; charset=utf-8');
      assert.equal(await note.text(), readFileSync(file('sets', 'open', path), 'utf8'));
      const again = await get(path, { 'if-none-match': note.headers.get('etag') });
      assert.equal(again.status, 304);
      const head = await get(path, {}, 'HEAD');
      assert.deepEqual([head.status, head.headers.get('etag'), await head.text()], [200, note.headers.get('etag'), '']);
    }
    for (const path of ['log/tile/0/001', 'log/tile/64/000', 'log/tile/0/000.p/0', 'log/tile/0/0000', 'log/tile/..%2fcheckpoint', 'log/.lock', 'log/tile/0/000.p/1/', 'log/tile/entries/000.p/1000']) {
      assert.equal((await get(path)).status, 404, path);
    }
    assert.equal((await get('log/checkpoint', {}, 'POST')).status, 404);
    // A monitor reads the same addresses.
    const text = await presend('log', 'watch', `${host.url}/sets/open/log`, '--key', log.open, '--state', file('seen'), '--once', '--json');
    assert.deepEqual(text.trim().split('\n').map((line) => JSON.parse(line).event), ['edition', 'checkpoint']);
  });

  it('a guard takes a set that is in the log, and gives the checkpoint to be remembered', async () => {
    const [known] = group('match');
    const [added, later] = group('clear');
    const guard = await guardOf();
    assert.equal(await check(guard, known), 'known demo');
    const [{ checkpoint: first, ...rest }] = await guard.update();
    assert.deepEqual(rest, { state: 'current', id: 'test-open', epoch: 1, update: 0 });
    assert.match(first, /^log\.presend\.example\n1\n[A-Za-z0-9+/]{43}=\n$/);

    // The same guard takes the next edition of the longer log, and so does a fresh one that remembers.
    await update([...group('match'), added]);
    published();
    const [unlogged] = await guard.update();
    assert.deepEqual([unlogged.state, unlogged.code, unlogged.checkpoint], ['kept', 'not-in-log', first], 'not every edition that is signed is in the log');
    await append();
    await prove();
    host.asked.length = 0;
    const [updated] = await guard.update();
    assert.deepEqual([updated.state, updated.update, sizeOf(updated.checkpoint)], ['updated', 1, 2]);
    assert.ok(host.asked.includes('log/tile/0/000.p/2') && !host.asked.includes('log/checkpoint'), host.asked.join(' '));
    assert.equal(await check(guard, added), 'known demo');
    for (const remembered of [first, updated.checkpoint]) {
      const late = await guardOf({ remembered });
      assert.equal(await check(late, added), 'known demo');
      assert.equal((await late.update())[0].checkpoint, updated.checkpoint);
    }

    // A fork with a larger checkpoint, signed with the log's own key, whose inclusion proof is right.
    for (const folder of ['log', 'sets/open']) cpSync(file(folder), file(`kept/${folder}`), { recursive: true });
    await presend('log', 'init', file('fork'), '--sign', log.secret);
    const rival = await makeSet(temporary.folder, 'rival', owner, group('clear').map((picture) => picture.file));
    await append('fork', 'sets/rival');
    rmSync(file('sets', 'open', 'log'), { recursive: true });
    for (const pictures of [[later], [later, added]]) {
      await update([...group('match'), ...pictures]);
      await append('fork');
    }
    await prove('fork');
    published();
    assert.ok(existsSync(rival.folder));
    const [forked] = await guard.update();
    assert.deepEqual([forked.state, forked.code, forked.checkpoint], ['kept', 'log-forked', updated.checkpoint]);
    assert.equal(await check(guard, added), 'known demo', 'the edition in use stays in use');
    assert.equal(await check(await guardOf(), later), 'known demo', 'who remembers nothing cannot see it');
    for (const remembered of [first, updated.checkpoint]) assert.equal(await check(await guardOf({ remembered }), later), 'unchecked error');

    // Without its tiles nothing is proven; an older log is no log.
    rmSync(file('sets', 'open', 'log'), { recursive: true });
    assert.equal(await check(await guardOf({ remembered: first }), later), 'unchecked offline');
    for (const folder of ['log', 'sets/open']) {
      rmSync(file(folder), { recursive: true });
      cpSync(file(`kept/${folder}`), file(folder), { recursive: true });
    }
    published();
    const larger = updated.checkpoint.replace('\n2\n', '\n3\n');
    assert.equal(await check(await guardOf({ remembered: larger }), known), 'unchecked error');
  });

  it('asks for as many witnesses as the page does', async () => {
    const [known] = group('match');
    const asking = (changes) => guardOf({ witnesses: [witness], ...changes });
    assert.equal(await check(await asking(), known), 'unchecked error');
    assert.equal(await check(await asking({ required: 0 }), known), 'known demo');
    await presend('log', 'cosign', file('log'), '--key', log.open, '--sign', file('witness.key'), '--state', file('witness.seen'), '--out', file('line.txt'));
    await presend('log', 'checkpoint', file('log'), '--key', log.open, '--witness', file('witness.pub'), '--add', file('line.txt'));
    await prove();
    assert.equal(await check(await asking(), known), 'known demo');
    assert.equal(await check(await asking({ policy: 'all of witness' }), known), 'known demo');
    await assert.rejects(asking({ policy: '2 of witness' }), { code: 'bad-options' });
  });

  it('takes sets as bytes, with their proof', async () => {
    const [known] = group('match');
    const read = (...names) => new Uint8Array(readFileSync(file('sets', 'open', ...names)));
    const segments = [...new TextDecoder().decode(read('manifest.txt')).matchAll(/^segment: \S+ (\S+)/gm)].map(([, digest]) => read('segments', `${digest}.bin`));
    const source = { manifest: read('manifest.txt'), index: read('index.bin'), segments, trust: trustIn() };
    const verdict = async (set) => {
      const guard = await createGuard({ sets: [set], hostReports: false });
      guards.push(guard);
      return check(guard, known);
    };
    assert.equal(await verdict({ ...source, proof: read('set.tlog-proof') }), 'known demo');
    assert.notEqual(await verdict(source), 'known demo');
  });

  it('the upload guard asks for the log too', async () => {
    const [known] = group('match');
    const upload = async (changes) => {
      const worker = guardWorker(changes);
      const response = await worker.fetch(new Request('http://guard.example/upload', { method: 'POST', body: bytes(known), headers: { 'content-type': 'image/jpeg' } }), undefined);
      return [response.status, (await response.json()).code];
    };
    const [match, held] = [[422, 'picture-known'], [409, 'picture-unchecked']];
    assert.deepEqual(await upload({}), match);
    assert.deepEqual(await upload({ key: other.text }), held, 'another log');
    const root = (size, text) => `log.presend.example\n${size}\n${text}\n`;
    const first = await presend('log', 'checkpoint', file('log'), '--key', log.open);
    const now = first.split('\n').slice(0, 3).join('\n') + '\n';
    assert.deepEqual(await upload({ remembered: now }), match);
    assert.deepEqual(await upload({ remembered: root(1, 'A'.repeat(43) + '=') }), held, 'a log that goes on from another beginning');
    assert.deepEqual(uploads, []);
  });
});
