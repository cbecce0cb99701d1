// Runs two workers on workerd: the page's operator with the built site in its store, and the list owner's evaluator.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { relative, sep } from 'node:path';
import { at, Problem, root } from './project.mjs';
import { evaluatorKey, packagedWorker, site, writeSettings } from './demo-build.mjs';
import { filesOf } from './stamp.mjs';

const host = '127.0.0.1';

/** The files of the site, as [key, path]: keys are what a URL says, without the leading slash. */
export const siteFiles = () =>
  filesOf([relative(root, site())], new Set()).map((file) => [relative(site(), at(file)).split(sep).join('/'), at(file)]);

/** Serves the site and the evaluator, each from an origin of its own; gives back both addresses and a way to stop. */
export async function serve(port) {
  // Loaded late: the packages of scripts/ may just have been installed.
  const { Log, LogLevel, Miniflare } = await import('miniflare');
  const start = async (worker, scriptPath, wanted, bindings) => {
    const runtime = new Miniflare({
      host,
      port: await freePort(wanted),
      rootPath: worker,
      modulesRoot: worker,
      modules: true,
      modulesRules: [
        { type: 'ESModule', include: ['**/*.js'] },
        { type: 'CompiledWasm', include: ['**/*.wasm'] },
      ],
      scriptPath,
      compatibilityDate: '2026-07-01',
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.WARN),
      ...bindings,
    });
    return { runtime, address: await runtime.ready };
  };
  // On workerd a secret is a binding like any other; it comes from a file that only this machine's user may read.
  const key = readFileSync(evaluatorKey, 'utf8');
  // More than a person may ask for: whoever tries the demo out clicks faster than people send pictures.
  const owner = await start(packagedWorker(), 'index.workerd.js', port + 100, {
    bindings: { PRESEND_ROLES: 'evaluator', PRESEND_EVALUATOR_KEY: key, PRESEND_CLIENT_BUDGET: '120/60' },
    ratelimits: { GLOBAL_LIMIT: { namespace_id: '1', simple: { limit: 600, period: 60 } } },
  });
  const evaluator = new URL('/evaluate', owner.address);
  writeSettings(evaluator.href);
  const page = await start(at('target', 'demo', 'worker'), 'index.js', port, { r2Buckets: ['SITE'], bindings: { CONNECT: evaluator.origin } });
  const bucket = await page.runtime.getR2Bucket('SITE');
  for (const [key, file] of siteFiles()) {
    const bytes = readFileSync(file);
    await bucket.put(key, bytes, { sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  return { address: page.address, evaluator, stop: () => Promise.all([page.runtime.dispose(), owner.runtime.dispose()]) };
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
