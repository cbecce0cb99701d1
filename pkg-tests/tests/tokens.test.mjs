// Privacy Pass: tokens of a real issuer pay for questions, once, and for nobody in particular.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as library from '@cloudflare/privacypass-ts';
import { installPackage, presend, temporaryFolder } from '../lib/fixture.mjs';

const { publicVerif, WWWAuthenticateHeader, AuthorizationHeader, TOKEN_TYPES } = library;

describe('tokens for the evaluator', { timeout: 300_000 }, () => {
  const temporary = temporaryFolder();
  let installed, key, keys, issuer, issuerKey, createWorker, privacyPass;

  before(async () => {
    installed = await installPackage(temporary.folder);
    const file = join(temporary.folder, 'evaluator.key');
    await presend('evaluator-keygen', '--out', file);
    key = readFileSync(file, 'utf8');
    keys = await publicVerif.Issuer.generateKey(publicVerif.BlindRSAMode.PSS, { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) });
    issuer = new publicVerif.Issuer(publicVerif.BlindRSAMode.PSS, 'issuer.example', keys.privateKey, keys.publicKey);
    issuerKey = Buffer.from(await publicVerif.getPublicKeyBytes(keys.publicKey)).toString('base64url');
    ({ createWorker } = await installed.import('presend/worker'));
    ({ privacyPass } = await installed.import('presend/worker/tokens'));
  });
  after(() => temporary.remove());

  const worker = (now) => {
    const environment = { PRESEND_ROLES: 'evaluator', PRESEND_EVALUATOR_KEY: { get: async () => key }, PRESEND_CLIENT_BUDGET: '1/3600' };
    return createWorker({ environment, log: () => {}, tokens: privacyPass({ library, issuer: 'issuer.example', issuerKey, names: ['evaluator.example'] }, now) });
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
});
