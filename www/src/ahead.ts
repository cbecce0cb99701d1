/** Makes blinds for the next check while the worker has nothing else to do. */
import type { Core } from './wasm/presend.js';

/** Blinds between two looks at the messages that came meanwhile: about a millisecond. */
const STEPS = 16;

export const fresh = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32));

/** Starts, or goes on; ends by itself. Gives back a function that stops it. */
export function prepareAhead(core: Core): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = (): void => {
    timer = core.prepare(STEPS, fresh()) > 0 ? setTimeout(next, 0) : undefined;
  };
  timer = setTimeout(next, 0);
  return () => clearTimeout(timer);
}
