// A second engine: every screen in Firefox, driven over WebDriver BiDi, with axe and with the ways out.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import puppeteer from 'puppeteer-core';
import { findFirefox, firefoxCure } from '../../scripts/lib/browser.mjs';
import { Problem } from '../../scripts/lib/project.mjs';
import { cases, startGallery } from '../lib/gallery.mjs';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

describe('<presend-nudge> in Firefox', { timeout: 900_000 }, () => {
  let gallery, browser, page;
  const broken = [];

  before(async () => {
    gallery = await startGallery();
    const executablePath = findFirefox();
    if (!executablePath) throw new Problem(`no Firefox. ${firefoxCure}`);
    browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, timeout: 60_000 });
    page = await browser.newPage();
    page.on('pageerror', (error) => broken.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
    await page.setViewport({ width: 1000, height: 900 });
    await page.goto(gallery.page);
    await page.waitForSelector('html[data-ready]');
    await page.select('#region', 'GB');
  });
  after(async () => {
    await browser?.close();
    await gallery?.stop();
  });

  /** Presses the button of a case and waits for its screen. */
  const open = (index) => page.evaluate(async (at, screen) => {
    document.querySelector(`#case-${at}`).focus();
    document.querySelector(`#case-${at}`).click();
    const limit = performance.now() + 5000;
    const nudge = document.querySelector('presend-nudge');
    while (nudge.shadowRoot?.querySelector('dialog')?.dataset.screen !== screen) {
      if (performance.now() > limit) throw new Error(`${screen} never came`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }, index, cases[index].screen);
  const decision = () => page.waitForFunction(() => document.querySelector('#decision').textContent !== '' && !document.querySelector('presend-nudge').shadowRoot.querySelector('dialog')).then(() => page.$eval('#decision', (element) => element.textContent));
  const at = (screen) => cases.findIndex((one) => one.screen === screen);

  it('shows every screen, with no violations of WCAG 2.2 AA', async () => {
    await page.evaluate(axe);
    for (const [index, { name }] of cases.entries()) {
      await open(index);
      const violations = await page.evaluate(async () => {
        const found = await window.axe.run('presend-nudge', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { region: { enabled: false } } });
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
      });
      assert.deepEqual(violations, [], name);
      const focus = await page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.activeElement?.localName);
      assert.equal(focus, 'h2', `${name}: the focus is on ${focus}`);
      await page.keyboard.press('Escape');
      assert.match(await decision(), /stop|closed/, name);
    }
  });

  it('fits 320 px in every language', async () => {
    await page.setViewport({ width: 320, height: 640 });
    const languages = await page.$$eval('#language option', (options) => options.map(({ value }) => value));
    assert.equal(languages.length, 12);
    for (const language of languages) {
      await page.select('#language', language);
      for (const screen of ['a1', 'a1-held', 'b1', 'c1', 'd1', 'e1', 'help', 'how']) {
        await open(at(screen));
        const wide = await page.evaluate(() => {
          const dialog = document.querySelector('presend-nudge').shadowRoot.querySelector('dialog');
          const cut = [...dialog.querySelectorAll('button, a, select')].filter((control) => {
            const { left, right, width, height } = control.getBoundingClientRect();
            return left < 0 || right > innerWidth || Math.round(width) < 44 || Math.round(height) < 44;
          });
          return [dialog.scrollWidth > dialog.clientWidth, cut.map((control) => control.textContent)];
        });
        assert.deepEqual(wide, [false, []], `${screen} in ${language}`);
        await page.keyboard.press('Escape');
        await decision();
      }
    }
    await page.select('#language', 'en');
    await page.setViewport({ width: 1000, height: 900 });
  });

  it('takes back, the cross and the backdrop for "not sent", and gives the focus back', async () => {
    for (const leave of [
      () => page.evaluate(() => history.back()),
      () => page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.querySelector('.close').click()),
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        await page.mouse.click(4, 4);
      },
    ]) {
      await open(at('a1'));
      await leave();
      assert.equal(await decision(), 'Decision: stop');
      assert.equal(await page.evaluate(() => document.activeElement.id), `case-${at('a1')}`);
      assert.equal(page.url(), gallery.page);
    }
  });

  it('can be gone through with the keyboard, and cleared with Shift three times', async () => {
    await open(at('d1'));
    const seen = new Set();
    for (let presses = 0; presses < 10; presses++) {
      await page.keyboard.press('Tab');
      seen.add(await page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.activeElement?.textContent));
    }
    for (const name of ['Talk to a helper now', 'I already sent a photo', 'Report them', 'Close', 'How this check works']) assert.ok(seen.has(name), `${name}: ${[...seen]}`);
    await page.keyboard.press('Escape');
    await decision();
    // Backwards from the heading: the cross, then the quick way out.
    await open(at('d1'));
    await page.keyboard.down('Shift');
    for (let presses = 0; presses < 2; presses++) await page.keyboard.press('Tab');
    await page.keyboard.up('Shift');
    assert.equal(await page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.activeElement.textContent), 'Hide this');
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Shift');
    await decision();
    assert.equal(await page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.childElementCount), 0);
  });

  it('logged no errors', () => assert.deepEqual(broken, []));
});
