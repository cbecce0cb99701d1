// The browser for the tests: one that is already there, never one of our own.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Problem } from './project.mjs';
import { onPath } from './run.mjs';

const variables = ['PRESEND_CHROME', 'CHROME_PATH'];
const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macApps = ['Google Chrome', 'Chromium', 'Google Chrome for Testing', 'Microsoft Edge'];

/** The path of a Chromium or Chrome, or undefined. */
export function findBrowser() {
  for (const variable of variables) {
    const path = process.env[variable];
    if (!path) continue;
    if (existsSync(path)) return path;
    throw new Problem(`${variable} is set to a file that is not there. Set it to the program file of Chromium or Chrome.`);
  }
  const found = programs.map(onPath).find(Boolean);
  if (found || process.platform !== 'darwin') return found;
  return ['/Applications', join(homedir(), 'Applications')]
    .flatMap((folder) => macApps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)))
    .find((file) => existsSync(file));
}

export const browserCure =
  'The browser tests need Chromium or Chrome: install one, or set PRESEND_CHROME to its program file.';

/** The path of a Firefox for the second engine, or undefined. */
export function findFirefox() {
  const given = process.env.PRESEND_FIREFOX;
  if (given && !existsSync(given)) throw new Problem('PRESEND_FIREFOX is set to a file that is not there. Set it to the program file of Firefox.');
  const mac = '/Applications/Firefox.app/Contents/MacOS/firefox';
  return given || ['firefox', 'firefox-esr'].map(onPath).find(Boolean) || (existsSync(mac) ? mac : undefined);
}

export const firefoxCure = 'The tests in a second engine need Firefox: install it, or set PRESEND_FIREFOX to its program file.';

/** WebKitGTK's driver, its own small browser and a virtual screen for it, or undefined. */
export function findWebKit() {
  const [driver, xvfbRun] = ['WebKitWebDriver', 'xvfb-run'].map(onPath);
  const browser = process.env.PRESEND_WEBKIT || miniBrowser();
  if (!driver || !xvfbRun || !browser) return undefined;
  if (!existsSync(browser)) throw new Problem('PRESEND_WEBKIT is set to a file that is not there. Set it to the MiniBrowser of WebKitGTK.');
  return { driver, xvfbRun, browser };
}

/** Distributions keep it beside the library, not on PATH. */
function miniBrowser() {
  const inside = (folder) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []);
  const folders = ['/usr/lib', '/usr/libexec', '/usr/lib64'].flatMap((folder) => [folder, ...inside(folder).filter((name) => name.endsWith('-linux-gnu'))]);
  return folders
    .flatMap(inside)
    .filter((name) => /\/webkit2?gtk-[\d.]+$/.test(name))
    .map((folder) => join(folder, 'MiniBrowser'))
    .find((file) => existsSync(file));
}

export const webKitCure =
  'The tests in WebKit need WebKitWebDriver and xvfb-run on PATH and the MiniBrowser of WebKitGTK (on Debian: webkit2gtk-driver and xvfb), or PRESEND_WEBKIT set to the latter.';
