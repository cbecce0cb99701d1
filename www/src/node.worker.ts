/** The worker of Node: hands messages to the handler and its replies back. */
import { parentPort } from 'node:worker_threads';
import { createHandler } from './handler.js';
import type { Request } from './protocol.js';

const handle = createHandler();
parentPort?.on('message', async (request: Request) => parentPort?.postMessage(await handle(request)));
