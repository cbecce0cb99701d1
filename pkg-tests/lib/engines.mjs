// One suite for browsers other than Chromium: every screen, with axe, the narrow page, the ways out and the keyboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { cases, startGallery } from './gallery.mjs';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const at = (screen) => cases.findIndex((one) => one.screen === screen);

/**
 * `launch(address)` gives an open page: `evaluate(fn, ...args)`, `run(script)`, `press(...keys)` (held in order, let go
 * in reverse), `click(x, y)`, `resize(width, height)`, `broken()` (errors so far) and `close()`.
 */
export function screensIn(engine, launch) {
  describe(`<presend-nudge> in ${engine}`, { timeout: 900_000 }, () => {
    let gallery, page;

    before(async () => {
      gallery = await startGallery();
      page = await launch(gallery.page);
      await until(() => page.evaluate(() => 'ready' in document.documentElement.dataset), 'the gallery');
      await select('region', 'GB');
    });
    after(async () => {
      await page?.close();
      await gallery?.stop();
    });

    async function until(condition, what) {
      const limit = Date.now() + 10_000;
      while (!(await condition())) {
        if (Date.now() > limit) throw new Error(`${what} never came`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    const select = (id, value) => page.evaluate((name, chosen) => {
      const element = document.querySelector(`#${name}`);
      element.value = chosen;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, id, value);
    /** Presses the button of a case and waits for its screen. */
    const open = async (index) => {
      await page.evaluate((number) => {
        const control = document.querySelector(`#case-${number}`);
        control.focus();
        control.click();
      }, index);
      const shown = () => page.evaluate(() => document.querySelector('presend-nudge').shadowRoot?.querySelector('dialog')?.dataset.screen);
      await until(async () => (await shown()) === cases[index].screen, cases[index].name);
    };
    const decision = async () => {
      const decided = () => page.evaluate(() => document.querySelector('#decision').textContent !== '' && !document.querySelector('presend-nudge').shadowRoot.querySelector('dialog'));
      await until(decided, 'a decision');
      return page.evaluate(() => document.querySelector('#decision').textContent);
    };

    it('shows every screen, with no violations of WCAG 2.2 AA', async () => {
      await page.run(axe);
      for (const [index, { name }] of cases.entries()) {
        await open(index);
        await page.evaluate(() => {
          delete window.found;
          window.axe.run('presend-nudge', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { region: { enabled: false } } }).then((found) => {
            window.found = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
          });
        });
        await until(() => page.evaluate(() => Array.isArray(window.found)), 'the answer of axe');
        assert.deepEqual(await page.evaluate(() => window.found), [], name);
        const focus = await page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.activeElement?.localName);
        assert.equal(focus, 'h2', `${name}: the focus is on ${focus}`);
        await page.press('Escape');
        assert.match(await decision(), /stop|closed/, name);
      }
    });

    it('fits 320 px in every language', async () => {
      await page.resize(320, 640);
      const languages = await page.evaluate(() => [...document.querySelectorAll('#language option')].map(({ value }) => value));
      assert.equal(languages.length, 12);
      for (const language of languages) {
        await select('language', language);
        for (const screen of ['a1', 'a1-held', 'b1', 'c1', 'd1', 'e1', 'help', 'how']) {
          await open(at(screen));
          const wide = await page.evaluate(() => {
            const dialog = document.querySelector('presend-nudge').shadowRoot.querySelector('dialog');
            const cut = [...dialog.querySelectorAll('button, a, select')].filter((control) => {
              const { left, right, width, height } = control.getBoundingClientRect();
              return left < 0 || right > innerWidth || Math.round(width) < 44 || Math.round(height) < 44;
            });
            return [innerWidth, dialog.scrollWidth > dialog.clientWidth, cut.map((control) => control.textContent)];
          });
          assert.deepEqual(wide, [320, false, []], `${screen} in ${language}`);
          await page.press('Escape');
          await decision();
        }
      }
      await select('language', 'en');
      await page.resize(1000, 900);
    });

    it('takes back, the cross and the backdrop for "not sent", and gives the focus back', async () => {
      for (const leave of [
        () => page.evaluate(() => history.back()),
        () => page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.querySelector('.close').click()),
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 700));
          await page.click(4, 4);
        },
      ]) {
        await open(at('a1'));
        await leave();
        assert.equal(await decision(), 'Decision: stop');
        assert.equal(await page.evaluate(() => document.activeElement.id), `case-${at('a1')}`);
        assert.equal(await page.evaluate(() => location.href), gallery.page);
      }
    });

    it('can be gone through with the keyboard, and cleared with Shift three times', async () => {
      const focused = () => page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.activeElement?.textContent);
      await open(at('d1'));
      const seen = new Set();
      for (let presses = 0; presses < 10; presses++) {
        await page.press('Tab');
        seen.add(await focused());
      }
      for (const name of ['Talk to a helper now', 'I already sent a photo', 'Report them', 'Close', 'How this check works']) assert.ok(seen.has(name), `${name}: ${[...seen]}`);
      await page.press('Escape');
      await decision();
      // Backwards from the heading: the cross, then the quick way out.
      await open(at('d1'));
      await page.press('Shift', 'Tab');
      await page.press('Shift', 'Tab');
      assert.equal(await focused(), 'Hide this');
      for (let presses = 0; presses < 3; presses++) await page.press('Shift');
      await decision();
      assert.equal(await page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.childElementCount), 0);
    });

    it('logged no errors', async () => assert.deepEqual(await page.broken(), []));
  });
}
