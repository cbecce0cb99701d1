// <presend-nudge> in Chromium: every screen in every language, what assistive technology is told, every way out, and
// what a host can and cannot do to it.
import assert from 'node:assert/strict';
import AxeBuilder from '@axe-core/playwright';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { focused, launch, openPage } from '../lib/chromium.mjs';
import { cases, choose, openCase, startGallery } from '../lib/gallery.mjs';

const tags = ['en', 'en-GB', 'en-US', 'ar', 'cy', 'de', 'es', 'fr', 'hi', 'pl', 'pt-BR', 'uk'];
const of = (screen) => cases.findIndex((one) => one.screen === screen);

describe('<presend-nudge>', { timeout: 900_000 }, () => {
  let gallery, browser, tab, page;

  before(async () => {
    gallery = await startGallery();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await gallery?.stop();
  });
  beforeEach(async () => {
    tab = await openPage(browser, { viewport: { width: 1000, height: 900 }, reducedMotion: 'reduce' });
    page = tab.page;
    await page.goto(gallery.page);
    await page.locator('html[data-ready]').waitFor();
    await choose(page, { region: 'GB' });
  });
  afterEach(async () => {
    const { broken } = tab;
    await tab.close();
    assert.deepEqual(broken, [], 'the page logged errors');
  });

  const dialog = () => page.locator('presend-nudge dialog');
  const decided = (decision) => page.locator('#decision').getByText(`Decision: ${decision}`).waitFor();
  const closed = async () => assert.equal(await dialog().count(), 0);
  const open = (screen) => openCase(page, of(screen), screen);

  it('has no violations of WCAG 2.2 AA on any screen, in light, dark and right to left', async () => {
    assert.ok(cases.length >= 35);
    for (const [language, colorScheme] of [['en', 'light'], ['en', 'dark'], ['ar', 'light']]) {
      await page.emulateMedia({ colorScheme });
      await choose(page, { language });
      for (const [index, { name, screen }] of cases.entries()) {
        await openCase(page, index, screen);
        const { violations, passes } = await new AxeBuilder({ page }).include('presend-nudge').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).disableRules(['region']).analyze();
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], `${name}, ${language}, ${colorScheme}`);
        assert.ok(passes.length > 10, name);
        await page.keyboard.press('Escape');
      }
    }
  });

  it('fits 320 px, and 1280 px at 400 %, in every language', async () => {
    await page.setViewportSize({ width: 320, height: 256 });
    for (const language of tags) {
      await choose(page, { language });
      for (const [index, { name, screen }] of cases.entries()) {
        await openCase(page, index, screen);
        const found = await dialog().evaluate(measure);
        assert.deepEqual(found, { direction: language === 'ar' ? 'rtl' : 'ltr', lang: language, wide: false, cut: [], left: '' }, `${name}, ${language}`);
        await page.keyboard.press('Escape');
      }
    }
  });

  it('gives the two main buttons the same weight, on every screen', async () => {
    for (const [index, { name, screen }] of cases.entries()) {
      await openCase(page, index, screen);
      const looks = await dialog().locator('.main > *').evaluateAll((buttons) =>
        buttons.map((button) => {
          const { backgroundColor, color, fontSize, fontWeight, borderTopWidth, opacity } = getComputedStyle(button);
          const { width, height, top } = button.getBoundingClientRect();
          return { backgroundColor, color, fontSize, fontWeight, borderTopWidth, opacity, width: Math.round(width), height: Math.round(height), top };
        }),
      );
      assert.ok(looks.length >= 1 && looks.length <= 2, name);
      if (looks[1]) assert.deepEqual(looks[0], looks[1], name);
      const [red] = await dialog().evaluate((element) => [...element.querySelectorAll('*')].flatMap((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]).filter((colour) => {
        const [r, g, b, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
        return alpha > 0 && r > 120 && r > 1.6 * g && r > 1.6 * b;
      }));
      assert.equal(red, undefined, `${name} has something red`);
      await page.keyboard.press('Escape');
    }
  });

  it('tells a screen reader what the screen is, what it says, and how many can help', async () => {
    const session = await page.context().newCDPSession(page);
    const tree = async () => (await session.send('Accessibility.getFullAXTree')).nodes.filter(({ ignored }) => !ignored);
    for (const [screen, role, title, text] of [
      ['a1', 'dialog', 'Wait a moment', /naked or private part/],
      ['b1', 'alertdialog', "This photo can't be sent here", /protect children/],
      ['c1', 'alertdialog', "You can't upload this image", /appears to match/],
      ['d1', 'dialog', 'This is not your fault', /push you or scare you/],
      ['e1', 'dialog', "We couldn't check this photo", /offline/],
    ]) {
      await open(screen);
      const box = (await tree()).find((node) => ['dialog', 'alertdialog'].includes(node.role.value));
      assert.deepEqual([box.role.value, box.name.value], [role, title]);
      assert.match(box.description.value, text);
      assert.deepEqual(await focused(page), { role: 'heading', name: title });
      assert.equal(box.properties.find(({ name }) => name === 'modal')?.value.value, true);
      for (const button of (await tree()).filter(({ role }) => role.value === 'button')) assert.ok(button.name.value.length > 1, screen);
      await page.keyboard.press('Escape');
    }
    await open('help');
    const status = page.locator('presend-nudge [role=status]');
    assert.equal(await status.textContent(), '4 places that can help.');
    await status.evaluate((element) => (element.dataset.same = 'yes'));
    await dialog().locator('select').selectOption('');
    assert.equal(await status.textContent(), '2 places that can help.');
    assert.equal(await status.getAttribute('data-same'), 'yes', 'a live region must stay the same element');
    const live = (await tree()).find(({ role }) => role.value === 'status' );
    assert.equal(live.properties.find(({ name }) => name === 'live').value.value, 'polite');
    assert.deepEqual(await focused(page).then(({ role }) => role), 'combobox', 'the focus stays where the choice was made');
    await page.keyboard.press('Escape');
  });

  it('takes Esc, the cross, back, and the backdrop after half a second for "not sent"', async () => {
    const opener = page.locator(`#case-${of('a1')}`);
    const focusIsBack = async () => assert.equal(await opener.evaluate((element) => element === document.activeElement), true, 'the focus goes back');
    const address = page.url();
    for (const leave of [
      () => page.keyboard.press('Escape'),
      () => dialog().locator('.close').click(),
      () => page.goBack(),
      () => page.evaluate(() => history.back()),
      async () => {
        await page.waitForTimeout(600);
        await page.mouse.click(5, 5);
      },
    ]) {
      const entries = await page.evaluate(() => history.state);
      await open('a1');
      await leave();
      await decided('stop');
      await closed();
      await focusIsBack();
      assert.equal(page.url(), address, 'the page stays where it is');
      assert.deepEqual(await page.evaluate(() => history.state), entries, 'and its history too');
    }
    await page.locator(`#case-${of('a1')}`).click();
    await dialog().waitFor();
    await page.mouse.click(5, 5);
    assert.equal(await dialog().count(), 1, 'a double tap does not close it');
    await page.keyboard.press('Escape');
    await decided('stop');
  });

  it('keeps its step in the history to itself', async () => {
    await page.evaluate(() => {
      history.replaceState({ host: 1 }, '');
      window.pops = [];
      addEventListener('popstate', ({ state }) => window.pops.push([state, location.href]));
    });
    await open('a1');
    assert.equal(await page.evaluate(() => history.state.host), 1, 'what the host keeps there is kept');
    await page.goBack();
    await decided('stop');
    await open('a1');
    await page.keyboard.press('Escape');
    await decided('stop');
    const same = [{ host: 1 }, page.url()];
    assert.deepEqual(await page.evaluate(() => [history.state, window.pops]), [{ host: 1 }, [same, same]], 'a router hears of nothing new');
    // A host that goes elsewhere at once is not taken back.
    await page.evaluate(() => addEventListener('presend-decision', () => history.pushState({ host: 2 }, '', '?after'), { once: true }));
    await open('a1');
    await page.keyboard.press('Escape');
    await decided('stop');
    await page.waitForTimeout(700);
    assert.match(page.url(), /\?after$/);
    // Two dialogs in a row: the end of the first does not close the second.
    const both = await page.evaluate(async () => {
      const nudge = document.querySelector('presend-nudge');
      const verdict = { kind: 'known', purpose: 'csam', audience: 'teen', next: 'hold' };
      const first = nudge.open(verdict, { hostReports: false });
      while (!nudge.shadowRoot.querySelector('dialog')) await new Promise((resolve) => setTimeout(resolve));
      const second = nudge.open(verdict, { hostReports: false });
      const decision = await first;
      await new Promise((resolve) => setTimeout(resolve, 300));
      const open = nudge.shadowRoot.querySelector('dialog')?.open === true;
      nudge.close();
      return [decision, open, await second];
    });
    assert.deepEqual(both, ['stop', true, 'stop']);
  });

  it('clears the screen at once with "Hide this" and with Shift three times', async () => {
    await page.evaluate(() => {
      window.hidden = 0;
      addEventListener('presend-hide', () => window.hidden++);
    });
    for (const [times, hide] of [
      [1, () => dialog().locator('.hide').click()],
      [2, async () => { for (let i = 0; i < 3; i++) await page.keyboard.press('Shift'); }],
    ]) {
      await open('help');
      await hide();
      await decided('closed');
      assert.equal(await page.evaluate(() => document.querySelector('presend-nudge').shadowRoot.childElementCount), 0, 'nothing is left in the page');
      assert.equal(await page.evaluate(() => window.hidden), times);
    }
    assert.equal(new URL(page.url()).pathname, '/gallery.html', 'it does not go anywhere');
  });

  it('can be gone through with the keyboard alone, and holds the focus', async () => {
    await open('d1');
    const seen = new Set();
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      const at = await focused(page);
      if (at) seen.add(at.name);
    }
    for (const name of ['Talk to a helper now', 'I already sent a photo', 'Report them', 'Close', 'Hide this', 'How this check works']) assert.ok(seen.has(name), `Tab never comes to "${name}": ${[...seen]}`);
    assert.ok(![...seen].some((name) => /^A1 likely/.test(name)), 'nothing behind the dialog');
    await page.keyboard.press('Escape');
    // To the help list and back, with Enter and Space.
    await open('a1');
    await tabTo('Talk to someone');
    await page.keyboard.press('Enter');
    await page.locator('presend-nudge dialog[data-screen=help]').waitFor();
    assert.deepEqual(await focused(page), { role: 'heading', name: 'People who can help' });
    await tabTo('Back');
    await page.keyboard.press('Space');
    await page.locator('presend-nudge dialog[data-screen=a1]').waitFor();
    await page.keyboard.press('Escape');
  });

  async function tabTo(name) {
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab');
      if ((await focused(page))?.name === name) return;
    }
    assert.fail(`Tab never comes to "${name}"`);
  }

  it('works in forced colours, and does not move where motion is not wanted', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    await open('a1');
    const borders = await dialog().locator('.main > *').evaluateAll((buttons) => buttons.map((button) => getComputedStyle(button).borderTopWidth));
    assert.deepEqual(borders, ['1px', '1px']);
    assert.equal(await dialog().evaluate((element) => element.getAnimations().length), 0);
    await page.keyboard.press('Escape');
    await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
    await open('a1');
    assert.equal(await dialog().evaluate((element) => getComputedStyle(element).animationName), 'arrive');
    await page.keyboard.press('Escape');
  });

  it('stores, logs and asks for nothing on any screen', async () => {
    await page.evaluate(() => {
      window.noise = [];
      for (const name of Object.keys(console)) if (typeof console[name] === 'function') console[name] = (...given) => window.noise.push([name, ...given].map(String).join(' '));
      for (const [target, names] of [[Storage.prototype, ['setItem']], [IDBFactory.prototype, ['open']], [CacheStorage.prototype, ['open']], [Navigator.prototype, ['sendBeacon']]]) {
        for (const name of names) target[name] = () => window.noise.push(name);
      }
      Object.defineProperty(document, 'cookie', { set: () => window.noise.push('cookie') });
    });
    for (const language of ['en', 'en-US', 'ar', 'de']) {
      await choose(page, { language });
      // The words come with the first screen of a language; a guard loads them ahead of the first picture.
      await open('a1');
      await page.keyboard.press('Escape');
      const before = tab.asked.length;
      for (const [index, { screen, name }] of cases.entries()) {
        await openCase(page, index, screen);
        if (screen === 'help') for (const country of ['US', 'DE', 'IN', '', 'GB']) await dialog().locator('select').selectOption(country);
        assert.equal(await dialog().locator('img, picture, canvas, video, iframe').count(), 0, `${name} shows a picture`);
        await page.keyboard.press('Escape');
      }
      assert.deepEqual(tab.asked.slice(before), [], language);
    }
    assert.deepEqual(await page.evaluate(() => window.noise), []);
    assert.deepEqual(tab.asked.filter((url) => !url.startsWith(gallery.address)), []);
    assert.deepEqual(await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]), [0, 0, 0]);
    assert.deepEqual(await page.context().cookies(), []);
  });

  it('links out without saying where from, and calls and texts with numbers that stay in order', async () => {
    await choose(page, { language: 'ar' });
    await open('help');
    const links = await dialog().getByRole('link').evaluateAll((all) => all.map((link) => ({ href: link.href, rel: link.rel, target: link.target, bdi: [...link.querySelectorAll('bdi')].map((element) => element.textContent) })));
    assert.ok(links.length >= 4);
    for (const { href, rel, target, bdi } of links) {
      if (href.startsWith('https:')) assert.deepEqual([rel, target], ['noopener noreferrer', '_blank']);
      else {
        assert.match(href, /^(tel|sms):[\d?=a-zA-Z]+$/);
        assert.ok(bdi.length >= 1, 'a number is isolated');
      }
    }
    assert.ok(links.some(({ href }) => href === 'tel:08001111'));
    assert.ok(links.some(({ href }) => href.startsWith('sms:')));
    await page.keyboard.press('Escape');
  });

  const verdicts = {
    known: { kind: 'known', purpose: 'csam', audience: 'teen', next: 'hold' },
    intimate: { kind: 'intimate', source: 'host', audience: 'teen', next: 'ask' },
  };

  it('fires presend-verdict, which can be cancelled, and then presend-decision', async () => {
    const events = await page.evaluate(async ({ known }) => {
      const nudge = document.querySelector('presend-nudge');
      const log = [];
      for (const type of ['presend-verdict', 'presend-decision']) document.addEventListener(type, ({ detail, cancelable }) => log.push([type, detail, cancelable]));
      const decision = nudge.open(known, { hostReports: false });
      while (!nudge.shadowRoot?.querySelector('dialog')) await new Promise((resolve) => setTimeout(resolve));
      nudge.close();
      log.push(await decision);
      document.addEventListener('presend-verdict', (event) => event.preventDefault(), { once: true });
      const cancelled = await nudge.open(known, { hostReports: false });
      return [...log, cancelled, nudge.shadowRoot.childElementCount];
    }, verdicts);
    const pair = [['presend-verdict', { verdict: verdicts.known }, true], ['presend-decision', { decision: 'stop' }, false]];
    assert.deepEqual(events, [...pair, 'stop', ...pair, 'stop', 0]);
  });

  it('makes no claim about reports that the host has not made', async () => {
    const outcome = await page.evaluate(async ({ known }) => {
      const { defineElement, presendHelp } = await import('/presend/element/index.js');
      const nudge = document.body.appendChild(new (defineElement())());
      const error = await nudge.open(known, { region: 'GB' }).catch(({ name, code, message }) => ({ name, code, message }));
      const shown = async (setUp) => {
        setUp();
        const decision = nudge.open(known);
        while (!nudge.shadowRoot?.querySelector('h2')) await new Promise((resolve) => setTimeout(resolve));
        const text = nudge.shadowRoot.textContent;
        nudge.close();
        await decision;
        return /did not tell anyone/.test(text);
      };
      const quiet = await shown(() => nudge.setAttribute('host-reports', 'false'));
      const reports = await shown(() => nudge.setAttribute('host-reports', 'true'));
      nudge.setAttribute('host-reports', 'maybe');
      const odd = await nudge.open(known).catch(({ code }) => code);
      nudge.remove();
      // Help must come in any case; it says nothing about who is told.
      const help = presendHelp({ region: 'GB', audience: 'teen' });
      let own;
      while (!(own = [...document.querySelectorAll('presend-nudge')].find((one) => one.shadowRoot?.querySelector('h2')))) await new Promise((resolve) => setTimeout(resolve));
      own.shadowRoot.querySelector('[data-to=talk]').click();
      const text = own.shadowRoot.textContent;
      own.close();
      await help;
      return { error, quiet, reports, odd, help: [/People who can help/.test(text), /Childline/.test(text), /don't tell anyone/.test(text)], left: own.isConnected };
    }, verdicts);
    assert.equal(outcome.error.code, 'bad-options');
    assert.match(outcome.error.message, /hostReports.*host-reports/);
    assert.deepEqual([outcome.quiet, outcome.reports, outcome.odd], [true, false, 'bad-options']);
    assert.deepEqual(outcome.help, [true, true, false]);
    assert.equal(outcome.left, false);
  });

  it('takes its settings from attributes, and drafts only where they are allowed', async () => {
    const titles = await page.evaluate(async ({ known }) => {
      const { defineElement } = await import('/presend/element/index.js');
      const found = {};
      for (const [name, attributes, lang] of [
        ['none', {}, 'es'], ['drafts', { 'allow-drafts': '' }, 'es'], ['locale', { 'allow-drafts': '', locale: 'uk' }, 'es'], ['english', { 'allow-drafts': '' }, 'xx'],
      ]) {
        const nudge = new (defineElement())();
        for (const [key, value] of Object.entries({ 'host-reports': 'false', ...attributes })) nudge.setAttribute(key, value);
        const around = Object.assign(document.createElement('div'), { lang });
        document.body.appendChild(around).append(nudge);
        const decision = nudge.open(known);
        while (!nudge.shadowRoot?.querySelector('h2')) await new Promise((resolve) => setTimeout(resolve));
        found[name] = nudge.shadowRoot.querySelector('dialog').lang;
        nudge.close();
        await decision;
        around.remove();
      }
      return found;
    }, verdicts);
    assert.deepEqual(titles, { none: 'en', drafts: 'es', locale: 'uk', english: 'en' });
  });

  const attacks = {
    'hidden parts': 'presend-nudge::part(help), presend-nudge::part(stop) { display: none !important; visibility: hidden !important; }',
    'parts of no size': 'presend-nudge::part(help), presend-nudge::part(stop) { width: 0 !important; height: 0 !important; font-size: 0 !important; padding: 0 !important; overflow: hidden !important; }',
    'see-through parts': 'presend-nudge::part(help), presend-nudge::part(stop) { opacity: 0 !important; color: transparent !important; }',
    'parts elsewhere': 'presend-nudge::part(help), presend-nudge::part(stop) { position: fixed !important; left: -9999px !important; transform: translateX(-9999px) !important; }',
    'parts that cannot be pressed': 'presend-nudge::part(help), presend-nudge::part(stop) { pointer-events: none !important; }',
    'cut parts': 'presend-nudge::part(help), presend-nudge::part(stop) { clip-path: inset(50%) !important; filter: opacity(0) !important; }',
    'parts of the colour of the page': 'presend-nudge { --presend-text: #fffdf9; --presend-accent: #fffdf9; --presend-accent-text: #fffdf9; }',
    'a hidden element': 'presend-nudge { display: none !important; visibility: hidden !important; opacity: 0 !important; }',
    'a hidden dialog': 'presend-nudge::part(dialog) { display: none !important; opacity: 0 !important; clip-path: circle(0) !important; }',
    'a dialog of no size': 'presend-nudge::part(dialog) { width: 0 !important; max-width: 0 !important; height: 0 !important; max-height: 0 !important; zoom: 0.01 !important; }',
    'no actions': 'presend-nudge::part(actions) { display: none !important; height: 0 !important; overflow: hidden !important; }',
    'a hidden container': 'body { display: none !important; }',
  };

  for (const [what, css] of Object.entries(attacks)) {
    it(`keeps help and the way out in sight: ${what}`, async () => {
      await page.evaluate((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        document.adoptedStyleSheets = [sheet];
      }, css);
      for (const index of [of('a1'), of('b2'), of('c1'), of('help')]) {
        const { screen } = cases[index];
        await page.evaluate((at) => document.querySelector(`#case-${at}`).click(), index);
        await page.locator(`presend-nudge dialog[data-screen="${screen}"]`).waitFor({ state: 'attached' });
        await page.locator('presend-nudge .keep').first().waitFor({ state: 'attached' });
        const lost = await page.locator('presend-nudge .keep').evaluateAll((kept) => kept.filter((element) => {
          element.scrollIntoView({ block: 'center' });
          const { left, top, width, height } = element.getBoundingClientRect();
          const style = getComputedStyle(element);
          const hit = element.getRootNode().elementFromPoint(left + width / 2, top + height / 2);
          const seen = width >= 24 && height >= 24 && left >= 0 && left + width <= innerWidth && style.opacity === '1' && style.visibility === 'visible' && style.color !== style.backgroundColor && style.color !== 'rgba(0, 0, 0, 0)';
          return !seen || !(hit === element || element.contains(hit));
        }).map((element) => element.outerHTML));
        assert.deepEqual(lost, [], screen);
        await page.keyboard.press('Escape');
        await page.locator('presend-nudge dialog').waitFor({ state: 'detached' });
      }
    });
  }
});

/** Runs in the page, in a small window: is anything too wide, cut off, too small for a thumb, or not filled in? */
function measure(dialog) {
  const cut = [...dialog.querySelectorAll('button, a, select')].filter((control) => {
    const { left, right, width, height } = control.getBoundingClientRect();
    return left < 0 || right > innerWidth || Math.round(width) < 44 || Math.round(height) < 44 || control.scrollWidth > control.clientWidth + 1;
  });
  const text = dialog.textContent;
  return {
    direction: getComputedStyle(dialog).direction,
    lang: dialog.lang,
    wide: dialog.scrollWidth > dialog.clientWidth || document.documentElement.scrollWidth > innerWidth,
    cut: cut.map((control) => control.outerHTML),
    left: /[{}]|undefined|null/.exec(text)?.[0] ?? '',
  };
}
