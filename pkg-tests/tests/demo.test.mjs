// The demo as a visitor meets it: scripts/demo.mjs on workerd, in Chromium.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { at } from '../../scripts/lib/project.mjs';
import { launch, openPage, overflows } from '../lib/chromium.mjs';

describe('the demo', { timeout: 600_000 }, () => {
  let demo, browser, tab, page;

  before(async () => {
    demo = await startDemo();
    browser = await launch();
    tab = await openPage(browser);
    page = tab.page;
    await page.goto(demo.address);
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
        const stop = () => child.kill('SIGINT') && ended;
        if (address) resolve({ address, stop });
      });
      ended.then((code) => reject(new Error(`the demo ended with ${code}:\n${text}`)));
    });
  }

  const picture = (title) => page.getByRole('button', { name: new RegExp(title) }).first();

  it('is there', async () => {
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    assert.equal(await overflows(page), false);
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
    it(`stops ${what}`, async () => {
      await picture(title).click();
      await page.getByRole('heading', { name: heading }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { name: heading }).waitFor({ state: 'detached' });
    });
  }

  it('sends a picture that is on no list', async () => {
    await picture('City at night').click();
    await page.getByText(/sent/i).first().waitFor();
    assert.equal(await page.getByRole('dialog').or(page.getByRole('alertdialog')).count(), 0);
  });

  it('asked nobody but itself, and logged nothing', () => {
    assert.deepEqual(tab.asked.filter((url) => !url.startsWith(demo.address)), []);
    assert.deepEqual(tab.broken, []);
  });

  it('ends at once when told to', async () => {
    const started = performance.now();
    assert.equal(await demo.stop(), 0);
    assert.ok(performance.now() - started < 5000);
    await assert.rejects(fetch(demo.address));
  });
});
