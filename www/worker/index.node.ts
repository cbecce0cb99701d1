/** The worker in Node, Deno and Bun. Secrets come from files, sets from a folder, the rest from the process' environment. */
import { readFileSync } from 'node:fs';
import { folderStore } from './folder.js';
import { nodeDigester } from './node-digest.js';
import { nodeFetch } from './node-fetch.js';
import { readSecretFiles } from './secret-files.js';
import { workerIn, type Surroundings, type Worker, type WorkerOptions } from './worker.js';

export * from './public.js';
export { folderStore } from './folder.js';

/** What the three runtimes hand in beside a request: Bun its server, Deno the connection, presend's server for Node both. */
interface Beside {
  requestIP?(request: Request): { address: string } | null;
  remoteAddr?: { hostname?: string };
}

/** Deno and Bun have clients of their own. */
const isNode = !('Deno' in globalThis) && !('Bun' in globalThis);

const place: Surroundings = {
  core: () => new WebAssembly.Module(readFileSync(new URL('./core/presend_worker_bg.wasm', import.meta.url))),
  environment: () => readSecretFiles(process.env),
  secretsAreBindings: false,
  folder: folderStore,
  clientOf(request, beside) {
    const { requestIP, remoteAddr } = (beside ?? {}) as Beside;
    return requestIP ? requestIP.call(beside, request)?.address : remoteAddr?.hostname;
  },
  decodes: !isNode,
  digester: nodeDigester,
  ...(isNode ? { fetch: nodeFetch } : {}),
};

/** The worker; without options, it is set up by the environment of the process. */
export function createWorker(options: WorkerOptions = {}): Worker {
  return workerIn(place, options);
}

const worker = createWorker();

export default { fetch: worker.fetch, start: worker.start, usage: worker.usage };
