/** The worker on workerd (Cloudflare). Secrets and stores are bindings. */
import compiled from './core/presend_worker_bg.wasm';
import { workerdDigester } from './workerd-digest.js';
import { workerIn, type Surroundings, type Worker, type WorkerOptions } from './worker.js';

export * from './public.js';
export { Budgets } from './limits.js';

const place: Surroundings = {
  core: compiled,
  secretsAreBindings: true,
  clientOf: (request) => request.headers.get('cf-connecting-ip') ?? undefined,
  decodes: false,
  digester: workerdDigester,
};

/** The worker; without options, it is set up by its bindings. */
export function createWorker(options: WorkerOptions = {}): Worker {
  return workerIn(place, options);
}

const worker = createWorker();

export default { fetch: worker.fetch };
