// Runs the worker on workerd, with the built site in its store.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { relative, sep } from 'node:path';
import { at, Problem, root } from './project.mjs';
import { site } from './demo-build.mjs';
import { filesOf } from './stamp.mjs';

const host = '127.0.0.1';

/** The files of the site, as [key, path]: keys are what a URL says, without the leading slash. */
export const siteFiles = () =>
  filesOf([relative(root, site())], new Set()).map((file) => [relative(site(), at(file)).split(sep).join('/'), at(file)]);

/** Serves the site; gives back its address and a function that stops it. */
export async function serve(port) {
  // Loaded late: the packages of scripts/ may just have been installed.
  const { Log, LogLevel, Miniflare } = await import('miniflare');
  const worker = at('target', 'demo', 'worker');
  const runtime = new Miniflare({
    host,
    port: await freePort(port),
    rootPath: worker,
    modulesRoot: worker,
    modules: true,
    modulesRules: [{ type: 'ESModule', include: ['**/*.js'] }],
    scriptPath: 'index.js',
    compatibilityDate: '2026-07-01',
    r2Buckets: ['SITE'],
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.WARN),
  });
  const address = await runtime.ready;
  const bucket = await runtime.getR2Bucket('SITE');
  for (const [key, file] of siteFiles()) {
    const bytes = readFileSync(file);
    await bucket.put(key, bytes, { sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  return { address, stop: () => runtime.dispose() };
}

/** `port` where nobody listens on it, else one of the next twenty. */
async function freePort(port) {
  for (let candidate = port; candidate < port + 20; candidate++) {
    if (await isFree(candidate)) return candidate;
  }
  throw new Problem(`ports ${port} to ${port + 19} are all taken. Choose another: PORT=9000 make demo`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
