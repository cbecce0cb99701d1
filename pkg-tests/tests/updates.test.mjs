// A running guard takes updates: what it downloads, what it refuses, and how one key follows another.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { listOf } from '../../scripts/lib/demo-build.mjs';
import { installPackage, makeKey, makeSetOf, paintedPictures, presend, temporaryFolder } from '../lib/fixture.mjs';

describe('updates of match sets in the package', { timeout: 600_000 }, () => {
  let temporary, painted, owner, createGuard, createWorker, trust, host, evaluator;
  const guards = [];
  const file = (...names) => join(temporary.folder, ...names);
  const group = (name) => [...painted.values()].filter((picture) => picture.group === name);
  const bytes = ({ file: path }) => new Uint8Array(readFileSync(path));

  /** A worker behind a port, which can be exchanged for another one; `log` gets [method, path, status, bytes]. */
  async function served(serve, worker) {
    const state = { worker, log: [], gate: undefined };
    const fetch = async (request, beside) => {
      const path = new URL(request.url).pathname;
      if (path.includes('/segments/')) await state.gate;
      const response = await state.worker.fetch(request, beside);
      const body = new Uint8Array(await response.arrayBuffer());
      state.log.push([request.method, path, response.status, body.length]);
      return new Response(response.status === 304 ? null : body, { status: response.status, headers: response.headers });
    };
    const { port, stop } = await serve({ fetch, start: async () => {} }, { port: 0 });
    return Object.assign(state, { url: `http://127.0.0.1:${port}`, stop });
  }

  /** The index host reads a manifest once a minute; a fresh one reads it now. */
  const indexWorker = () => createWorker({ environment: { PRESEND_ROLES: 'index', PRESEND_SETS: 'local mirrored', PRESEND_SETS_FOLDER: file('sets'), PRESEND_TRUST: JSON.stringify(trust) }, log: () => {} });
  const evaluatorWorker = async (...keys) => {
    const files = keys.map((name, at) => [`PRESEND_EVALUATOR_KEY${at === 0 ? '' : '_PREVIOUS'}`, { get: async () => readFileSync(file(`${name}.key`), 'utf8') }]);
    const worker = createWorker({ environment: { PRESEND_ROLES: 'evaluator', PRESEND_CLIENT_BUDGET: '1000/1', ...Object.fromEntries(files) }, log: () => {} });
    await worker.start();
    return worker;
  };
  const published = () => {
    host.worker = indexWorker();
    host.log.length = 0;
  };
  const guardOf = async (name = 'local', changes = {}) => {
    const mirror = name === 'mirrored' ? { mirror: `${host.url}/sets/mirrored/buckets` } : {};
    const guard = await createGuard({ sets: [{ url: `${host.url}/sets/${name}/`, trust, evaluator: `${evaluator.url}/evaluate`, ...mirror, ...changes }], hostReports: false });
    guards.push(guard);
    return guard;
  };
  const check = async (guard, picture) => {
    const { kind, why, purpose } = await guard.check(bytes(picture), { audience: 'teen' });
    return [kind, why ?? purpose].filter(Boolean).join(' ');
  };
  let lists = 0;
  /** Writes a list of these pictures. */
  const listed = async (pictures) => {
    const path = file(`list-${lists++}.csv`);
    writeFileSync(path, await listOf(pictures.map((picture) => picture.file), 'known'));
    return path;
  };
  const update = (name, was, list) => presend('set', 'update', file('sets', name), '--was', was, '--list', list, '--sign', owner.secret, '--evaluator-key', file('first.key'));

  before(async () => {
    temporary = temporaryFolder();
    painted = await paintedPictures();
    const installed = await installPackage(temporary.folder);
    ({ createGuard } = await installed.import('presend'));
    ({ createWorker } = await installed.import('presend/worker'));
    const { serve } = await import(join(installed.home, 'dist', 'worker', 'serve.js'));
    owner = await makeKey(temporary.folder, 'owner');
    trust = { keys: [owner.text], required: 1, purposes: ['demo'] };
    for (const name of ['first', 'second']) await presend('evaluator-keygen', '--out', file(`${name}.key`));
    const text = readFileSync(await listed(group('match')), 'utf8');
    await makeSetOf(temporary.folder, 'local', owner, text, '--kind', 'private-local', '--evaluator-key', file('first.key'));
    await makeSetOf(temporary.folder, 'mirrored', owner, text, '--kind', 'private-mirror', '--evaluator-key', file('first.key'));
    host = await served(serve, indexWorker());
    evaluator = await served(serve, await evaluatorWorker('first'));
  });
  after(async () => {
    for (const guard of guards) guard.close();
    await host?.stop();
    await evaluator?.stop();
    temporary?.remove();
  });

  for (const name of ['local', 'mirrored']) {
    it(`${name}: a running guard downloads what it lacks, and nothing else, and then finds what is listed`, async () => {
      const [gone, ...kept] = group('match');
      const [added, other] = group('clear');
      const guard = await guardOf(name);
      assert.deepEqual([await check(guard, gone), await check(guard, kept[0]), await check(guard, added)], ['known demo', 'known demo', 'clear']);
      host.log.length = 0;
      assert.deepEqual(await guard.update(), [{ state: 'current', id: `test-${name}`, epoch: 1, update: 0 }]);
      assert.deepEqual(host.log.map(([, path]) => path), [`/sets/${name}/manifest.txt`]);

      await update(name, await listed(group('match')), await listed([...kept, added]));
      published();
      let open;
      host.gate = new Promise((resolve) => (open = resolve));
      const taking = guard.update();
      assert.deepEqual([await check(guard, gone), await check(guard, added)], ['known demo', 'clear'], 'the old edition, while the new one is on its way');
      open();
      assert.deepEqual(await taking, [{ state: 'updated', id: `test-${name}`, epoch: 1, update: 1 }]);
      const loads = host.log.filter(([method]) => method === 'GET');
      const files = readdirSync(file('sets', name, 'segments')).map((segment) => `/sets/${name}/segments/${segment}`);
      assert.equal(files.length, 2, 'one that takes away, one that adds');
      assert.deepEqual(loads.map(([, path]) => path).sort(), [`/sets/${name}/manifest.txt`, ...files].sort());
      assert.ok(loads.every(([, , status]) => status === 200));
      assert.ok(loads.reduce((sum, [, , , size]) => sum + size, 0) < 4000, 'a few hundred bytes each');
      assert.deepEqual([await check(guard, gone), await check(guard, kept[0]), await check(guard, added), await check(guard, other)], ['clear', 'known demo', 'known demo', 'clear']);

      // A second update loads its own segment only; whoever comes anew loads everything.
      await update(name, await listed([...kept, added]), await listed([...kept, added, other]));
      published();
      assert.deepEqual(await guard.update(), [{ state: 'updated', id: `test-${name}`, epoch: 1, update: 2 }]);
      assert.equal(host.log.length, 2);
      assert.equal(await check(guard, other), 'known demo');
      const late = await guardOf(name, { trust: { ...trust, leastEpochs: { [`test-${name}`]: 1 }, leastUpdates: { [`test-${name}`]: 2 } } });
      assert.deepEqual([await check(late, gone), await check(late, added), await check(late, other)], ['clear', 'known demo', 'known demo']);
      const stricter = await guardOf(name, { trust: { ...trust, leastUpdates: { [`test-${name}`]: 3 } } });
      assert.equal(await check(stricter, other), 'unchecked error');
    });
  }

  it('segments never change: a strong tag, kept for ever by any cache, and no other name is served', async () => {
    const [name] = readdirSync(file('sets', 'local', 'segments'));
    const url = `${host.url}/sets/local/segments/${name}`;
    const answer = await fetch(url);
    assert.equal(answer.headers.get('etag'), `"${name.replace('.bin', '')}"`);
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), new Uint8Array(readFileSync(file('sets', 'local', 'segments', name))));
    const again = await fetch(url, { headers: { 'if-none-match': answer.headers.get('etag') } });
    assert.equal(again.status, 304);
    assert.equal((await fetch(`${host.url}/sets/local/segments/${'0'.repeat(64)}.bin`)).status, 404);
  });

  it('a segment that is changed, cut off or not there is refused, and the old edition stays in use', async () => {
    const [gone, ...kept] = group('match');
    const [added, other, third] = group('clear');
    const guard = await guardOf();
    assert.equal(await check(guard, third), 'clear');
    const segments = file('sets', 'local', 'segments');
    const before = new Set(readdirSync(segments));
    await update('local', await listed([...kept, added, other]), await listed([...kept, added, other, third]));
    const name = readdirSync(segments).find((segment) => !before.has(segment));
    const whole = readFileSync(join(segments, name));
    const changed = Buffer.from(whole);
    changed[changed.length - 1] ^= 1;
    const manifest = readFileSync(file('sets', 'local', 'manifest.txt'));
    const plain = { fetch: async (request) => {
      const path = new URL(request.url).pathname;
      return path.endsWith('manifest.txt') ? new Response(manifest) : plain.segment ? new Response(plain.segment) : new Response(null, { status: 404 });
    } };
    host.worker = plain;
    for (const [segment, code] of [[changed, 'wrong-segment-digest'], [whole.subarray(1), 'wrong-segment-length'], [undefined, 'offline']]) {
      plain.segment = segment;
      assert.deepEqual(await guard.update(), [{ state: 'kept', code, id: 'test-local', epoch: 1, update: 2 }]);
      assert.deepEqual([await check(guard, third), await check(guard, other), await check(guard, gone)], ['clear', 'known demo', 'clear']);
    }
    published();
    assert.equal((await guard.update())[0].state, 'updated');
    assert.equal(await check(guard, third), 'known demo');
    // Back to the edition before: refused, like an older epoch.
    host.worker = { fetch: async () => new Response(Buffer.from(manifest.toString('utf8').replace('update: 3', 'update: 1'))) };
    assert.equal((await guard.update())[0].code, 'bad-signature');
    published();
  });

  it('a key follows another: both answer, then the old one is deleted with a receipt', async () => {
    const [, ...kept] = group('match');
    const old = await guardOf();
    const stays = await guardOf();
    assert.deepEqual([await check(old, kept[0]), await check(stays, kept[0])], ['known demo', 'known demo']);
    const previous = file('previous.txt');
    writeFileSync(previous, readFileSync(file('sets', 'local', 'manifest.txt')));
    const list = await listed(kept);
    await presend('set', 'build', '--force', '--kind', 'private-local', '--list', list, '--sign', owner.secret, '--purpose', 'demo', '--id', 'test-local', '--epoch', '2', '--previous', previous, '--evaluator-key', file('second.key'), '--out', file('sets', 'local'));
    published();
    evaluator.worker = await evaluatorWorker('second', 'first');
    assert.equal(await check(stays, kept[0]), 'known demo', 'the old key still answers');
    assert.deepEqual(await old.update(), [{ state: 'updated', id: 'test-local', epoch: 2, update: 0 }]);
    assert.deepEqual(host.log.map(([, path]) => path).sort(), ['/sets/local/index.bin', '/sets/local/manifest.txt']);
    assert.equal(await check(old, kept[0]), 'known demo');

    const folder = file('sets', 'mirrored');
    await assert.rejects(presend('set', 'retire-key', '--evaluator-key', file('second.key'), '--set', folder, '--sign', owner.secret, '--out', file('receipt.txt')), /exit code 1/);
    assert.ok(existsSync(file('second.key')) && !existsSync(file('receipt.txt')), 'the key of another epoch is not touched');
    await presend('set', 'retire-key', '--evaluator-key', file('first.key'), '--set', folder, '--sign', owner.secret, '--out', file('receipt.txt'));
    assert.ok(!existsSync(file('first.key')));
    assert.match(readFileSync(file('receipt.txt'), 'utf8'), /^presend key retirement v1\nset: test-mirrored\nepoch: 1\nevaluator: [0-9a-f]{64}\nretired: \S+Z\n\n— owner\.presend\.example \S+\n$/);
    evaluator.worker = await evaluatorWorker('second');
    assert.equal(await check(stays, kept[0]), 'unchecked offline', 'nobody answers for the old epoch any more');
    assert.equal(await check(old, kept[0]), 'known demo');
    rmSync(file('receipt.txt'));
  });
});
