// The harness for Chromium: the same contenders and the browser's own decoder, in a page. The clock's time.
import { createServer } from 'node:http';
import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { here } from './inputs.mjs';

const { chromium } = createRequire(new URL('../../pkg-tests/package.json', import.meta.url))('playwright-core');
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/** Serves the folders, each under its name, on this machine only. */
function serve(folders) {
  const server = createServer((request, response) => {
    const [, folder, ...rest] = new URL(request.url, 'http://bench').pathname.split('/');
    const path = folders[folder] && join(folders[folder], ...rest.filter((part) => part !== '..'));
    // An isolated page has a finer clock.
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    if (!path || !existsSync(path)) return response.writeHead(404).end();
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    createReadStream(path).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Results as the Node harness gives them, or undefined where there is no browser. */
export async function inChromium(built, folder, inputs, rounds, say) {
  const executablePath = findBrowser();
  if (!executablePath) return undefined;
  const jpeg = join(here, '..', 'node_modules', '@jsquash', 'jpeg');
  const server = await serve({ lib: here, built, inputs: folder, jpeg });
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/lib/page.html`);
    await page.waitForFunction(() => window.race !== undefined);
    const results = [];
    for (const { name: title, file, path } of inputs) {
      const times = await page.evaluate(([name, count]) => window.race(name, count), [path.slice(folder.length + 1), rounds]);
      results.push({ title, file, times });
      say(`${title}, Chromium: ${Object.entries(times).map(([name, { min }]) => `${name} ${min.toFixed(1)}`).join(', ')}`);
    }
    return { version: browser.version(), results };
  } finally {
    await browser.close();
    server.close();
  }
}
