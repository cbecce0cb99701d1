// Privacy Pass: tokens of a real issuer pay for questions, once, and for nobody in particular.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as library from '@cloudflare/privacypass-ts';
import { installPackage, makeKey, makeSet, paintedPictures, presend, temporaryFolder } from '../lib/fixture.mjs';
import { startNative } from '../lib/runtimes.mjs';

const { publicVerif, WWWAuthenticateHeader, AuthorizationHeader, TOKEN_TYPES } = library;

describe('tokens for the evaluator', { timeout: 300_000 }, () => {
  const temporary = temporaryFolder();
  let installed, file, key, keys, issuer, issuerKey, createWorker, privacyPass;

  before(async () => {
    installed = await installPackage(temporary.folder);
    file = join(temporary.folder, 'evaluator.key');
    await presend('evaluator-keygen', '--out', file);
    key = readFileSync(file, 'utf8');
    keys = await publicVerif.Issuer.generateKey(publicVerif.BlindRSAMode.PSS, { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) });
    issuer = new publicVerif.Issuer(publicVerif.BlindRSAMode.PSS, 'issuer.example', keys.privateKey, keys.publicKey);
    issuerKey = Buffer.from(await publicVerif.getPublicKeyBytes(keys.publicKey)).toString('base64url');
    ({ createWorker } = await installed.import('presend/worker'));
    ({ privacyPass } = await installed.import('presend/worker/tokens'));
  });
  after(() => temporary.remove());

  const worker = (now, names = ['evaluator.example']) => {
    const environment = { PRESEND_ROLES: 'evaluator', PRESEND_EVALUATOR_KEY: { get: async () => key }, PRESEND_CLIENT_BUDGET: '1/3600' };
    return createWorker({ environment, log: () => {}, tokens: privacyPass({ library, issuer: 'issuer.example', issuerKey, names }, now) });
  };
  /** A question with the right key and the identity for an element: whoever gets 400 has paid. */
  const ask = (to, token, address = '192.0.2.1') => {
    const body = new Uint8Array(52);
    body.set(Buffer.from('OPRFREQ1'));
    body.set(Buffer.from(key.split(':')[1], 'hex'), 8);
    body[16] = 1;
    const headers = token === undefined ? {} : { authorization: token };
    return to.fetch(new Request('https://evaluator.example/evaluate', { method: 'POST', body, headers }), { remoteAddr: { hostname: address } });
  };
  const codeOf = async (answer) => [answer.status, (await answer.json()).code];
  const tokenFor = async (challenge, by = issuer) => {
    const [{ challenge: asked, tokenKey }] = WWWAuthenticateHeader.parse(challenge);
    const client = new publicVerif.Client(publicVerif.BlindRSAMode.PSS);
    const request = await client.createTokenRequest(asked, by === issuer ? tokenKey : await publicVerif.getPublicKeyBytes(by.publicKey));
    return new AuthorizationHeader(await client.finalize(await by.issue(request))).toString();
  };

  it('are asked for where the budget is used up, and pay once', async () => {
    const evaluator = worker();
    assert.deepEqual(await codeOf(await ask(evaluator)), [400, 'identity-element']);
    const limited = await ask(evaluator);
    assert.equal(limited.status, 429);
    const challenge = limited.headers.get('www-authenticate');
    assert.match(challenge, /^PrivateToken /);
    const token = await tokenFor(challenge);
    assert.deepEqual(await codeOf(await ask(evaluator, token)), [400, 'identity-element']);
    assert.deepEqual(await codeOf(await ask(evaluator, token)), [401, 'token-spent']);
    assert.deepEqual(await codeOf(await ask(evaluator, await tokenFor(challenge))), [400, 'identity-element']);
  });

  it('of another issuer, another day, or none at all do not pay', async () => {
    const evaluator = worker();
    await ask(evaluator);
    const challenge = (await ask(evaluator)).headers.get('www-authenticate');
    const others = await publicVerif.Issuer.generateKey(publicVerif.BlindRSAMode.PSS, { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) });
    const stranger = new publicVerif.Issuer(publicVerif.BlindRSAMode.PSS, 'issuer.example', others.privateKey, others.publicKey);
    const token = await tokenFor(challenge);
    const broken = token.replace(/.{8}(?==*"?$)/, 'AAAAAAAA');
    for (const bad of [await tokenFor(challenge, stranger), broken, 'PrivateToken token="AAAA"', 'Bearer x', 'PrivateToken', `${token}, ${token}`]) {
      const answer = await ask(evaluator, bad);
      assert.deepEqual(await codeOf(answer), [401, 'bad-token'], bad.slice(0, 30));
      assert.match(answer.headers.get('www-authenticate'), /^PrivateToken /);
    }
    const day = 86_400_000;
    const tomorrow = worker(() => Date.now() + day);
    assert.deepEqual(await codeOf(await ask(tomorrow, token)), [400, 'identity-element']);
    const later = worker(() => Date.now() + 2 * day);
    assert.deepEqual(await codeOf(await ask(later, token)), [401, 'bad-token']);
    assert.ok(TOKEN_TYPES.BLIND_RSA);
  });

  describe('and `presend serve`', () => {
    let native;
    before(async () => {
      native = await startNative(file, ['--client-budget', '1/3600', '--token-issuer', 'issuer.example', '--token-issuer-key', issuerKey, '--token-name', 'evaluator.example']);
    });
    after(() => native?.stop());
    const askNative = { fetch: (request) => fetch(new URL('evaluate', native.url), { method: 'POST', headers: request.headers, body: request.body, duplex: 'half' }) };

    it('asks for the same tokens as the worker, and takes those that the worker asked for', async () => {
      const evaluator = worker();
      await ask(evaluator);
      const challenge = (await ask(evaluator)).headers.get('www-authenticate');
      assert.deepEqual(await codeOf(await ask(askNative)), [400, 'identity-element']);
      const limited = await ask(askNative);
      assert.equal(limited.status, 429);
      assert.equal(limited.headers.get('www-authenticate').replaceAll(', ', ','), challenge);
      assert.match(limited.headers.get('access-control-expose-headers'), /www-authenticate/);
      const token = await tokenFor(challenge);
      assert.deepEqual(await codeOf(await ask(askNative, token)), [400, 'identity-element']);
      assert.deepEqual(await codeOf(await ask(askNative, token)), [401, 'token-spent']);
      assert.deepEqual(await codeOf(await ask(evaluator, token)), [400, 'identity-element'], 'each evaluator remembers for itself');
    });

    it('takes no others', async () => {
      const challenge = (await ask(askNative)).headers.get('www-authenticate');
      const others = await publicVerif.Issuer.generateKey(publicVerif.BlindRSAMode.PSS, { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) });
      const stranger = new publicVerif.Issuer(publicVerif.BlindRSAMode.PSS, 'issuer.example', others.privateKey, others.publicKey);
      const token = await tokenFor(challenge);
      const elsewhere = worker(Date.now, ['another.example']);
      await ask(elsewhere);
      const foreign = await tokenFor((await ask(elsewhere)).headers.get('www-authenticate'));
      for (const bad of [await tokenFor(challenge, stranger), foreign, token.replace(/.{8}(?==*"?$)/, 'AAAAAAAA'), 'PrivateToken token="AAAA"', 'Bearer x', `${token}, ${token}`]) {
        const answer = await ask(askNative, bad);
        assert.deepEqual(await codeOf(answer), [401, 'bad-token'], bad.slice(0, 30));
        assert.equal(answer.headers.get('www-authenticate'), challenge);
      }
      assert.deepEqual(await codeOf(await ask(askNative, token)), [400, 'identity-element']);
    });
  });

  describe('of a device', () => {
    let set, trust, painted, serve, createGuard;
    before(async () => {
      painted = await paintedPictures();
      const owner = await makeKey(temporary.folder, 'owner');
      const listed = [...painted.values()].filter(({ group }) => group === 'match').map((picture) => picture.file);
      set = await makeSet(temporary.folder, 'private', owner, listed, '--kind', 'private-local', '--evaluator-key', file);
      trust = { keys: [owner.text], required: 1, purposes: ['demo'] };
      ({ serve } = await installed.import('presend/worker/serve'));
      ({ createGuard } = await installed.import('presend'));
    });

    /** Verdicts of so many checks of a listed picture, where the budget is enough for the first one only. */
    async function verdicts(evaluator, rounds) {
      const { manifest, index } = set;
      const guard = await createGuard({ sets: [{ manifest, index, trust, evaluator }], hostReports: false });
      const picture = new Uint8Array(readFileSync([...painted.values()].find(({ group }) => group === 'edited').file));
      const found = [];
      for (let round = 0; round < rounds; round++) {
        const { kind, why } = await guard.check(picture, { audience: 'teen' });
        found.push(why ?? kind);
      }
      guard.close();
      return found;
    }

    for (const where of ['the worker', 'presend serve']) {
      it(`pay ${where}, where the host has a way to them`, async () => {
        const start = async () => {
          if (where === 'presend serve') return startNative(file, ['--client-budget', '1/3600', '--token-issuer', 'issuer.example', '--token-issuer-key', issuerKey, '--token-name', 'evaluator.example']);
          const served = await serve(worker(), { port: 0 });
          return { url: new URL(`http://127.0.0.1:${served.port}/`), stop: served.stop };
        };
        const challenges = [];
        const token = async (challenge) => {
          challenges.push(challenge);
          return tokenFor(challenge);
        };
        const server = await start();
        const url = new URL('evaluate', server.url);
        assert.deepEqual(await verdicts({ url, token }, 3), ['known', 'known', 'known']);
        assert.equal(challenges.length, 2);
        assert.match(challenges[0], /^PrivateToken challenge=/);
        // The budget is used up now: without a token there is no answer, and no answer is not "clear".
        const spent = await tokenFor(challenges[0]);
        assert.deepEqual(await verdicts({ url, token: async () => spent }, 2), ['known', 'offline']);
        for (const poor of [url, { url, token: async () => undefined }, { url, token: () => { throw new Error('no issuer'); } }, { url, token: async () => 'PrivateToken token="AAAA"' }, { url, token: () => 7 }]) {
          assert.deepEqual(await verdicts(poor, 1), ['offline']);
        }
        await server.stop();
      });
    }
  });
});
