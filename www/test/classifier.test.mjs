// The classifier that a host plugs in: when it is asked, what becomes of its answer, and that no score gets out.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { nsfwjsClassifier } from '../dist/adapters/nsfwjs.js';
import { createGuardOn } from '../dist/guard.js';

const trust = { keys: ['owner+00000000+AAAA'] };
const clear = (audience) => ({ kind: 'clear', audience, next: 'send' });
/** A harmless picture: the classifier is told what to say about it. */
const harmless = readFileSync(new URL('../../tests/vectors/images/shapes.png', import.meta.url));

/** A guard whose core answers as the real one does about a picture that is in no set. */
async function guardWith(classifier, options = {}) {
  const asked = [];
  const platform = {
    spawn() {
      const port = {
        onReply: () => {},
        terminate: () => {},
        post(request) {
          asked.push(request);
          const { audience, intimateSignal: source } = request;
          const verdict = options.verdict ?? (source ? { kind: 'intimate', source, audience, next: 'ask' } : clear(audience));
          setTimeout(() => port.onReply(request.type === 'open' ? { type: 'opened', missing: null } : { type: 'verdict', verdict }), 1);
        },
      };
      return port;
    },
    read: async () => new Uint8Array(4),
    resolve: (url) => new URL(url, 'https://host.example/'),
  };
  const guard = await createGuardOn(platform, { sets: [{ url: '/set', trust }], hostReports: false, assets: { wasmUrl: '/core.wasm' }, classifier, ...options.guard });
  return { guard, asked };
}

function fake(score, threshold = 0.8) {
  const log = { loads: 0, pictures: [] };
  return {
    log,
    threshold,
    async load() {
      log.loads++;
    },
    async score(picture) {
      log.pictures.push(picture);
      return typeof score === 'function' ? score() : score;
    },
  };
}

describe('a classifier', () => {
  it('asks from its threshold on, and not below', async () => {
    for (const [score, kind] of [[0, 'clear'], [0.799, 'clear'], [0.8, 'intimate'], [1, 'intimate']]) {
      const classifier = fake(score);
      const { guard, asked } = await guardWith(classifier);
      const verdict = await guard.check(harmless, { audience: 'teen' });
      assert.equal(verdict.kind, kind, String(score));
      if (kind === 'intimate') assert.deepEqual(verdict, { kind: 'intimate', source: 'classifier', audience: 'teen', next: 'ask' });
      assert.doesNotMatch(JSON.stringify([verdict, asked.map(({ wasm, sets, picture, ...rest }) => rest)]), /0\.799|0\.8|score|threshold/, 'no score gets out');
      guard.close();
    }
  });

  it('gets the picture itself, and is loaded once', async () => {
    const classifier = fake(0);
    const { guard } = await guardWith(classifier);
    for (const file of [harmless, new Blob([harmless]), new Uint8Array(harmless).buffer]) await guard.check(file, { audience: 'unknown' });
    assert.equal(classifier.log.loads, 1);
    for (const picture of classifier.log.pictures) assert.deepEqual(Buffer.from(await picture.arrayBuffer()), harmless);
    const given = new Uint8Array(harmless);
    await guard.check(given, { audience: 'teen', transfer: true });
    assert.equal((await classifier.log.pictures.at(-1).arrayBuffer()).byteLength, harmless.length, 'also where the bytes are handed over');
    guard.close();
  });

  it('is not asked about adults, nor where the host says it all, nor where there is no nudge', async () => {
    const classifier = fake(1);
    const { guard } = await guardWith(classifier);
    assert.equal((await guard.check(harmless, { audience: 'adult' })).kind, 'clear');
    assert.equal((await guard.check(harmless, { audience: 'teen', intimateSignal: true })).source, 'host');
    guard.close();
    const { guard: off } = await guardWith(classifier, { guard: { policy: { level: 'off' } } });
    await off.check(harmless, { audience: 'teen' });
    assert.deepEqual([classifier.log.loads, classifier.log.pictures.length], [0, 0]);
    off.close();
  });

  it('never turns a failure into "clear"', async () => {
    const failures = {
      'a score that is none': () => NaN,
      'a score above 1': () => 1.5,
      'a throw': () => {
        throw new Error('no memory');
      },
      'no answer in time': () => new Promise(() => {}),
    };
    for (const [what, score] of Object.entries(failures)) {
      const { guard } = await guardWith(fake(score), { guard: { timeoutMs: 50 } });
      assert.deepEqual(await guard.check(harmless, { audience: 'teen' }), { kind: 'unchecked', why: 'error', audience: 'teen', next: 'ask' }, what);
      guard.close();
    }
    const known = { kind: 'known', purpose: 'csam', audience: 'teen', next: 'hold' };
    const { guard } = await guardWith(fake(NaN), { verdict: known });
    assert.deepEqual(await guard.check(harmless, { audience: 'teen' }), known, 'a match stands');
    guard.close();
  });

  it('is loaded again after a failure, and ahead of the first picture when asked to', async () => {
    const classifier = fake(0);
    let broken = true;
    const { load } = classifier;
    classifier.load = async () => {
      await load();
      if (broken) throw new Error('offline');
    };
    const { guard } = await guardWith(classifier);
    assert.equal(await guard.preload(), false);
    assert.equal((await guard.check(harmless, { audience: 'teen' })).kind, 'unchecked');
    broken = false;
    assert.equal(await guard.preload(), true);
    assert.equal((await guard.check(harmless, { audience: 'teen' })).kind, 'clear');
    assert.equal(classifier.log.loads, 3);
    guard.close();
  });

  it('has no default threshold', async () => {
    for (const threshold of [undefined, 0, -1, 1.1, NaN, '0.5x']) {
      await assert.rejects(guardWith({ ...fake(0), threshold }), { code: 'bad-options' }, String(threshold));
    }
    await assert.rejects(guardWith({ threshold: 0.5 }), { code: 'bad-options' });
  });
});

describe('the adapter for nsfwjs', () => {
  it('loads the model that the host names, on demand, and adds up the classes', async () => {
    const log = [];
    const module = async () => ({
      async load(...given) {
        log.push(given);
        return { classify: async (image, count) => [['Neutral', 0.2], ['Porn', 0.3], ['Sexy', 0.4], ['Drawing', 0.1]].map(([className, probability]) => ({ className, probability, image, count })) };
      },
    });
    const closed = [];
    globalThis.createImageBitmap = async (picture, options) => ({ picture, options, close: () => closed.push(options) });
    try {
      const classifier = nsfwjsClassifier({ threshold: 0.7, model: '/models/quiet/', module });
      assert.deepEqual(log, [], 'nothing before it is asked');
      await assert.rejects(async () => classifier.score(new Blob([harmless])), /load/);
      await classifier.load();
      await classifier.load();
      assert.deepEqual(log, [['/models/quiet/', undefined]]);
      assert.ok(Math.abs((await classifier.score(new Blob([harmless]))) - 0.7) < 1e-9);
      assert.ok(Math.abs((await nsfwjsClassifierLoaded({ classes: ['Porn'], module })) - 0.3) < 1e-9);
      assert.equal(closed.length, 2, 'bitmaps are let go');
    } finally {
      delete globalThis.createImageBitmap;
    }
  });

  async function nsfwjsClassifierLoaded(options) {
    const classifier = nsfwjsClassifier({ threshold: 0.7, model: 'm', ...options });
    await classifier.load();
    return classifier.score(new Blob([harmless]));
  }

  it('is an optional peer, imported nowhere else', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    assert.equal(manifest.peerDependenciesMeta.nsfwjs.optional, true);
    for (const file of ['index.js', 'guard.js', 'classifier.js', 'adapters/index.js']) assert.doesNotMatch(readFileSync(new URL(`../dist/${file}`, import.meta.url), 'utf8'), /nsfwjs/);
  });
});
