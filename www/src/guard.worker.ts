/** The worker of the browser: hands messages to the handler and its replies back. */
import { createHandler } from './handler.js';
import type { Reply, Request } from './protocol.js';

/** The part of a dedicated worker's global scope that is used (the DOM library's types are those of a page). */
interface Scope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply): void;
}

const scope = globalThis as unknown as Scope;
const handle = createHandler();
scope.onmessage = async (event) => scope.postMessage(await handle(event.data));
