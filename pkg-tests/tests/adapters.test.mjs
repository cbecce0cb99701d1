// The adapters, in Chromium with the real guard and, where there is one, the real uploader. `harbour.jpg` is in the
// match set and held; `city.jpg` is not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import Uppy from '@uppy/core';
import { launch, openPage } from '../lib/chromium.mjs';
import { startHost } from '../lib/host.mjs';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

describe('the adapters', { timeout: 600_000 }, () => {
  let host, browser, tab, page;

  before(async () => {
    host = await startHost();
    host.mounts['/dropzone/'] = `${modules}/dropzone/dist`;
    host.mounts['/filepond/'] = `${modules}/filepond/dist`;
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
  });
  beforeEach(async () => {
    tab = await openPage(browser);
    page = tab.page;
    await page.goto(`${host.address}page.css`);
    await page.setContent('<!doctype html><html lang="en"><title>t</title><body><form><input id="own" type="file" multiple><button>Go</button></form><div id="box" style="height:200px"></div></body></html>');
    await page.evaluate(async () => {
      const { createGuard } = await import('/entry.js');
      Object.assign(window, await import('/presend/dist/adapters/index.js'));
      const { trust } = await (await fetch('/config.json')).json();
      window.guard = await createGuard({ sets: [{ url: new URL('/sets/current/', location.href), trust }], hostReports: false });
      window.options = { audience: 'teen', locale: 'en' };
      window.seen = [];
    });
  });
  afterEach(async () => {
    const { broken } = tab;
    await tab.close();
    assert.deepEqual(broken.filter((text) => !/style-src|Content Security Policy.*inline style/.test(text)), []);
  });

  const dialog = () => page.getByRole('alertdialog', { name: "This photo can't be sent here" });
  const dismiss = async () => {
    await dialog().waitFor();
    await page.keyboard.press('Escape');
  };
  const seen = async (wanted) => {
    await page.waitForFunction((count) => window.seen.length >= count, wanted.length);
    assert.deepEqual(await page.evaluate(() => window.seen), wanted);
  };
  const files = (...names) => names.map((name) => host.file(name));
  /** The same files as page objects, for events and calls. */
  const handles = (names) => page.evaluateHandle((list) => list.map(({ name, type, data }) => new File([Uint8Array.from(atob(data), (char) => char.charCodeAt(0))], name, { type })), names.map((name) => ({ name, type: 'image/jpeg', data: readFileSync(host.file(name)).toString('base64') })));

  it('hold what is chosen in an input until it was asked about, and pass on what may be sent', async () => {
    await page.evaluate(() => {
      const input = document.querySelector('#own');
      // The host's own listener was there first.
      for (const type of ['input', 'change']) input.addEventListener(type, () => seen.push(`${type}: ${[...input.files].map(({ name }) => name)}`));
      window.end = guardFiles(document, guard, options);
    });
    await page.locator('#own').setInputFiles(files('city.jpg', 'harbour.jpg', 'tulips.jpg'));
    await dialog().waitFor();
    assert.deepEqual(await page.evaluate(() => [seen, document.querySelector('#own').files.length, [...new FormData(document.querySelector('form'))].length]), [[], 0, 0], 'nothing can be sent meanwhile');
    await page.keyboard.press('Escape');
    await seen(['input: city.jpg,tulips.jpg', 'change: city.jpg,tulips.jpg']);
    await page.evaluate(() => seen.splice(0));
    await page.locator('#own').setInputFiles(files('harbour.jpg'));
    await dismiss();
    await page.waitForTimeout(200);
    assert.deepEqual(await page.evaluate(() => [seen, document.querySelector('#own').files.length]), [[], 0]);
    await page.evaluate(() => window.end());
    await page.locator('#own').setInputFiles(files('harbour.jpg'));
    await seen(['input: harbour.jpg', 'change: harbour.jpg']);
  });

  it('hold what is dropped and pasted', async () => {
    await page.evaluate(() => {
      const box = document.querySelector('#box');
      box.addEventListener('drop', ({ dataTransfer, clientX }) => seen.push(`drop at ${clientX}: ${[...dataTransfer.files].map(({ name }) => name)}`));
      box.addEventListener('paste', ({ clipboardData }) => seen.push(`paste: ${[...clipboardData.files].map(({ name }) => name)}`));
      guardFiles(document, guard, options);
    });
    const given = await handles(['harbour.jpg', 'city.jpg']);
    const send = (type) => page.evaluate(([list, name]) => {
      const transfer = new DataTransfer();
      for (const file of list) transfer.items.add(file);
      const about = { bubbles: true, cancelable: true, composed: true };
      const event = name === 'drop' ? new DragEvent('drop', { ...about, clientX: 7, dataTransfer: transfer }) : new ClipboardEvent('paste', { ...about, clipboardData: transfer });
      return document.querySelector('#box').dispatchEvent(event);
    }, [given, type]);
    assert.equal(await send('drop'), false, 'the browser must not open the file instead');
    await dismiss();
    await seen(['drop at 7: city.jpg']);
    await send('paste');
    await dismiss();
    await seen(['drop at 7: city.jpg', 'paste: city.jpg']);
    // Text is no file.
    await page.evaluate(() => document.querySelector('#box').dispatchEvent(new ClipboardEvent('paste', { bubbles: true, clipboardData: new DataTransfer() })));
    await seen(['drop at 7: city.jpg', 'paste: city.jpg', 'paste: ']);
  });

  it('know a picture by its first bytes too, and let other files pass', async () => {
    const [given] = [await handles(['harbour.jpg'])];
    const decisions = page.evaluate(async ([file]) => {
      const renamed = new File([file], 'notes.txt', { type: 'text/plain' });
      const text = new File(['hello'], 'hello.txt', { type: 'text/plain' });
      const empty = new File([], 'empty', { type: '' });
      return [await gate(guard, text, options), await gate(guard, empty, options), await gate(guard, renamed, options)];
    }, given);
    await dismiss();
    assert.deepEqual(await decisions, ['send', 'send', 'stop']);
  });

  it('take the audience and the signal of the moment', async () => {
    const given = await handles(['city.jpg']);
    const decision = page.evaluate(async ([file]) => gate(guard, file, { ...options, audience: () => 'under13', intimateSignal: ({ name }) => name === 'city.jpg' }), given);
    await page.getByRole('heading', { name: 'Wait a moment' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Keep going' }).count(), 0, 'held below 13');
    await page.keyboard.press('Escape');
    assert.equal(await decision, 'stop');
  });

  it('stop a fetch before anything leaves', async () => {
    const given = await handles(['harbour.jpg', 'city.jpg']);
    const attempt = (index, kind) => page.evaluate(async ([list, at, how]) => {
      const file = list[at];
      const form = new FormData();
      form.append('text', 'hello');
      form.append('picture', file);
      const body = { blob: file, form, buffer: await file.arrayBuffer(), view: new Uint8Array(await file.arrayBuffer()), stream: file.stream(), none: undefined }[how];
      const ask = guardedFetch(guard, options);
      const request = how === 'request' ? [new Request('/sent', { method: 'POST', body: file })] : ['/sent', { method: 'POST', body, ...(how === 'stream' ? { duplex: 'half' } : {}) }];
      return ask(...request).then(({ status }) => status, ({ code }) => code);
    }, [given, index, kind]);
    const posts = () => host.requests.filter(({ method, path }) => method === 'POST' && path === '/sent').length;
    for (const kind of ['blob', 'form', 'buffer', 'view', 'request']) {
      const before = posts();
      const held = attempt(0, kind);
      await dismiss();
      assert.equal(await held, 'not-sent', kind);
      assert.equal(posts(), before, kind);
      assert.equal(await attempt(1, kind), 404, kind);
      assert.equal(posts(), before + 1, kind);
    }
    assert.equal(await attempt(1, 'stream'), 'unreadable-body');
    assert.equal(await attempt(1, 'none'), 404);
    tab.broken.splice(0, tab.broken.length, ...tab.broken.filter((text) => !/404/.test(text)));
  });

  it('make Dropzone wait', async () => {
    await page.evaluate(async () => {
      const { default: Dropzone } = await import('/dropzone/dropzone.mjs');
      window.dropzone = new Dropzone('#box', { url: '/sent', autoProcessQueue: false, createImageThumbnails: false, accept: dropzoneAccept(guard, { ...options, message: 'Kept here' }) });
      dropzone.on('error', (file, message) => seen.push(`${file.name}: ${message}`));
    });
    const given = await handles(['harbour.jpg', 'city.jpg']);
    await page.evaluate((list) => list.forEach((file) => dropzone.addFile(file)), given);
    await dismiss();
    await seen(['harbour.jpg: Kept here']);
    await page.waitForFunction(() => dropzone.getAcceptedFiles().length === 1);
    assert.deepEqual(await page.evaluate(() => [dropzone.getQueuedFiles().map(({ name }) => name), dropzone.getRejectedFiles().map(({ name }) => name)]), [['city.jpg'], ['harbour.jpg']]);
  });

  it('make FilePond wait, and let pass what came from the server', async () => {
    await page.evaluate(async () => {
      const FilePond = await import('/filepond/filepond.esm.js');
      window.pond = FilePond.create(document.querySelector('#own'), { allowMultiple: true, instantUpload: false, beforeAddFile: filePondBeforeAdd(guard, options) });
    });
    const given = await handles(['harbour.jpg', 'city.jpg']);
    await page.evaluate((list) => {
      // FilePond never says what became of a file that it did not take.
      for (const file of list) pond.addFile(file).then(({ filename }) => seen.push(`added ${filename}`), () => {});
    }, given);
    await dismiss();
    await seen(['added city.jpg']);
    await page.waitForFunction(() => pond.getFiles().length === 1);
    assert.deepEqual(await page.evaluate(() => pond.getFiles().map(({ filename }) => filename)), ['city.jpg']);
    assert.equal(await page.evaluate(async ([file]) => filePondBeforeAdd(guard, options)({ file, origin: 3 }), given), true);
  });

  it('give react-dropzone an answer that it understands, and never a throw', async () => {
    const given = await handles(['harbour.jpg', 'city.jpg']);
    const answers = page.evaluate(async ([known, clear]) => {
      const validate = dropzoneValidator(guard, options);
      const broken = dropzoneValidator({ check: () => Promise.reject(new Error('no')) }, options);
      return [await validate(known), await validate(clear), await broken(clear)];
    }, given);
    await dismiss();
    const refused = { code: 'presend-not-sent', message: 'Not sent' };
    assert.deepEqual(await answers, [refused, null, refused]);
  });

  it('take a file out of a batch of Uppy, and let the others go on', async () => {
    const { guardUppy } = await import(new URL(`file://${host.mounts['/presend/']}/dist/adapters/index.js`).href);
    const uppy = new Uppy({ autoProceed: false });
    const uploaded = [];
    const log = [];
    uppy.addUploader(async (ids) => void uploaded.push(...ids.map((id) => uppy.getFile(id).name)));
    for (const type of ['preprocess-progress', 'preprocess-complete', 'file-removed']) uppy.on(type, (file) => log.push(`${type} ${file?.name}`));
    const guard = {
      check: async (file) => ({ next: (await file.text()) === 'known' ? 'hold' : 'send' }),
      present: async ({ next }) => {
        if (next === 'hold') return 'stop';
        return 'send';
      },
    };
    const end = guardUppy(uppy, guard, { audience: 'teen' });
    for (const [name, text] of [['a.png', 'clear'], ['b.png', 'known'], ['c.png', 'clear, too']]) uppy.addFile({ name, type: 'image/png', data: new Blob([text], { type: 'image/png' }) });
    await uppy.upload();
    assert.deepEqual(uploaded, ['a.png', 'c.png']);
    assert.deepEqual(log.filter((line) => line.includes('b.png')), ['preprocess-progress b.png', 'file-removed b.png']);
    assert.ok(log.includes('preprocess-complete c.png'));
    end();
    uppy.addFile({ name: 'd.png', type: 'image/png', data: new Blob(['known'], { type: 'image/png' }) });
    await uppy.upload();
    assert.ok(uploaded.includes('d.png'), 'it can be taken away again');
  });
});
