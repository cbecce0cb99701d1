// `presend set inspect --html` in Chromium: light, dark, wide, narrow and on paper.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { presend } from '../../scripts/lib/demo-build.mjs';
import { launch, openPage, overflows } from '../lib/chromium.mjs';

const LABELS = ['town', 'harbour', 'field', 'street', 'a-label-that-is-longer-than-most-labels-are-in-lists'];

/** A hash with 128 ones, the same for the same number. */
function hash(seed) {
  const order = Array.from({ length: 256 }, (_, bit) => [createHash('sha256').update(`${seed} ${bit}`).digest('hex'), bit]).sort();
  const bytes = Buffer.alloc(32);
  for (const [, bit] of order.slice(0, 128)) bytes[bit >> 3] |= 1 << (bit & 7);
  return bytes.toString('hex');
}

describe('the report on a set', { timeout: 600_000 }, () => {
  let browser, folder;
  const report = (name) => join(folder, `${name}.html`);
  const pages = ['with-list', 'without-list', 'open'];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'presend-report-'));
    const inside = (name) => join(folder, name);
    const rows = Array.from({ length: 90 }, (_, n) => [hash(n), 40 + (n % 61), LABELS[n % 5], `2026-${String(1 + (n % 9)).padStart(2, '0')}`]);
    const list = (names, width) => `${names}\n${rows.map((row) => row.slice(0, width).join(',')).join('\n')}\n`;
    writeFileSync(inside('list.csv'), list('pdq,quality,label', 3));
    writeFileSync(inside('dated.csv'), list('pdq,quality,label,date', 4));
    await presend('keygen', '--out', inside('owner.key'), '--name', 'owner.example');
    await presend('evaluator-keygen', '--out', inside('evaluator.key'));
    const sign = ['--sign', inside('owner.key'), '--purpose', 'demo', '--list', inside('list.csv')];
    await presend('set', 'build', '--kind', 'private-local', ...sign, '--evaluator-key', inside('evaluator.key'), '--out', inside('private'));
    await presend('set', 'build', '--kind', 'open', ...sign, '--out', inside('readable'));
    await presend('set', 'inspect', inside('private'), '--list', inside('dated.csv'), '--html', report('with-list'));
    await presend('set', 'inspect', inside('private'), '--html', report('without-list'));
    await presend('set', 'inspect', inside('readable'), '--list', inside('dated.csv'), '--html', report('open'));
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  for (const name of pages) {
    for (const [colorScheme, width] of [['light', 1280], ['dark', 360]]) {
      it(`${name}, ${colorScheme}, ${width} pixels wide: nothing against it (axe), nothing loaded, nothing sideways`, async () => {
        const tab = await openPage(browser, { colorScheme, viewport: { width, height: 800 } });
        const address = pathToFileURL(report(name)).href;
        await tab.page.goto(address);
        await tab.page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
        const { violations } = await new AxeBuilder({ page: tab.page }).analyze();
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
        assert.equal(await overflows(tab.page), false);
        assert.deepEqual(tab.asked, [address]);
        assert.deepEqual(tab.broken, []);
        await tab.close();
      });
    }
  }

  it('has a table behind each plot, and a name for it', async () => {
    const tab = await openPage(browser);
    for (const [name, plots] of [['with-list', 8], ['without-list', 2], ['open', 7]]) {
      await tab.page.goto(pathToFileURL(report(name)).href);
      const found = await tab.page.evaluate(() => [...document.querySelectorAll('figure')].map((figure) => ({
        name: figure.querySelector('svg[role=img]').getAttribute('aria-label'),
        heading: figure.closest('section').querySelector('h2').textContent,
        rows: figure.parentElement.querySelectorAll('details tbody tr').length,
      })));
      assert.equal(found.length, plots, JSON.stringify(found));
      for (const plot of found) {
        assert.equal(plot.name, plot.heading);
        assert.ok(plot.rows > 0, plot.heading);
      }
    }
    await tab.close();
  });

  it('keeps words within its plots', async () => {
    for (const width of [1280, 360]) {
      const tab = await openPage(browser, { viewport: { width, height: 800 } });
      await tab.page.goto(pathToFileURL(report('with-list')).href);
      const outside = await tab.page.evaluate(() => [...document.querySelectorAll('figure svg text')].filter((text) => {
        const [inner, outer] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
        return inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5 || inner.top < outer.top - 0.5 || inner.bottom > outer.bottom + 0.5;
      }).map((text) => text.textContent));
      assert.deepEqual(outside, [], `at ${width}`);
      await tab.close();
    }
  });

  it('prints its tables, and no hash', async () => {
    const tab = await openPage(browser);
    await tab.page.goto(pathToFileURL(report('with-list')).href);
    await tab.page.emulateMedia({ media: 'print' });
    const shown = await tab.page.evaluate(() => [...document.querySelectorAll('details table')].map((table) => table.getBoundingClientRect().height));
    assert.equal(shown.length, 8);
    assert.ok(shown.every((height) => height > 20), String(shown));
    for (const name of pages) assert.doesNotMatch(readFileSync(report(name), 'utf8'), /[0-9a-f]{17}/i);
    await tab.close();
  });
});
