// The demo as a visitor meets it: scripts/demo.mjs on workerd, in Chromium.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { at } from '../../scripts/lib/project.mjs';
import { choose, launch, openPage, overflows } from '../lib/chromium.mjs';

describe('the demo', { timeout: 600_000 }, () => {
  let demo, browser, tab, page;

  before(async () => {
    demo = await startDemo();
    browser = await launch();
    tab = await openPage(browser);
    page = tab.page;
    await page.goto(demo.address);
    await page.getByRole('button', { name: /Harbour at dusk/ }).waitFor();
    await page.getByText('Ready.').waitFor();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  /** Starts the demo and reads its address from what it prints. */
  function startDemo() {
    const child = spawn(process.execPath, ['scripts/demo.mjs'], { cwd: at(), env: { ...process.env, PORT: '8830' }, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    return new Promise((resolve, reject) => {
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (piece) => {
        text += piece;
        const address = /The demo is at (http:\S+)/.exec(text)?.[1];
        const evaluator = /evaluator is at (http:\S+)/.exec(text)?.[1];
        const stop = () => child.kill('SIGINT') && ended;
        if (address && evaluator) resolve({ address, evaluator, stop });
      });
      ended.then((code) => reject(new Error(`the demo ended with ${code}:\n${text}`)));
    });
  }

  const picture = (title) => page.getByRole('button', { name: new RegExp(title) }).first();
  const requests = () => tab.asked.filter((url) => url.startsWith('http'));
  /** One question, whatever the picture is. */
  const question = () => [`${demo.evaluator}/evaluate`];

  it('is there', async () => {
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    assert.ok((await page.locator('#gallery').getByRole('button').count()) >= 15);
  });

  it('finds nothing against itself (axe)', async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
  });

  for (const [what, title, heading] of [
    ['a picture on the list', 'Harbour at dusk', "This photo can't be sent here"],
    ['an edited copy', 'Lighthouse as PNG', "This photo can't be sent here"],
    ['a picture of one colour', 'One colour', "We couldn't check this photo"],
  ]) {
    it(`stops ${what}, and asks the evaluator once`, async () => {
      const before = requests().length;
      const notSent = page.getByText('A photo was not sent.');
      const count = await notSent.count();
      await picture(title).click();
      await page.getByRole('heading', { name: heading }).waitFor();
      await page.keyboard.press('Escape');
      await notSent.nth(count).waitFor();
      assert.equal(await overflows(page), false, 'what is said about it is too wide for the page');
      assert.deepEqual(requests().slice(before), question());
    });
  }

  it('sends a picture that is on no list, and asks the evaluator once', async () => {
    const before = requests().length;
    await picture('City at night').click();
    await page.getByText('Sent, in this demo only').waitFor();
    assert.equal(await page.getByRole('dialog').or(page.getByRole('alertdialog')).count(), 0);
    assert.deepEqual(requests().slice(before), question());
  });

  it('takes a file from the visitor too', async () => {
    await choose(page, page.locator('#choose'), at('target', 'demo', 'pictures', 'balloons-marked.jpg'));
    await page.getByRole('heading', { name: "This photo can't be sent here" }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('has a help list that stands on its own', async () => {
    const help = await openPage(browser);
    await help.page.goto(new URL('help.html', demo.address).href);
    await help.page.getByRole('article').first().waitFor();
    assert.ok((await help.page.getByRole('article').count()) > 50);
    const { violations } = await new AxeBuilder({ page: help.page }).exclude('#list > section:nth-of-type(n + 5)').analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    assert.deepEqual(help.broken, []);
    await help.close();
  });

  it('fits a small phone', async () => {
    for (const path of ['', 'help.html']) {
      const phone = await openPage(browser, { viewport: { width: 320, height: 640 } });
      await phone.page.goto(new URL(path, demo.address).href);
      await phone.page.waitForLoadState('networkidle');
      assert.equal(await overflows(phone.page), false, path || 'index.html');
      await phone.close();
    }
  });

  it('loaded everything from its own address, asked the evaluator only, and logged nothing', () => {
    assert.ok(requests().length > 20);
    const elsewhere = new Set(requests().filter((url) => !url.startsWith(demo.address)));
    assert.deepEqual([...elsewhere], question());
    assert.deepEqual(tab.broken, []);
  });

  it('ends at once when told to', async () => {
    const started = performance.now();
    assert.equal(await demo.stop(), 0);
    assert.ok(performance.now() - started < 5000);
    await assert.rejects(fetch(demo.address));
  });
});
