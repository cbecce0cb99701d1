// A headless Chromium, and what a person or a screen reader would find in it.
import { chromium } from 'playwright-core';
import { browserCure, findBrowser } from '../../scripts/lib/browser.mjs';
import { Problem } from '../../scripts/lib/project.mjs';

/** Starts the machine's own browser; without one the tests fail and say so. */
export async function launch() {
  const executablePath = findBrowser();
  if (!executablePath) throw new Problem(`no browser. ${browserCure}`);
  return chromium.launch({ executablePath, timeout: 60_000 });
}

/** A page that remembers what went wrong in it and what it (and its workers) asked for. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const asked = [];
  const broken = [];
  context.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => broken.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text());
  });
  return { page, asked, broken, close: () => context.close() };
}

/** Chooses a file in the native file dialog of the given input. */
export async function choose(page, input, file, open = (locator) => locator.click()) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), open(input)]);
  await chooser.setFiles(file);
}

/** Role and name of what has the focus, as assistive technology is told. */
export async function focused(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const has = (node) => node.properties?.some(({ name, value }) => name === 'focused' && value.value === true);
    const inner = nodes.filter(has).at(-1);
    return inner && { role: inner.role.value, name: inner.name.value };
  } finally {
    await session.detach();
  }
}

/** Can the page, or the given element, be scrolled sideways? */
export const overflows = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
