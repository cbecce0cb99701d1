// What the page asks the network for: the package's own files and the set's two, each once, and then nothing at all.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { after, before, describe, it } from 'node:test';
import { choose, launch, openPage } from '../lib/chromium.mjs';
import { startHost } from '../lib/host.mjs';

describe('requests', { timeout: 600_000 }, () => {
  let host, browser;

  before(async () => {
    host = await startHost();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
  });

  const asGets = (list) => [...new Set(list)].sort().map((path) => `GET ${path} 200`);

  /** A module of the package and all that it imports statically, as the browser will ask for them. */
  function modules(path, found = new Set()) {
    if (found.has(path)) return [...found];
    found.add(path);
    const text = readFileSync(join(host.mounts['/presend/'], path.slice('/presend/'.length)), 'utf8');
    for (const [, specifier] of text.matchAll(/^(?:import|export)\b[^;'"]*["'](\.[^"']+)["']/gm)) {
      modules(join(dirname(path), specifier), found);
    }
    return [...found];
  }

  it('are the page, the package and the set; none after the first check', async () => {
    const { page, asked, broken, close } = await openPage(browser);
    const paths = () => host.requests.splice(0).map(({ method, path, status }) => `${method} ${path} ${status}`).filter((line) => !line.includes('favicon')).sort();
    const check = async (name, decide) => {
      await choose(page, page.getByLabel('Picture', { exact: true }), host.file(name));
      await decide?.();
      await page.getByRole('status').getByText(/^(send|stop)$/).waitFor();
      await page.getByRole('status').evaluate((element) => element.replaceChildren());
    };
    const escape = async () => {
      await page.getByRole('dialog').or(page.getByRole('alertdialog')).waitFor();
      await page.keyboard.press('Escape');
    };
    paths();
    await page.goto(`${host.address}index.html`);
    await page.waitForLoadState('networkidle');
    const own = ['/config.json', '/entry.js', '/index.html', '/page.css', '/page.js'];
    assert.deepEqual(paths(), asGets([...own, ...modules(host.entry)]), 'the page loads the guard, and not yet what a check needs');

    await check('city.jpg');
    const seen = modules(host.entry);
    const forTheCheck = [
      // A worker loads all of its modules itself, those that the page has too; this server lets nobody cache.
      ...modules('/presend/dist/guard.worker.js'),
      ...modules('/presend/dist/element/index.js').filter((path) => !seen.includes(path)),
      '/presend/dist/wasm/presend_simd_bg.wasm',
      '/sets/current/index.bin',
      '/sets/current/manifest.txt',
    ];
    assert.deepEqual(paths(), asGets(forTheCheck), 'the first check loads the rest, once');

    await check('tulips.jpg');
    assert.deepEqual(paths(), [], 'a second check asks for nothing');

    await check('harbour.jpg', escape);
    await check('hills.jpg', escape);
    await check('plain.png', escape);
    assert.deepEqual(paths(), [], 'nor does any screen, whatever it says');

    const elsewhere = asked.filter((url) => !url.startsWith(host.address));
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(broken, []);
    const kept = await page.evaluate(async () => ({
      cookies: document.cookie,
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
    }));
    assert.deepEqual(kept, { cookies: '', local: 0, session: 0, databases: 0, caches: 0 });
    await close();
  });

  it('bring WebAssembly with and without vector instructions to the same hashes', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${host.address}index.html`);
    host.mounts['/pictures/'] = new URL('../../target/demo/pictures/', import.meta.url).pathname;
    const hashes = (wasm) =>
      page.evaluate(async (file) => {
        // The query makes it a module of its own, with an instance of its own.
        const { default: init, Core } = await import(`/presend/dist/wasm/presend.js?${file}`);
        await init({ module_or_path: `/presend/dist/wasm/${file}` });
        const core = new Core({});
        const found = {};
        for (const name of ['harbour.jpg', 'lighthouse.png', 'harbour-small.jpg', 'winter.jpg']) {
          const bytes = new Uint8Array(await (await fetch(`/pictures/${name}`)).arrayBuffer());
          found[name] = core.hashImage(bytes, { dihedral: true }).frames;
        }
        return found;
      }, wasm);
    const plain = await hashes('presend_bg.wasm');
    assert.match(plain['harbour.jpg'][0].hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(await hashes('presend_simd_bg.wasm'), plain);
    await close();
  });

  it('fall back to the plain file where the engine has no vector instructions', async () => {
    const { page, close } = await openPage(browser);
    // Workers cannot be reached before they start, so their first module is served with a probe that says no.
    await page.route('**/*.js', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `WebAssembly.validate = () => false;\n${await answer.text()}` });
    });
    await page.goto(`${host.address}index.html`);
    host.requests.splice(0);
    await choose(page, page.getByLabel('Picture', { exact: true }), host.file('harbour-small.jpg'));
    await page.getByRole('heading', { name: "This photo can't be sent here" }).waitFor();
    const wasm = host.requests.map(({ path }) => path).filter((path) => path.endsWith('.wasm'));
    assert.deepEqual(wasm, ['/presend/dist/wasm/presend_bg.wasm']);
    await close();
  });
});
