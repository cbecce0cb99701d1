/** A `fetch` that the host calls instead of the page's own. Nothing of the page is patched. */
import { PresendError } from '../errors.js';
import type { Guard } from '../types.js';
import { gate, type GateOptions } from './gate.js';

/**
 * A function like `fetch`. Pictures in its body (a Blob, or files of a FormData) are checked before anything is sent; where
 * one is not to be sent, it rejects with the code `not-sent`, and with the code `unreadable-body` where the body is a
 * stream, which cannot be looked at without using it up.
 */
export function guardedFetch(guard: Guard, options: GateOptions, fetcher: typeof fetch = fetch): typeof fetch {
  return async (input, init = {}) => {
    const body = init.body ?? (input instanceof Request && input.body ? await input.clone().blob() : undefined);
    for (const file of filesIn(body)) {
      if ((await gate(guard, file, options)) !== 'send') throw new PresendError('not-sent', 'The person, or the policy, decided that this is not sent.');
    }
    return fetcher(input, init);
  };
}

function filesIn(body: unknown): Blob[] {
  if (body instanceof Blob) return [body];
  if (body instanceof FormData) return [...body.values()].filter((value): value is File => value instanceof Blob);
  if (body instanceof ArrayBuffer) return [new Blob([body])];
  if (ArrayBuffer.isView(body)) return [new Blob([new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice()])];
  if (body instanceof ReadableStream) throw new PresendError('unreadable-body', 'A stream cannot be checked. Check the file first, with gate().');
  return [];
}
