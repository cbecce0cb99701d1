// The package in a real browser, under the strict content security policy: what a person sees and can do, and what
// the page asks the network for.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { choose, focused, launch, openPage } from '../lib/chromium.mjs';
import { startHost } from '../lib/host.mjs';

describe('the package in Chromium', { timeout: 600_000 }, () => {
  let host, browser, tab, page;

  before(async () => {
    host = await startHost();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
  });
  beforeEach(async () => {
    tab = await openPage(browser);
    page = tab.page;
  });
  afterEach(async () => {
    const { broken } = tab;
    await tab.close();
    assert.deepEqual(broken, [], 'the page logged errors');
  });

  const open = (query = '') => page.goto(`${host.address}index.html${query}`);
  const input = () => page.getByLabel('Picture', { exact: true });
  const pick = (name) => choose(page, input(), host.file(name));
  const dialog = (name) => page.getByRole('alertdialog', { name }).or(page.getByRole('dialog', { name }));
  const button = (name) => page.getByRole('button', { name, exact: true });
  /** The one at the end of the screen; the cross in its corner has the same name. */
  const close = () => button('Close').last().click();
  const heading = (name) => page.getByRole('heading', { name });
  const verdict = () => page.locator('body').getAttribute('data-verdict');
  /** Waits for the decision of the person, as the host page gets it. */
  const decided = async (decision) => {
    await page.getByRole('status').getByText(decision, { exact: true }).waitFor();
    assert.equal(await page.getByRole('dialog').or(page.getByRole('alertdialog')).count(), 0);
  };

  it('sends a clear picture without a word', async () => {
    await open();
    await pick('city.jpg');
    await decided('send');
    assert.equal(await verdict(), 'clear send');
  });

  it('stops a known picture, tells the truth about it, and offers no way to send', async () => {
    await open();
    await pick('harbour.jpg');
    await dialog("This photo can't be sent here").waitFor();
    assert.equal(await verdict(), 'known hold');
    assert.deepEqual(await focused(page), { role: 'heading', name: "This photo can't be sent here" });
    assert.equal(await page.getByText('Our check did not tell anyone.').count(), 1);
    assert.equal(await page.getByRole('button', { name: /^(send|keep going)/i }).count(), 0);
    for (const name of ["It's a photo of me", 'Someone sent it to me', 'I think this is wrong']) {
      await button(name).click();
      assert.equal(await page.getByRole('button', { name: /^(send|keep going)/i }).count(), 0, name);
      await page.keyboard.press('Escape');
      await decided('stop');
      await pick('harbour.jpg');
      await dialog("This photo can't be sent here").waitFor();
    }
    await close();
    await decided('stop');
  });

  it('does not say that nobody was told where the host reports', async () => {
    await open('?hostReports');
    await pick('harbour.jpg');
    await dialog("This photo can't be sent here").waitFor();
    assert.equal(await page.getByText(/did not tell anyone/).count(), 0);
  });

  it('finds an edited copy', async () => {
    await open();
    for (const name of ['harbour-small.jpg', 'lighthouse.png', 'houses-cropped.jpg']) {
      await pick(name);
      await dialog("This photo can't be sent here").waitFor();
      await close();
      await decided('stop');
    }
  });

  it('shows an adult other words', async () => {
    await open('?audience=adult');
    await pick('harbour.jpg');
    await dialog(/^You can't (upload|send) this/).waitFor();
    await page.keyboard.press('Escape');
    await decided('stop');
  });

  it('asks before an intimate picture, and "Don\'t send" stops it', async () => {
    await open('?intimate');
    await pick('city.jpg');
    await dialog('Wait a moment').waitFor();
    assert.deepEqual(await focused(page), { role: 'heading', name: 'Wait a moment' });
    await button("Don't send").click();
    await heading('Not sent').waitFor();
    await button('Done').click();
    await decided('stop');
  });

  it('sends an intimate picture only after a second look', async () => {
    await open('?intimate');
    await pick('city.jpg');
    await dialog('Wait a moment').waitFor();
    assert.equal(await button('Send it').count(), 0);
    await button('Keep going').click();
    await heading('One more look').waitFor();
    assert.deepEqual(await focused(page), { role: 'heading', name: 'One more look' });
    await button('Send it').click();
    await decided('send');
  });

  it('holds an intimate picture for a child under 13', async () => {
    await open('?intimate&audience=under13');
    await pick('city.jpg');
    await dialog('Wait a moment').waitFor();
    assert.equal(await page.getByRole('button', { name: /^(send|keep going)/i }).count(), 0);
    await page.keyboard.press('Escape');
    await decided('stop');
  });

  it('has help one step away, for the country of the person', async () => {
    await open();
    await pick('harbour.jpg');
    await button('Talk to someone').click();
    await heading('People who can help').waitFor();
    const links = page.getByRole('link');
    assert.ok((await links.count()) > 0);
    for (const link of await links.all()) {
      if (!(await link.getAttribute('href')).startsWith('http')) continue;
      assert.equal(await link.getAttribute('target'), '_blank');
      assert.match(await link.getAttribute('rel'), /noopener noreferrer|noreferrer noopener/);
    }
  });

  it('takes Esc and the backdrop for "not sent"', async () => {
    await open('?intimate');
    await pick('city.jpg');
    await dialog('Wait a moment').waitFor();
    await page.keyboard.press('Escape');
    await decided('stop');
    await pick('city.jpg');
    await dialog('Wait a moment').waitFor();
    await page.waitForTimeout(600); // the backdrop does not count for half a second: a double tap is no answer
    await page.mouse.click(5, 5);
    await decided('stop');
  });

  it('can be used with the keyboard alone', async () => {
    await open('?intimate');
    await choose(page, input(), host.file('city.jpg'), async (locator) => {
      await locator.focus();
      await page.keyboard.press('Enter');
    });
    await dialog('Wait a moment').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').or(page.getByRole('alertdialog')).waitFor(); // Enter on the heading decides nothing
    await tabTo("Don't send");
    await page.keyboard.press('Enter');
    await heading('Not sent').waitFor();
    await tabTo('Done');
    await page.keyboard.press('Space');
    await decided('stop');
    assert.equal(await input().evaluate((element) => element === document.activeElement), true, 'the focus goes back');
  });

  /** Presses Tab until the button has the focus: once around the dialog at most. */
  async function tabTo(name) {
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab');
      const at = await focused(page);
      if (at?.role === 'button' && at.name === name) return;
    }
    assert.fail(`Tab never comes to "${name}"`);
  }

  it('says so when it could not check, and tries again on request', async () => {
    const folder = host.mounts['/sets/'];
    delete host.mounts['/sets/'];
    try {
      await open();
      await pick('city.jpg');
      await dialog("We couldn't check this photo").waitFor();
      assert.equal(await verdict(), 'unchecked offline ask');
      assert.equal(await page.getByText('It has not been sent.').count(), 1);
    } finally {
      host.mounts['/sets/'] = folder;
    }
    await button('Try again').click();
    await decided('send');
    tab.broken.splice(0, tab.broken.length, ...tab.broken.filter((text) => !/404/.test(text)));
  });

  it('asks about a picture that is too plain', async () => {
    await open();
    await pick('plain.png');
    await dialog("We couldn't check this photo").waitFor();
    assert.equal(await verdict(), 'unchecked too-plain ask');
    await button("Don't send").click();
    await page.keyboard.press('Escape');
    await decided('stop');
  });

  it('does not trust an expired set', async () => {
    await open('?set=/sets/expired/');
    await pick('city.jpg');
    await dialog("We couldn't check this photo").waitFor();
    assert.equal(await verdict(), 'unchecked expired-set ask');
    await button('Send it').click();
    await decided('send');
  });
});
