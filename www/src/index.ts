/** presend in a browser. Nothing happens on import. */
import { PresendError } from './errors.js';
import { createGuardOn } from './guard.js';
import type { Platform, WorkerPort } from './platform.js';
import type { Reply } from './protocol.js';
import type { Guard, GuardOptions } from './types.js';

export { PresendError };
export type * from './types.js';
export { verdictOfProblem } from './upload-problem.js';

const browser: Platform = {
  spawn(url): WorkerPort {
    // Spelled out in full: that is the form in which bundlers see that the file belongs to the page.
    const worker = url === undefined ? new Worker(new URL('./guard.worker.js', import.meta.url), { type: 'module' }) : new Worker(url, { type: 'module' });
    const port: WorkerPort = {
      post: (request, transfer) => worker.postMessage(request, transfer),
      onReply: () => {},
      terminate: () => worker.terminate(),
    };
    worker.onmessage = (event: MessageEvent<Reply>) => port.onReply(event.data);
    for (const end of ['error', 'messageerror']) worker.addEventListener(end, () => port.onReply({ type: 'broken' }));
    return port;
  },

  async read(url, fresh): Promise<Uint8Array<ArrayBuffer>> {
    const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', cache: fresh ? 'no-cache' : 'default' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },

  resolve(url): URL {
    try {
      return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href);
    } catch (cause) {
      throw new PresendError('bad-options', 'A URL in the options could not be read.', { cause });
    }
  },
};

/** Makes a guard. Nothing is loaded until the first check, or `preload()`. */
export function createGuard(options: GuardOptions): Promise<Guard> {
  return createGuardOn(browser, options);
}
