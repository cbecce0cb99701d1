// The packed worker in its three roles, on workerd, Deno, Bun and Node, by the same scenarios; then what all of it logged.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { evaluatorScenarios, form, guardScenarios, healthScenarios, indexScenarios, send, undecodable } from '../lib/edge-scenarios.mjs';
import { installPackage, makeKey, makeSet, makeSetOf, paintedPictures, presend, temporaryFolder } from '../lib/fixture.mjs';
import { startOrigin } from '../lib/origin.mjs';
import { RUNTIMES, scripts, startWorker } from '../lib/runtimes.mjs';
import { loadOwnersCore } from '../lib/evaluator.mjs';

const KEYS = 'PRESEND_EVALUATOR_KEY';

describe('the edge worker', { timeout: 900_000 }, () => {
  const temporary = temporaryFolder();
  const common = {};
  const logs = [];

  before(async () => {
    const { folder } = temporary;
    common.painted = await paintedPictures();
    common.installed = await installPackage(folder);
    const owner = await makeKey(folder, 'owner');
    const listed = [...common.painted.values()].filter(({ group }) => group === 'match').map(({ file }) => file);
    const keyFiles = ['current', 'previous'].map((name) => join(folder, `evaluator-${name}.key`));
    for (const file of keyFiles) await presend('evaluator-keygen', '--out', file);
    common.keys = keyFiles.map((file) => readFileSync(file, 'utf8'));
    common.keyIds = common.keys.map((text) => text.split(':')[1]);
    await makeSet(folder, 'open', owner, listed);
    await makeSet(folder, 'expired', owner, listed, '--not-before', '2020-01-01', '--not-after', '2020-02-01');
    for (const kind of ['private-local', 'private-mirror']) await makeSet(folder, kind, owner, listed, '--kind', kind, '--evaluator-key', keyFiles[0]);
    const kinds = ['sha256', 'sha1', 'md5'];
    const cutOff = readFileSync(common.painted.get('cut-off.jpg').file);
    const rows = kinds.map((kind) => kinds.map((column) => (column === kind ? createHash(kind).update(undecodable(cutOff, kind)).digest('hex') : '')).join(','));
    await makeSetOf(folder, 'digests', owner, `${kinds.join(',')}\n${rows.join('\n')}\n`);
    common.setsFolder = join(folder, 'sets');
    common.trust = { keys: [owner.text], required: 1, purposes: ['demo'] };
    ({ createGuard: common.createGuard } = await common.installed.import('presend'));
    mkdirSync(join(folder, 'secrets'));
  });
  after(() => temporary.remove());

  const start = (runtime, configuration) => startWorker(runtime, common.installed, join(temporary.folder, 'secrets'), configuration);
  const roles = (origin) => {
    const sets = { PRESEND_TRUST: JSON.stringify(common.trust) };
    return {
      evaluator: { variables: { PRESEND_ROLES: 'evaluator', PRESEND_CLIENT_BUDGET: '40/60' }, secrets: { [KEYS]: common.keys[0], [`${KEYS}_PREVIOUS`]: common.keys[1] } },
      index: { variables: { ...sets, PRESEND_ROLES: 'index', PRESEND_SETS: 'private-local private-mirror' }, sets: common.setsFolder },
      guard: {
        variables: { ...sets, PRESEND_ROLES: 'guard', PRESEND_SETS: 'open digests', PRESEND_ORIGIN: origin, PRESEND_PICTURE_MB: '4', PRESEND_MEMORY_MB: '16', PRESEND_IDLE_SECONDS: '2' },
        secrets: { PRESEND_METRICS_TOKEN: 'for-the-operator' },
        sets: common.setsFolder,
      },
    };
  };

  for (const runtime of RUNTIMES) {
    describe(`on ${runtime}`, () => {
      const here = { runtime };
      before(async () => {
        here.origin = await startOrigin();
        for (const [role, configuration] of Object.entries(roles(here.origin.url))) {
          here[role] = await start(runtime, configuration);
          assert.equal(here[role].code, undefined, here[role].log.join(''));
        }
        Object.assign(here, common);
      });
      after(async () => {
        for (const role of ['evaluator', 'index', 'guard']) {
          await here[role]?.stop();
          logs.push([`${role} on ${runtime}`, here[role]?.log.join('') ?? '']);
        }
        await here.origin?.stop();
      });

      healthScenarios(here);
      describe('as index host', () => indexScenarios(here));
      describe('as evaluator', () => evaluatorScenarios(here));
      describe('as upload guard', () => guardScenarios(here));
      startUpScenarios(runtime);
    });
  }

  /** Each mistake has its own code, and no role runs then. */
  function startUpScenarios(runtime) {
    const sets = () => ({ PRESEND_TRUST: JSON.stringify(common.trust) });
    const cases = () => [
      ['no-role', {}],
      ['unknown-role', { variables: { PRESEND_ROLES: 'gard' } }],
      ['unknown-setting', { variables: { PRESEND_ROLES: 'evaluator', PRESEND_BUDGET: '1/1' }, secrets: { [KEYS]: common.keys[0] } }],
      ['evaluator-key-missing', { variables: { PRESEND_ROLES: 'evaluator' } }],
      ['bad-secret', { variables: { PRESEND_ROLES: 'evaluator' }, secrets: { [KEYS]: 'not a key' } }],
      ['key-in-plain-variable', { variables: { PRESEND_ROLES: 'evaluator', MY_KEY: common.keys[0] }, secrets: { [KEYS]: common.keys[0] } }],
      ['no-sets', { variables: { PRESEND_ROLES: 'index', ...sets() }, sets: common.setsFolder }],
      ['bad-trust', { variables: { PRESEND_ROLES: 'index', PRESEND_SETS: 'open', PRESEND_TRUST: '{}' }, sets: common.setsFolder }],
      ['no-origin', { variables: { PRESEND_ROLES: 'guard', PRESEND_SETS: 'open', ...sets() }, sets: common.setsFolder }],
      ['evaluator-and-index-host', { variables: { PRESEND_ROLES: 'evaluator index', PRESEND_SETS: 'private-local', ...sets() }, secrets: { [KEYS]: common.keys[0] }, sets: common.setsFolder }],
      // A process' environment is no place for a secret; on workerd a secret is a binding like any other.
      ...(runtime === 'workerd' ? [] : [['key-in-plain-variable', { variables: { PRESEND_ROLES: 'evaluator', [KEYS]: common.keys[0] } }]]),
    ];
    it('does not start with a mistake in its environment, and says which', async () => {
      for (const [code, configuration] of cases()) {
        const worker = await start(runtime, configuration);
        if (worker.code === undefined) {
          // R2 is filled after workerd is up: the check that needs a set runs with the first request.
          const answer = await fetch(new URL('readyz', worker.url));
          assert.deepEqual([answer.status, (await answer.json()).code], [503, code]);
          // What workerd prints takes its time.
          for (let round = 0; round < 100 && !worker.log.join('').includes(code); round++) await wait(20);
        }
        await worker.stop();
        const log = worker.log.join('');
        assert.match(log, new RegExp(`"code":"${code}"`), log);
        logs.push([`start-up on ${runtime}`, log]);
      }
    });
  }

  describe('on workerd, with KV for a store', () => {
    const here = { runtime: 'workerd' };
    before(async () => {
      here.origin = await startOrigin();
      const { index, guard } = roles(here.origin.url);
      for (const [role, configuration] of Object.entries({ index, guard })) here[role] = await start('workerd', { ...configuration, store: 'KV' });
      Object.assign(here, common);
    });
    after(async () => {
      for (const role of ['index', 'guard']) {
        await here[role]?.stop();
        logs.push([`${role} with KV`, here[role]?.log.join('') ?? '']);
      }
      await here.origin?.stop();
    });

    indexScenarios(here);

    it('is ready, and checks uploads', async () => {
      for (const role of ['index', 'guard']) assert.equal((await fetch(new URL('readyz', here[role].url))).status, 200, role);
      for (const [name, status] of [['harbour.jpg', 422], ['harbour-small.jpg', 422], ['city.jpg', 201]]) {
        const answer = await fetch(here.guard.url, { method: 'PUT', body: readFileSync(common.painted.get(name).file) });
        assert.equal(answer.status, status, name);
        await answer.arrayBuffer();
      }
    });
  });

  for (const runtime of ['workerd', 'Node']) {
    it(`keeps below 128 MB with eight pictures of 12 megapixels at once, on ${runtime}`, async (t) => {
      const origin = await startOrigin();
      t.after(() => origin.stop());
      const { variables, ...rest } = roles(origin.url).guard;
      const { PRESEND_PICTURE_MB, PRESEND_MEMORY_MB, ...usual } = variables;
      const worker = await start(runtime, { ...rest, variables: usual, script: scripts.telling });
      t.after(() => worker.stop());
      assert.equal(worker.code, undefined, worker.log.join(''));
      const pictures = ['baseline', 'progressive'].map((kind) => readFileSync(new URL(`../../tests/vectors/images/photo-12mp-${kind}.jpg`, import.meta.url)));
      const usage = async () => (await fetch(new URL('usage', worker.url))).json();
      assert.equal((await usage()).held, 0);
      // Each way twice: with its length told and as a form, which has to be held piece by piece.
      const answers = await Promise.all(Array.from({ length: 8 }, (_, turn) => {
        const picture = pictures[turn % 2];
        if (turn < 4) return send(worker.url, { method: 'PUT', body: picture, headers: { 'content-type': 'image/jpeg', 'content-length': String(picture.length) } });
        const sent = form([['a', 'a.jpg', 'image/jpeg', picture]]);
        return send(worker.url, { body: sent.body, headers: { 'content-type': sent.type, 'content-length': String(sent.body.length) } });
      }));
      assert.deepEqual(answers.map(({ status }) => status), Array(8).fill(201));
      const { core, held, mostHeld } = await usage();
      const most = pictures[0].length;
      assert.equal(held, 0, 'nothing is kept afterwards');
      assert.ok(mostHeld >= most && mostHeld < 48 << 20, `held ${mostHeld} bytes`);
      assert.ok(core > most && core < 64 << 20, `the core has ${core} bytes`);
      assert.ok(core + mostHeld < 128 << 20);
      await worker.stop();
      logs.push([`eight at once on ${runtime}`, worker.log.join('')]);
    });
  }

  it('does with a match, and with what could not be checked, what the operator says', async (t) => {
    const origin = await startOrigin();
    t.after(() => origin.stop());
    const { guard } = roles(origin.url);
    for (const [policy, match, broken] of [['allow', 201, 201], ['hold', 409, 409], ['reject', 422, 422]]) {
      const worker = await start('Node', { ...guard, variables: { ...guard.variables, PRESEND_ON_MATCH: policy, PRESEND_ON_UNCHECKED: policy } });
      t.after(() => worker.stop());
      const before = origin.uploads.length;
      for (const [name, status, code] of [['harbour.jpg', match, 'picture-known'], ['cut-off.jpg', broken, 'picture-unchecked']]) {
        const answer = await fetch(worker.url, { method: 'PUT', body: readFileSync(common.painted.get(name).file) });
        assert.equal(answer.status, status, `${policy} ${name}`);
        if (status === 201) assert.equal(await answer.text(), 'stored');
        else assert.deepEqual(await answer.json().then((problem) => [problem.code, problem.policy]), [code, policy]);
      }
      assert.equal(origin.uploads.length - before, policy === 'allow' ? 2 : 0);
      await worker.stop();
      assert.equal(/matches-pass/.test(worker.log.join('')), policy === 'allow');
      logs.push([`policy ${policy}`, worker.log.join('')]);
    }
  });

  it('starts again after workerd was killed, and the next request works', async () => {
    const { evaluator } = roles('http://127.0.0.1:9/');
    const worker = await start('workerd', evaluator);
    process.kill(worker.pid, 'SIGKILL');
    await wait(100);
    await assert.rejects(fetch(new URL('readyz', worker.url)));
    await worker.stop();
    const again = await start('workerd', evaluator);
    assert.equal((await fetch(new URL('readyz', again.url))).status, 200);
    await again.stop();
  });

  it('is not ready with an expired set, and calls nothing clear then', async () => {
    const origin = await startOrigin();
    const configuration = roles(origin.url).guard;
    const worker = await start('Node', { ...configuration, variables: { ...configuration.variables, PRESEND_SETS: 'open expired' } });
    const ready = await fetch(new URL('readyz', worker.url));
    assert.deepEqual([ready.status, (await ready.json()).missing], [503, [{ role: 'guard', code: 'expired-set' }]]);
    const put = (name) => fetch(worker.url, { method: 'PUT', body: readFileSync(common.painted.get(name).file) });
    assert.equal((await (await put('city.jpg')).json()).verdict.why, 'expired-set');
    assert.equal((await (await put('harbour.jpg')).json()).code, 'picture-known', 'a match in one set stands');
    await worker.stop();
    await origin.stop();
  });

  it('checks with the key too, and with a sealed set', async () => {
    const { folder } = temporary;
    const seal = join(folder, 'seal.key');
    const listed = [...common.painted.values()].filter(({ group }) => group === 'match').map(({ file }) => file);
    const owner = await makeKey(folder, 'second');
    await (await import('node:fs/promises')).writeFile(seal, `presend-seal-key-v1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}\n`);
    await makeSet(folder, 'sealed', owner, listed, '--kind', 'sealed', '--seal-key', seal);
    const origin = await startOrigin();
    const { guard } = roles(origin.url);
    const trust = JSON.stringify({ ...common.trust, keys: [...common.trust.keys, owner.text] });
    for (const [set, secrets] of [['sealed', { PRESEND_SEAL_KEY: readFileSync(seal, 'utf8') }], ['private-local', { [KEYS]: common.keys[0] }], ['private-mirror', { [KEYS]: common.keys[0] }]]) {
      const worker = await start('Node', { ...guard, secrets, variables: { ...guard.variables, PRESEND_TRUST: trust, PRESEND_SETS: set } });
      for (const [name, status] of [['harbour.jpg', 422], ['harbour-small.jpg', 422], ['city.jpg', 201]]) {
        const answer = await fetch(worker.url, { method: 'PUT', body: readFileSync(common.painted.get(name).file) });
        assert.equal(answer.status, status, `${set} ${name}`);
        await answer.arrayBuffer();
      }
      await worker.stop();
      logs.push([`guard with ${set}`, worker.log.join('')]);
    }
    await origin.stop();
  });

  it('counts with a Durable Object, and with the rate-limit binding, on workerd', async () => {
    const body = Buffer.alloc(52);
    body.write('OPRFREQ1');
    body.write(common.keyIds[0], 8, 'hex');
    body[16] = 1;
    const bindings = [
      [{ durableObjects: { BUDGETS: { className: 'Budgets', useSQLite: true } } }, { PRESEND_CLIENT_BUDGET: '3/3600' }],
      [{ ratelimits: { CLIENT_LIMIT: { namespace_id: '1', simple: { limit: 3, period: 60 } }, GLOBAL_LIMIT: { namespace_id: '2', simple: { limit: 100, period: 60 } } } }, {}],
    ];
    for (const [more, variables] of bindings) {
      const worker = await start('workerd', { variables: { PRESEND_ROLES: 'evaluator', ...variables }, secrets: { [KEYS]: common.keys[0] }, bindings: more });
      const answers = [];
      for (let round = 0; round < 4; round++) answers.push(await fetch(new URL('evaluate', worker.url), { method: 'POST', body }));
      assert.deepEqual(answers.map(({ status }) => status), [400, 400, 400, 429]);
      assert.equal((await answers[3].json()).code, 'client-budget-used');
      assert.ok(Number(answers[3].headers.get('retry-after')) >= 1);
      await worker.stop();
      assert.doesNotMatch(worker.log.join(''), /budget-in-memory/);
      logs.push(['budgets on workerd', worker.log.join('')]);
    }
  });

  it('starts again after it was killed, and the next request works', async () => {
    const { evaluator } = roles('http://127.0.0.1:9/');
    for (const signal of ['SIGKILL', 'SIGTERM']) {
      const worker = await start('Node', evaluator);
      assert.equal((await fetch(new URL('readyz', worker.url))).status, 200);
      await worker.stop(signal);
      await assert.rejects(fetch(worker.url));
    }
  });

  it('a trap ends the instance, and the next piece of work has a fresh one', async () => {
    const core = await loadOwnersCore();
    const { Cores, CoreBroke } = await import(join(common.installed.home, 'dist/worker/core.js'));
    const compiled = new WebAssembly.Module(readFileSync(join(common.installed.home, 'dist/worker/core/presend_worker_bg.wasm')));
    let broke = 0;
    const cores = new Cores(compiled, () => broke++);
    let made = 0;
    const keys = () => cores.useResident('key', async ({ Evaluator }) => (made++, new Evaluator(common.keys[0])), (key) => key.keyId);
    assert.equal(await keys(), common.keyIds[0]);
    assert.equal(await keys(), common.keyIds[0]);
    assert.equal(made, 1);
    await assert.rejects(cores.use(() => { throw new WebAssembly.RuntimeError('unreachable'); }), CoreBroke);
    assert.equal(await keys(), common.keyIds[0]);
    assert.deepEqual([made, broke], [2, 1]);
    assert.notEqual(core, undefined);
  });

  it('logged no hash, no file name, no address and no key', () => {
    assert.ok(logs.length > RUNTIMES.length * 4);
    const names = [...common.painted.keys(), 'holiday', 'film.mp4', 'IMG 0001', 'cover.jpg', 'a%2Fb', 'X-Amz', 'Bearer one', 'for-the-operator'];
    let lines = 0;
    for (const [where, log] of logs) {
      for (const line of log.split('\n').filter(Boolean)) {
        // What a runtime itself says about its port is not the worker's log.
        if (/^(deno serve: )?Listening on |^Started development server|^Started server/i.test(line)) continue;
        // Nor is what it says about a program that did not start; nothing private may be in it either.
        const record = /^\{/.test(line) || !where.startsWith('start-up') ? JSON.parse(line) : { SeverityText: 'ERROR', Body: line, Attributes: {} };
        lines++;
        assert.ok(record.SeverityText && record.Body, `${where}: ${line}`);
        const said = line.replace(/"Timestamp":"[^"]*"/, '');
        assert.doesNotMatch(said, /[0-9a-f]{12,}/i, where);
        assert.doesNotMatch(said, /\d+\.\d+\.\d+\.\d+|::1|localhost/, where);
        assert.doesNotMatch(said, /presend-(evaluator|seal)-key-v1:/, where);
        for (const name of names) assert.ok(!said.includes(name), `${where}: ${name} in ${line}`);
        for (const name of Object.keys(record.Attributes)) assert.ok(['role', 'roles', 'outcome', 'status', 'code', 'message', 'budget', 'keys', 'port'].includes(name), `${where}: attribute ${name}`);
      }
    }
    assert.ok(lines > 100, `only ${lines} lines`);
  });
});
