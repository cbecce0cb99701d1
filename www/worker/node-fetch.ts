/**
 * Asks an origin with Node's own client. Node's `fetch` copies a body that streams (undici 6 clones the request, and one
 * of the two halves is read by nobody): a film of 100 MB would lie in memory as a whole until it is with the origin.
 */
import { Agent as PlainAgent, request as plain, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as secure } from 'node:https';
import { pulled } from './node-stream.js';

/** An origin that says nothing for so long does not answer. */
const SILENT_MS = 300_000;
/** Of one connection; the body's form is Node's business. */
const NOT_HANDED_ON = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);
/**
 * An idle connection is let go after this time, before an origin does (Node's after 5 s, others' later): an upload that
 * meets the end of its connection fails, and a stream cannot be sent twice.
 */
const IDLE = { keepAlive: true, timeout: 4_000 };
const agents = { 'http:': new PlainAgent(IDLE), 'https:': new SecureAgent(IDLE) };

/** The part of `fetch` that the guard needs: redirects and encodings are handed on as they come. */
export const nodeFetch: typeof fetch = (input, { method = 'GET', headers, body, signal } = {}) => {
  const url = new URL(String(input));
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? secure : plain)(url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      agent: isSecure ? agents['https:'] : agents['http:'],
      timeout: SILENT_MS,
      ...(signal ? { signal } : {}),
    });
    asked.on('error', reject);
    asked.once('response', (answer) => resolve(responseOf(answer)));
    asked.once('timeout', () => asked.destroy(new Error('the origin is silent')));
    send(asked, body as ReadableStream<Uint8Array> | Uint8Array | undefined).catch((error: Error) => asked.destroy(error));
  });
};

async function send(asked: ClientRequest, body: ReadableStream<Uint8Array> | Uint8Array | undefined): Promise<void> {
  if (!(body instanceof ReadableStream)) {
    asked.end(body);
    return;
  }
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      if (!asked.write(value)) await roomIn(asked);
      if (asked.destroyed) throw new Error('the origin takes no more');
    }
    asked.end();
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** What was written is on its way, or never will be. */
const roomIn = (asked: ClientRequest): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      asked.off('drain', go).off('close', go);
      resolve();
    };
    asked.on('drain', go).on('close', go);
  });

function responseOf(answer: IncomingMessage): Response {
  const headers = new Headers();
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    const name = answer.rawHeaders[at]!;
    if (!NOT_HANDED_ON.has(name.toLowerCase())) headers.append(name, answer.rawHeaders[at + 1]!);
  }
  const status = answer.statusCode ?? 502;
  const empty = [204, 205, 304].includes(status);
  if (empty) answer.resume();
  return new Response(empty ? null : pulled(answer), { status, statusText: answer.statusMessage ?? '', headers });
}
