/** `node node_modules/presend/dist/worker/serve.js`: the worker behind Node's own server. Deno and Bun serve it themselves. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import usual from './index.node.js';
import { pulled } from './node-stream.js';
import type { Worker } from './worker.js';

export interface Served {
  readonly port: number;
  /** Takes no more requests, lets those that run end, and resolves then. */
  stop(): Promise<void>;
}

/** Rejects with a StartupError before any port is opened. */
export async function serve(worker: Worker, { port = 8787, host = '127.0.0.1' }: { port?: number; host?: string } = {}): Promise<Served> {
  await worker.start();
  const server = createServer((asked, answer) => void respond(worker, asked, answer));
  // The worker has limits of its own on how long a body may take.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function respond(worker: Worker, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  try {
    const response = await worker.fetch(requestOf(asked), { remoteAddr: { hostname: asked.socket.remoteAddress } });
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie').flat();
    answer.writeHead(response.status, [...headers, ...response.headers.getSetCookie().flatMap((cookie) => ['set-cookie', cookie])]);
    if (response.body && asked.method !== 'HEAD') await pipeline(Readable.fromWeb(response.body as import('node:stream/web').ReadableStream), answer);
    else answer.end();
  } catch {
    // Whoever asked is gone, or sent what is no request.
    if (!answer.headersSent && !answer.destroyed) answer.writeHead(400).end();
    else answer.destroy();
  }
}

function requestOf(asked: IncomingMessage): Request {
  const headers = new Headers();
  for (let at = 0; at < asked.rawHeaders.length; at += 2) headers.append(asked.rawHeaders[at]!, asked.rawHeaders[at + 1]!);
  const url = new URL(asked.url ?? '/', `http://${asked.headers.host ?? 'localhost'}`);
  const method = asked.method ?? 'GET';
  const hasBody = !['GET', 'HEAD'].includes(method) && (asked.headers['transfer-encoding'] !== undefined || Number(asked.headers['content-length'] ?? 0) > 0);
  const init = { method, headers, ...(hasBody ? { body: pulled(asked), duplex: 'half' } : {}) };
  return new Request(url, init as RequestInit);
}

async function run(): Promise<void> {
  try {
    const served = await serve(usual, { port: Number(process.env['PRESEND_PORT'] ?? 8787), host: process.env['PRESEND_HOST'] ?? '127.0.0.1' });
    console.log(JSON.stringify({ Timestamp: new Date().toISOString(), SeverityText: 'INFO', Body: 'listening', Attributes: { port: served.port } }));
    const stop = (): void => void served.stop().then(() => process.exit(0));
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    const { code = 'worker-failed' } = error as { code?: string };
    // What is wrong with the environment stands in the log already.
    if (!(error instanceof Error) || error.name !== 'StartupError') console.error(JSON.stringify({ Timestamp: new Date().toISOString(), SeverityText: 'ERROR', Body: 'start-up failed', Attributes: { code } }));
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await run();
