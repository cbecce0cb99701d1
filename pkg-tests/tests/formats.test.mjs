// Formats that only the browser decodes, in a real browser and in the package's own worker.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { at } from '../../scripts/lib/project.mjs';
import { choose, launch, openPage } from '../lib/chromium.mjs';
import { temporaryFolder } from '../lib/fixture.mjs';
import { startHost } from '../lib/host.mjs';

const vector = (name) => at('tests', 'vectors', 'images', name);
const jxl = at('pkg-tests', 'pictures', 'lossless.jxl');
const reference = readFileSync(at('tests', 'vectors', 'pdq.reference-cpp.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const hashOf = (file) => reference.find((line) => line.file === file).hash;

describe('formats that the browser decodes', { timeout: 600_000 }, () => {
  const temporary = temporaryFolder();
  let host, browser;

  before(async () => {
    host = await startHost();
    browser = await launch();
    const stub = createHash('sha256').update(readFileSync(vector('bad-heic-stub.heic'))).digest('hex');
    // The picture of the AVIF file by its reference hash, that of the JPEG XL file by the hash of the PNG file it was
    // made from, and a file that nobody decodes by its digest.
    await host.addSet('formats', `pdq,sha256,label\n${hashOf('avif-q70.avif')},,avif\n${hashOf('png-rgb8-adam7.png')},,jxl\n,${stub},stub\n`);
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
    temporary.remove();
  });

  /** The verdict on a file, as the page gets it. */
  async function verdictOn(file, set = 'formats', prepare = async () => {}) {
    const { page, broken, close } = await openPage(browser);
    try {
      await prepare(page);
      await page.goto(`${host.address}index.html?set=/sets/${set}/`);
      await choose(page, page.getByLabel('Picture', { exact: true }), file);
      await page.locator('body[data-verdict]').waitFor();
      assert.deepEqual(broken, [], 'the page logged errors');
      return await page.locator('body').getAttribute('data-verdict');
    } finally {
      await close();
    }
  }

  const changed = (file, name, change) => {
    const path = join(temporary.folder, name);
    writeFileSync(path, change(readFileSync(file)));
    return path;
  };

  /** What this browser says of a media type. */
  async function supports(type) {
    const { page, close } = await openPage(browser);
    await page.goto(`${host.address}index.html`);
    const answer = await page.evaluate((wanted) => globalThis.ImageDecoder?.isTypeSupported(wanted) ?? false, type);
    await close();
    return answer;
  }

  it('AVIF: a listed picture is known by its pixels, another one is clear', async () => {
    assert.equal(await supports('image/avif'), true);
    assert.equal(await verdictOn(vector('avif-q70.avif')), 'known hold');
    assert.equal(await verdictOn(vector('avif-q70.avif'), 'current'), 'clear send');
  });

  it('AVIF: known also where the name and the end of the file say something else', async () => {
    const renamed = changed(vector('avif-q70.avif'), 'holiday.png', (bytes) => Buffer.concat([bytes, Buffer.alloc(1000, 7)]));
    assert.equal(await verdictOn(renamed), 'known hold');
  });

  it('AVIF: a cut file is not clear, a claim that is too large is said to be that', async () => {
    const cut = changed(vector('avif-q70.avif'), 'cut.avif', (bytes) => bytes.subarray(0, bytes.length / 2));
    assert.equal(await verdictOn(cut), 'unchecked error ask');
    const huge = changed(vector('avif-q70.avif'), 'huge.avif', (bytes) => {
      bytes.writeUInt32BE(60_000, bytes.indexOf('ispe') + 8);
      bytes.writeUInt32BE(60_000, bytes.indexOf('ispe') + 12);
      return bytes;
    });
    assert.equal(await verdictOn(huge), 'unchecked too-large ask');
  });

  it('AVIF: unsupported where the browser has no ImageDecoder', async () => {
    const without = (page) =>
      page.route('**/guard.worker.js', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: `delete globalThis.ImageDecoder;\n${await answer.text()}` });
      });
    assert.equal(await verdictOn(vector('avif-q70.avif'), 'formats', without), 'unchecked unsupported ask');
  });

  it('JPEG XL: by its pixels where the browser decodes it, otherwise unsupported', async () => {
    const decoded = await supports('image/jxl');
    assert.equal(await verdictOn(jxl), decoded ? 'known hold' : 'unchecked unsupported ask');
    assert.equal(await verdictOn(jxl, 'current'), decoded ? 'clear send' : 'unchecked unsupported ask');
  });

  it('HEIC: unsupported, and an exact copy of a listed file is known', async () => {
    assert.equal(await supports('image/heic'), false, 'this browser decodes HEIC: test that too');
    assert.equal(await verdictOn(vector('bad-heic-stub.heic')), 'known hold');
    assert.equal(await verdictOn(vector('bad-heic-stub.heic'), 'current'), 'unchecked unsupported ask');
  });

  it('frames come as they are stored, with the turn that EXIF asks for', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${host.address}index.html`);
    for (let orientation = 1; orientation <= 8; orientation++) {
      const bytes = [...readFileSync(vector(`exif-orientation-${orientation}.jpg`))];
      const found = await page.evaluate(async (data) => {
        const { orientationOf } = await import('/presend/dist/browser-decoder.js');
        const decoder = new ImageDecoder({ type: 'image/jpeg', data: new Uint8Array(data), colorSpaceConversion: 'none' });
        const { image } = await decoder.decode({ frameIndex: 0 });
        const { width, height } = image.visibleRect;
        return { orientation: orientationOf(image), width, height };
      }, bytes);
      const [width, height] = orientation > 4 ? [208, 320] : [320, 208];
      assert.deepEqual(found, { orientation, width, height });
    }
    await close();
  });
});
