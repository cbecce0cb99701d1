/** presend in Node: the same guard, with a worker thread. Nothing happens on import. */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { PresendError } from './errors.js';
import { createGuardOn } from './guard.js';
import type { Platform, WorkerPort } from './platform.js';
import type { Reply } from './protocol.js';
import type { Guard, GuardOptions } from './types.js';

export { PresendError };
export type * from './types.js';
export { verdictOfProblem } from './upload-problem.js';

const node: Platform = {
  spawn(url): WorkerPort {
    // Options of this process (--input-type, --eval) are not for the worker.
    const worker = new Worker(url === undefined ? new URL('./node.worker.js', import.meta.url) : new URL(url), { execArgv: [] });
    const port: WorkerPort = {
      post(request, transfer): void {
        // A thread that has something to do keeps the program alive, an idle one does not.
        worker.ref();
        // Node clones a Blob without copying it, but turns a File into an empty object.
        const plain = request.type === 'check' && request.picture instanceof Blob ? { ...request, picture: request.picture.slice() } : request;
        worker.postMessage(plain, transfer as ArrayBuffer[]);
      },
      onReply: () => {},
      terminate: () => void worker.terminate(),
    };
    const reply = (value: Reply): void => {
      worker.unref();
      port.onReply(value);
    };
    worker.on('message', reply);
    for (const end of ['error', 'messageerror', 'exit']) worker.on(end, () => reply({ type: 'broken' }));
    return port;
  },

  async read(url, fresh): Promise<Uint8Array<ArrayBuffer>> {
    if (url.protocol === 'file:') return new Uint8Array(await readFile(url));
    const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', cache: fresh ? 'no-cache' : 'default' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },

  resolve(url): URL {
    try {
      return new URL(url);
    } catch (cause) {
      throw new PresendError('bad-options', 'A URL in the options could not be read. In Node it should be a whole one: https://… or file://…', { cause });
    }
  },
};

/** Makes a guard. Nothing is loaded until the first check, or `preload()`. */
export function createGuard(options: GuardOptions): Promise<Guard> {
  return createGuardOn(node, options);
}
