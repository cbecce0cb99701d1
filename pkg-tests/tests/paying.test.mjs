// A page in a real browser pays the worker's evaluator with Privacy Pass tokens: evaluator, issuer and page have an origin each.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';
import * as library from '@cloudflare/privacypass-ts';
import { listOf } from '../../scripts/lib/demo-build.mjs';
import { choose, launch, openPage } from '../lib/chromium.mjs';
import { installPackage, paintedPictures, presend, temporaryFolder } from '../lib/fixture.mjs';
import { startHost } from '../lib/host.mjs';
import { bunProgram } from '../lib/runtimes.mjs';

const { publicVerif, TOKEN_TYPES } = library;
/** A TokenRequest of RFC 9578: type, key id, and the blinded message of a key of 2048 bits. */
const REQUEST_BYTES = 2 + 1 + 256;

describe('a page that pays with tokens', { timeout: 600_000 }, () => {
  const temporary = temporaryFolder();
  let host, browser, issuer, evaluator;
  /** What the evaluator answered each question, by whether there was a token: as [paid, status]. */
  const answers = [];

  before(async () => {
    const { folder } = temporary;
    const keyFile = join(folder, 'evaluator.key');
    await presend('evaluator-keygen', '--out', keyFile);
    const installed = await installPackage(folder);
    issuer = await startIssuer();
    evaluator = await startEvaluator(installed, readFileSync(keyFile, 'utf8'), issuer.key);
    host = await startHost({ connect: [evaluator.url.origin, issuer.url.origin] });
    const listed = [...(await paintedPictures()).values()].filter(({ group }) => group === 'match').map(({ file }) => file);
    await host.addSet('paid', await listOf(listed, 'paid'), '--kind', 'private-local', '--evaluator-key', keyFile);
    const paying = join(folder, 'paying');
    mkdirSync(paying);
    // As a host's own build does: the library is made for Node and for bundlers.
    const client = fileURLToPath(import.meta.resolve('@cloudflare/privacypass-ts'));
    execFileSync(bunProgram(), ['build', client, '--target', 'browser', '--format', 'esm', '--outfile', join(paying, 'privacypass.js')], { stdio: 'pipe' });
    writeFileSync(join(paying, 'config.json'), JSON.stringify({ evaluator: new URL('evaluate', evaluator.url), issuer: issuer.url }));
    host.mounts['/paying/'] = paying;
    browser = await launch();
    // One question is free, and this is it, with the right key and the identity for an element: from here on each wants a token.
    const body = new Uint8Array(52);
    body.set(Buffer.from('OPRFREQ1'));
    body.set(Buffer.from(readFileSync(keyFile, 'utf8').split(':')[1], 'hex'), 8);
    body[16] = 1;
    const statuses = [];
    for (let round = 0; round < 2; round++) statuses.push((await fetch(new URL('evaluate', evaluator.url), { method: 'POST', body })).status);
    assert.deepEqual(statuses, [400, 429]);
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
    await evaluator?.stop();
    await issuer?.stop();
    temporary.remove();
  });

  /** Issues a token for every request, and remembers what it was told. */
  async function startIssuer() {
    const keys = await publicVerif.Issuer.generateKey(publicVerif.BlindRSAMode.PSS, { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) });
    const by = new publicVerif.Issuer(publicVerif.BlindRSAMode.PSS, 'issuer.example', keys.privateKey, keys.publicKey);
    const told = [];
    const server = createServer(async (request, response) => {
      const pieces = [];
      for await (const piece of request) pieces.push(piece);
      const body = Buffer.concat(pieces);
      told.push(body.length);
      const allowed = { 'access-control-allow-origin': '*' };
      if (request.url === '/refuse') return void response.writeHead(403, allowed).end();
      const issued = await by.issue(publicVerif.TokenRequest.deserialize(TOKEN_TYPES.BLIND_RSA, new Uint8Array(body)));
      response.writeHead(200, allowed).end(issued.serialize());
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: new URL(`http://127.0.0.1:${server.address().port}/`),
      key: Buffer.from(await publicVerif.getPublicKeyBytes(keys.publicKey)).toString('base64url'),
      told,
      stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
    };
  }

  async function startEvaluator(installed, key, issuerKey) {
    const { createWorker } = await installed.import('presend/worker');
    const { privacyPass } = await installed.import('presend/worker/tokens');
    const { serve } = await installed.import('presend/worker/serve');
    const environment = { PRESEND_ROLES: 'evaluator', PRESEND_EVALUATOR_KEY: { get: async () => key }, PRESEND_CLIENT_BUDGET: '1/3600' };
    const worker = createWorker({ environment, log: () => {}, tokens: privacyPass({ library, issuer: 'issuer.example', issuerKey, names: ['evaluator.example'] }) });
    const watched = {
      ...worker,
      async fetch(request, ...more) {
        const answer = await worker.fetch(request, ...more);
        if (request.method === 'POST') answers.push([request.headers.has('authorization'), answer.status]);
        return answer;
      },
    };
    const served = await serve(watched, { port: 0 });
    return { url: new URL(`http://127.0.0.1:${served.port}/`), stop: served.stop };
  }

  /** Verdicts of these pictures in one page, with what the dialog shows; what the evaluator answered; how often a token was asked for. */
  async function sending(pay, names) {
    const { page, broken, close } = await openPage(browser);
    answers.length = issuer.told.length = 0;
    const verdicts = [];
    await page.goto(`${host.address}paying.html?pay=${pay}`);
    for (const name of names) {
      await page.locator('input:enabled').waitFor();
      await page.getByRole('status').evaluate((element) => element.replaceChildren());
      await choose(page, page.getByLabel('Picture', { exact: true }), host.file(name));
      const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
      const status = page.getByRole('status').getByText(/^(send|stop)$/);
      await dialog.or(status).first().waitFor();
      const shown = await dialog.count() > 0;
      if (shown) await page.keyboard.press('Escape');
      await status.waitFor();
      verdicts.push(`${await page.evaluate(() => document.body.dataset.verdict)}, ${shown ? 'dialog' : 'no dialog'}, ${await status.textContent()}`);
    }
    const asked = Number(await page.evaluate(() => document.body.dataset.asked ?? 0));
    await close();
    // Chromium reports answers of 401, 403 and 429 as errors; nothing else may be wrong.
    assert.deepEqual(broken.filter((text) => !/status of (401|403|429)\b/.test(text)), []);
    return { verdicts, asked, answers: [...answers], told: [...issuer.told] };
  }

  const want = [false, 429];
  const paid = [true, 200];

  it('gets an answer for each token, and the issuer is told a blinded message and nothing else', async () => {
    const { verdicts, ...rest } = await sending('bought', ['city.jpg', 'harbour-small.jpg', 'city.jpg']);
    assert.deepEqual(verdicts, ['clear send, no dialog, send', 'known hold, dialog, stop', 'clear send, no dialog, send']);
    assert.deepEqual(rest, { asked: 3, answers: [want, paid, want, paid, want, paid], told: Array(3).fill(REQUEST_BYTES) });
  });

  it('is unchecked, offline, with a token that was spent', async () => {
    const { verdicts, ...rest } = await sending('again', ['city.jpg', 'city.jpg']);
    assert.deepEqual(verdicts, ['clear send, no dialog, send', 'unchecked offline ask, dialog, stop']);
    assert.deepEqual(rest, { asked: 2, answers: [want, paid, want, [true, 401]], told: [REQUEST_BYTES] });
  });

  for (const [pay, told] of [['none', []], ['refused', [REQUEST_BYTES]]]) {
    it(`is unchecked, offline, without a token (${pay})`, async () => {
      const { verdicts, ...rest } = await sending(pay, ['city.jpg']);
      assert.deepEqual(verdicts, ['unchecked offline ask, dialog, stop']);
      assert.deepEqual(rest, { asked: 1, answers: [want], told });
    });
  }
});
