// A third engine: every screen in WebKitGTK's own small browser, over WebDriver. Its screen is a virtual one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Builder, Capabilities, Key, Origin } from 'selenium-webdriver';
import { findWebKit, webKitCure } from '../../scripts/lib/browser.mjs';
import { Problem } from '../../scripts/lib/project.mjs';
import { screensIn } from '../lib/engines.mjs';

const keys = { Escape: Key.ESCAPE, Tab: Key.TAB, Shift: Key.SHIFT };

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** WebDriver has no word for what a page logs. */
const record = `
  window.broken = [];
  addEventListener('error', ({ message }) => window.broken.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.broken.push(String(reason)));
  const { error } = console;
  console.error = (...words) => { window.broken.push(words.join(' ')); error(...words); };`;

screensIn('WebKit', async (address) => {
  const webKit = findWebKit();
  if (!webKit) throw new Problem(`no WebKit. ${webKitCure}`);
  const port = await freePort();
  // Its own sandbox needs rights that containers do not have; the only page it opens is ours.
  const env = { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: '1', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' };
  const server = spawn(webKit.xvfbRun, ['--auto-servernum', '--server-args=-screen 0 1280x1100x24', webKit.driver, `--port=${port}`], { env, stdio: 'ignore', detached: true });
  const end = () => {
    try {
      process.kill(-server.pid, 'SIGTERM');
    } catch {
      // gone already
    }
  };
  const limit = Date.now() + 30_000;
  while (!(await fetch(`http://127.0.0.1:${port}/status`).then(({ ok }) => ok, () => false))) {
    if (Date.now() > limit || server.exitCode !== null) {
      end();
      throw new Problem(`WebKit's driver does not start. ${webKitCure}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const capabilities = new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: webKit.browser, args: ['--automation'] } });
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
  const run = (script, ...args) => driver.executeScript(script, ...args);
  // The window has a frame of its own: what is asked for is the page's size. It does not get narrower than some 450 px;
  // there a frame within the page is what is narrow.
  const resize = async (width, height) => {
    await driver.switchTo().defaultContent();
    if (width < 500) {
      await run(`
        const frame = document.createElement('iframe');
        Object.assign(frame.style, { width: arguments[0] + 'px', height: arguments[1] + 'px', border: 0 });
        frame.src = location.href;
        document.body.replaceChildren(frame);`, width, height);
      await driver.switchTo().frame(0);
      await driver.wait(() => run(`return 'ready' in document.documentElement.dataset`), 10_000);
      return run(record);
    }
    if (await run(`return document.querySelector('body > iframe') !== null`)) {
      earlier.push(...(await run('return window.broken.concat(frames[0].broken)')));
      await open();
    }
    for (let tries = 0; tries < 4; tries++) {
      const [wide, high] = await run('return [innerWidth, innerHeight]');
      if (wide === width && high === height) return;
      const rect = await driver.manage().window().getRect();
      await driver.manage().window().setRect({ width: rect.width + width - wide, height: rect.height + height - high });
    }
  };
  const earlier = [];
  const open = async () => {
    await driver.get(address);
    await run(record);
    await driver.wait(() => run(`return 'ready' in document.documentElement.dataset`), 10_000);
  };
  await open();
  await resize(1000, 900);
  return {
    evaluate: (fn, ...args) => run(`return (${fn})(...arguments)`, ...args),
    run,
    press: async (...names) => {
      const actions = driver.actions();
      for (const name of names) actions.keyDown(keys[name]);
      for (const name of names.reverse()) actions.keyUp(keys[name]);
      await actions.perform();
    },
    click: (x, y) => driver.actions().move({ x, y, origin: Origin.VIEWPORT, duration: 0 }).click().perform(),
    resize,
    broken: async () => [...earlier, ...(await run('return window.broken'))],
    close: async () => {
      await driver.quit().catch(() => {});
      end();
    },
  };
});
