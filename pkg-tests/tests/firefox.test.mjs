// A second engine: every screen in Firefox, driven over WebDriver BiDi.
import puppeteer from 'puppeteer-core';
import { findFirefox, firefoxCure } from '../../scripts/lib/browser.mjs';
import { Problem } from '../../scripts/lib/project.mjs';
import { screensIn } from '../lib/engines.mjs';

screensIn('Firefox', async (address) => {
  const executablePath = findFirefox();
  if (!executablePath) throw new Problem(`no Firefox. ${firefoxCure}`);
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, timeout: 60_000 });
  const page = await browser.newPage();
  const broken = [];
  page.on('pageerror', (error) => broken.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
  await page.setViewport({ width: 1000, height: 900 });
  await page.goto(address);
  return {
    evaluate: (fn, ...args) => page.evaluate(fn, ...args),
    run: (script) => page.evaluate(script),
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.down(key);
      for (const key of keys.reverse()) await page.keyboard.up(key);
    },
    click: (x, y) => page.mouse.click(x, y),
    resize: (width, height) => page.setViewport({ width, height }),
    broken: async () => broken,
    close: () => browser.close(),
  };
});
