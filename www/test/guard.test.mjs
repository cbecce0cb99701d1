// The guard without a real worker: the queue, and everything that can go wrong around a check.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGuardOn } from '../dist/guard.js';
import { hasSimd, matchesIntegrity } from '../dist/wasm.js';

const trust = { keys: ['owner+00000000+AAAA'] };
const bytes = (text) => new TextEncoder().encode(text);
const clear = { kind: 'clear', audience: 'teen', next: 'send' };
const unchecked = (why) => ({ kind: 'unchecked', why, audience: 'teen', next: 'ask' });
const teen = { audience: 'teen' };
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A platform whose worker answers what it is told to, and which remembers everything. */
function fakePlatform({ answer = () => ({ type: 'verdict', verdict: clear }), opened = ({ missing }) => ({ type: 'opened', missing }), read = async () => bytes('x') } = {}) {
  const log = { reads: [], workers: 0, ended: 0, checks: [], opens: [] };
  const platform = {
    spawn() {
      log.workers++;
      let ended = false;
      const port = {
        onReply: () => {},
        post(request) {
          (request.type === 'open' ? log.opens : log.checks).push(request);
          const reply = request.type === 'open' ? opened(request) : answer(request);
          if (reply) setTimeout(() => ended || port.onReply(reply), 1);
        },
        terminate() {
          if (!ended) log.ended++;
          ended = true;
        },
      };
      return port;
    },
    async read(url) {
      log.reads.push(url.pathname);
      return read(url);
    },
    resolve: (url) => new URL(url, 'https://host.example/'),
  };
  return { platform, log };
}

const guardOn = (platform, options = {}) => createGuardOn(platform, { sets: [{ url: '/set', trust }], hostReports: false, assets: { wasmUrl: '/core.wasm' }, ...options });

describe('the guard', () => {
  it('loads nothing before the first check, and everything once', async () => {
    const { platform, log } = fakePlatform();
    const guard = await guardOn(platform);
    assert.deepEqual([log.reads, log.workers], [[], 0]);
    for (let round = 0; round < 3; round++) assert.deepEqual(await guard.check(new Blob(['a']), teen), clear);
    assert.deepEqual(log.reads.sort(), ['/core.wasm', '/set/index.bin', '/set/manifest.txt']);
    assert.deepEqual([log.workers, log.opens.length, log.checks.length], [1, 1, 3]);
    guard.close();
  });

  it('loads ahead of the first check when asked to', async () => {
    const { platform, log } = fakePlatform();
    const guard = await guardOn(platform);
    assert.equal(await guard.preload(), true);
    assert.deepEqual([log.reads.length, log.workers, log.checks.length], [3, 1, 0]);
    guard.close();
    const { platform: offline } = fakePlatform({ read: () => Promise.reject(new Error('offline')) });
    assert.equal(await (await guardOn(offline)).preload(), false);
  });

  it('checks one picture at a time, in order', async () => {
    let open = 0;
    let most = 0;
    const { platform, log } = fakePlatform();
    const spawn = platform.spawn;
    platform.spawn = () => {
      const port = spawn();
      const post = port.post;
      port.post = (request) => {
        if (request.type === 'check') most = Math.max(most, ++open);
        post(request);
      };
      const wrapped = new Proxy(port, {
        set(target, key, value) {
          target[key] = key === 'onReply' ? (reply) => (reply.type === 'verdict' && open--, value(reply)) : value;
          return true;
        },
      });
      return wrapped;
    };
    const guard = await guardOn(platform);
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => guard.check(bytes(text), teen)));
    assert.equal(most, 1);
    assert.deepEqual(log.checks.map(({ picture }) => new TextDecoder().decode(picture)), ['a', 'b', 'c', 'd']);
    guard.close();
  });

  it('says "offline" when something cannot be loaded, and tries again the next time', async () => {
    let down = true;
    const { platform, log } = fakePlatform({ read: async () => (down ? Promise.reject(new Error('down')) : bytes('x')) });
    const guard = await guardOn(platform);
    assert.deepEqual(await guard.check(bytes('a'), teen), unchecked('offline'));
    assert.equal(log.workers, 0);
    down = false;
    assert.deepEqual(await guard.check(bytes('a'), teen), clear);
    guard.close();
  });

  it('loads a refused set again', async () => {
    for (const why of ['error', 'expired-set']) {
      let missing = why;
      const { platform, log } = fakePlatform({ opened: () => ({ type: 'opened', missing }), answer: () => ({ type: 'verdict', verdict: missing ? unchecked(missing) : clear }) });
      const guard = await guardOn(platform);
      assert.deepEqual(await guard.check(bytes('a'), teen), unchecked(why));
      missing = null;
      assert.deepEqual(await guard.check(bytes('a'), teen), clear);
      assert.deepEqual([log.reads.length, log.workers, log.ended], [6, 2, 1]);
      guard.close();
    }
  });

  it('uses the sets that are there while another is out of reach, and tells the worker', async () => {
    let down = true;
    const read = async ({ pathname }) => (down && pathname.startsWith('/second') ? Promise.reject(new Error('down')) : bytes('x'));
    const { platform, log } = fakePlatform({ read });
    const guard = await guardOn(platform, { sets: [{ url: '/first/', trust }, { url: '/second/', trust }] });
    assert.equal(await guard.preload(), false);
    await guard.check(bytes('a'), teen);
    down = false;
    await guard.check(bytes('a'), teen);
    await guard.check(bytes('a'), teen);
    assert.deepEqual(log.opens.map(({ sets, missing }) => [sets.length, missing]), [[1, 'offline'], [1, 'offline'], [2, null]]);
    guard.close();
  });

  it('does not take a core that never started for an answer', async () => {
    let broken = true;
    const { platform, log } = fakePlatform({ opened: () => (broken ? { type: 'broken' } : { type: 'opened', missing: null }) });
    const guard = await guardOn(platform);
    assert.deepEqual(await guard.check(bytes('a'), teen), unchecked('error'));
    broken = false;
    assert.deepEqual(await guard.check(bytes('a'), teen), clear);
    // Perhaps it was not our file at all that came.
    assert.equal(log.reads.length, 6);
    guard.close();
  });

  it('looks for a newer set when the one in use has ended', async () => {
    let old = true;
    const { platform, log } = fakePlatform({ answer: () => ({ type: 'verdict', verdict: old ? unchecked('expired-set') : clear }) });
    const guard = await guardOn(platform);
    assert.deepEqual(await guard.check(bytes('a'), teen), unchecked('expired-set'));
    old = false;
    assert.deepEqual(await guard.check(bytes('a'), teen), clear);
    assert.equal(log.reads.length, 6);
    guard.close();
  });

  it('refuses a core that is not the one that was meant', async () => {
    const { platform, log } = fakePlatform();
    const guard = await guardOn(platform, { assets: { wasmUrl: '/core.wasm', integrity: 'sha256-AAAA' } });
    assert.deepEqual(await guard.check(bytes('a'), teen), unchecked('error'));
    assert.equal(log.workers, 0);
    guard.close();
  });

  it('starts a new worker after one broke down, without loading again', async () => {
    let broken = true;
    const { platform, log } = fakePlatform({ answer: () => (broken ? { type: 'broken' } : { type: 'verdict', verdict: clear }) });
    const guard = await guardOn(platform);
    assert.deepEqual(await guard.check(bytes('a'), teen), unchecked('error'));
    broken = false;
    assert.deepEqual(await guard.check(bytes('a'), teen), clear);
    assert.deepEqual([log.reads.length, log.workers, log.ended], [3, 2, 1]);
    guard.close();
  });

  it('stops when told to: before, in the queue, and while running', async () => {
    let stuck = true;
    const { platform, log } = fakePlatform({ answer: () => (stuck ? undefined : { type: 'verdict', verdict: clear }) });
    const guard = await guardOn(platform);
    assert.deepEqual(await guard.check(bytes('a'), { ...teen, signal: AbortSignal.abort() }), unchecked('aborted'));
    const [first, second] = [new AbortController(), new AbortController()];
    const running = guard.check(bytes('a'), { ...teen, signal: first.signal });
    const queued = guard.check(bytes('b'), { ...teen, signal: second.signal });
    const last = guard.check(bytes('c'), teen);
    while (log.checks.length === 0) await soon();
    second.abort();
    assert.deepEqual(await queued, unchecked('aborted'));
    assert.equal(log.ended, 0);
    stuck = false;
    first.abort();
    assert.deepEqual(await running, unchecked('aborted'));
    assert.equal(log.ended, 1);
    assert.deepEqual(await last, clear);
    assert.deepEqual([log.reads.length, log.workers], [3, 2]);
    guard.close();
  });

  it('does not let an abort while loading cost the next check anything', async () => {
    let release;
    const gate = new Promise((resolve) => (release = resolve));
    const { platform, log } = fakePlatform({ read: () => gate.then(() => bytes('x')) });
    const guard = await guardOn(platform);
    const controller = new AbortController();
    const first = guard.check(bytes('a'), { ...teen, signal: controller.signal });
    const second = guard.check(bytes('b'), teen);
    await soon();
    controller.abort();
    assert.deepEqual(await first, unchecked('aborted'));
    release();
    assert.deepEqual(await second, clear);
    assert.deepEqual([log.reads.length, log.checks.length], [3, 1]);
    guard.close();
  });

  it('gives up after its time: "offline" while loading, "error" while checking', async () => {
    const { platform: slow } = fakePlatform({ read: () => new Promise(() => {}) });
    assert.deepEqual(await (await guardOn(slow, { timeoutMs: 20 })).check(bytes('a'), teen), unchecked('offline'));
    const { platform: stuck, log } = fakePlatform({ answer: () => undefined });
    assert.deepEqual(await (await guardOn(stuck, { timeoutMs: 20 })).check(bytes('a'), teen), unchecked('error'));
    assert.equal(log.ended, 1);
  });

  it('hands Blobs over as they are, copies buffers, and takes them when allowed to', async () => {
    const { platform, log } = fakePlatform();
    const guard = await guardOn(platform);
    const blob = new Blob(['a']);
    const given = bytes('abc');
    for (const form of [blob, given, given.buffer]) await guard.check(form, teen);
    await guard.check(given, { ...teen, transfer: true });
    const sent = log.checks.map(({ picture }) => picture);
    assert.equal(sent[0], blob);
    assert.notEqual(sent[1].buffer, given.buffer);
    assert.notEqual(sent[2].buffer, given.buffer);
    assert.equal(sent[3], given);
    guard.close();
  });

  it('passes on who said that a picture may be an intimate one', async () => {
    const { platform, log } = fakePlatform();
    const guard = await guardOn(platform);
    for (const intimateSignal of [true, 'classifier', 'host', false, undefined]) await guard.check(bytes('a'), { ...teen, intimateSignal });
    assert.deepEqual(log.checks.map(({ intimateSignal }) => intimateSignal), ['host', 'classifier', 'host', null, null]);
    guard.close();
  });

  it('rejects misuse, and only misuse', async () => {
    const { platform } = fakePlatform();
    const bad = { name: 'PresendError', code: 'bad-options' };
    const good = { sets: [{ url: '/set', trust }], hostReports: false };
    const mistakes = [
      undefined,
      { ...good, sets: [] },
      { ...good, sets: [{ url: '/set' }] },
      { ...good, sets: [{ url: '/set', trust: { keys: [] } }] },
      { ...good, sets: [{ url: '/set', trust: { ...trust, required: 2 } }] },
      { ...good, sets: [{ url: '/set', trust: { ...trust, purposes: ['advertising'] } }] },
      { ...good, sets: [{ manifest: bytes('a'), trust }] },
      { ...good, hostReports: undefined },
      { ...good, policy: { level: 'loud' } },
      { ...good, policy: { onUnchecked: { youth: 'send' } } },
      { ...good, timeoutMs: 0 },
    ];
    for (const options of mistakes) await assert.rejects(createGuardOn(platform, options), bad, JSON.stringify(options));
    const guard = await guardOn(platform);
    await assert.rejects(guard.check('photo.jpg', teen), bad);
    await assert.rejects(guard.check(bytes('a')), bad);
    await assert.rejects(guard.check(bytes('a'), { audience: 'grown-up' }), bad);
    await assert.rejects(guard.check(bytes('a'), { ...teen, intimateSignal: 'me' }), bad);
    await assert.rejects(guard.present({}), bad);
    guard.close();
    await assert.rejects(guard.check(bytes('a'), teen), { code: 'closed' });
    await assert.rejects(guard.preload(), { code: 'closed' });
  });

  it('gives aborted checks back when it is closed', async () => {
    const { platform, log } = fakePlatform({ answer: () => undefined });
    const guard = await guardOn(platform);
    const checks = [guard.check(bytes('a'), teen), guard.check(bytes('b'), teen)];
    while (log.checks.length === 0) await soon();
    guard.close();
    assert.deepEqual(await Promise.all(checks), [unchecked('aborted'), unchecked('aborted')]);
    assert.equal(log.ended, 1);
  });
});

describe('the file of the core', () => {
  it('is checked like a script with integrity', async () => {
    const file = bytes('hello');
    const sha256 = 'sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
    const digest = async (name) => btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest(name, file))));
    assert.equal(await matchesIntegrity(file, sha256), true);
    assert.equal(await matchesIntegrity(file, `sha384-${await digest('SHA-384')}`), true);
    assert.equal(await matchesIntegrity(file, `sha512-AAAA sha512-${await digest('SHA-512')}`), true);
    assert.equal(await matchesIntegrity(bytes('hullo'), sha256), false);
    // The strongest kind counts: a right weak digest does not make up for a wrong strong one.
    assert.equal(await matchesIntegrity(file, `${sha256} sha512-AAAA`), false);
    assert.equal(await matchesIntegrity(file, ''), false);
    assert.equal(await matchesIntegrity(file, 'md5-AAAA'), false);
  });

  it('is chosen by what the engine can do', () => {
    assert.equal(hasSimd(), true);
  });
});
