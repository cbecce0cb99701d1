// Every screen against the rules a machine can check (axe), and at the width of a small phone.
import assert from 'node:assert/strict';
import AxeBuilder from '@axe-core/playwright';
import { after, before, describe, it } from 'node:test';
import { choose, launch, openPage, overflows } from '../lib/chromium.mjs';
import { startHost } from '../lib/host.mjs';

/** Each screen: the case, the picture, the buttons that lead to it, and its heading. */
const screens = [
  { query: '', picture: undefined, by: [], heading: 'Send a picture' },
  { query: '?intimate', picture: 'city.jpg', by: [], heading: 'Wait a moment' },
  { query: '?intimate', picture: 'city.jpg', by: ['Keep going'], heading: 'One more look' },
  { query: '?intimate', picture: 'city.jpg', by: ["Don't send"], heading: 'Not sent' },
  { query: '?intimate', picture: 'city.jpg', by: ["It's not that kind of photo"], heading: 'Thanks. We may have got it wrong' },
  { query: '?intimate', picture: 'city.jpg', by: ['Someone is pushing me'], heading: 'This is not your fault' },
  { query: '?intimate', picture: 'city.jpg', by: ['Someone is pushing me', 'I already sent a photo'], heading: 'You can still get help' },
  { query: '', picture: 'harbour.jpg', by: [], heading: "This photo can't be sent here" },
  { query: '', picture: 'harbour.jpg', by: ["It's a photo of me"], heading: "We're sorry this happened" },
  { query: '', picture: 'harbour.jpg', by: ['Someone sent it to me'], heading: 'You did the right thing to stop' },
  { query: '', picture: 'harbour.jpg', by: ['Talk to someone'], heading: 'People who can help' },
  { query: '', picture: 'plain.png', by: [], heading: "We couldn't check this photo" },
  { query: '?audience=adult', picture: 'harbour.jpg', by: [], heading: /^You can't (upload|send) this/ },
];

describe('accessibility', { timeout: 600_000 }, () => {
  let host, browser;

  before(async () => {
    host = await startHost();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
  });

  for (const screen of screens) {
    const { query, picture, by, heading } = screen;
    it(`is given by "${[String(heading), ...by].join(', by ')}"`, async () => {
      const { page, close } = await openPage(browser);
      await page.goto(`${host.address}index.html${query}`);
      if (picture) await choose(page, page.getByLabel('Picture', { exact: true }), host.file(picture));
      for (const name of by) await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('heading', { name: heading }).waitFor();

      const { violations, passes } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
      assert.ok(passes.length > 5);

      await page.setViewportSize({ width: 320, height: 640 });
      for (const media of [{}, { colorScheme: 'dark', reducedMotion: 'reduce', forcedColors: 'active' }]) {
        await page.emulateMedia(media);
        assert.equal(await overflows(page), false, 'the page scrolls sideways at 320 px');
        const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
        assert.equal(await dialog.count(), picture ? 1 : 0);
        if (!picture) continue;
        await dialog.evaluate((element) => Promise.all(element.getAnimations({ subtree: true }).map(({ finished }) => finished)));
        assert.equal(await dialog.evaluate((element) => element.scrollWidth > element.clientWidth), false, 'the dialog scrolls sideways at 320 px');
        assert.deepEqual(await dialog.getByRole('button').evaluateAll(badButtons), [], 'buttons cut off, or under 44 px');
      }
      await close();
    });
  }
});

/** Runs in the page: the buttons that are partly outside of it, or smaller than a thumb (44 px). */
function badButtons(buttons) {
  const bad = (button) => {
    const { left, right, width, height } = button.getBoundingClientRect();
    return left < 0 || right > innerWidth || Math.round(width) < 44 || Math.round(height) < 44;
  };
  return buttons.filter(bad).map((button) => button.textContent);
}
