/**
 * The browser's "back" while the dialog is open: it closes the dialog and leaves the page where it is.
 *
 * There is no event for a press of that button, so an entry is put on top of the history and taken away again. The entry
 * has the address of the page and, beside what the host keeps there, says nothing but that it is ours. A router of the host
 * hears one `popstate` with the address and the state that it has already.
 */

/** How long to wait for our entry to be gone, where the browser does not tell. Going back is quick or does not happen. */
const GONE_MS = 500;

const MARK = 'presendNudge';
let marks = 0;
/** The next dialog opens after the entry of the last one is gone: else it would be closed by that. */
let settled: Promise<void> = Promise.resolve();

export const backSettled = (): Promise<void> => settled;

const markOf = (state: unknown): unknown => (typeof state === 'object' && state !== null ? (state as Record<string, unknown>)[MARK] : undefined);

/** Calls `onBack` when the person goes back. The function that comes back puts the history as it was, and says when it is. */
export function holdBack(onBack: () => void): () => Promise<void> {
  const mark = ++marks;
  try {
    const state: unknown = history.state;
    history.pushState({ ...(typeof state === 'object' ? state : {}), [MARK]: mark }, '');
  } catch {
    // Not everywhere (sandboxed frames, too many entries): then "back" leaves the page, and nothing is sent either.
    return () => Promise.resolve();
  }
  const ended = new AbortController();
  let release = onBack;
  const popped = (event: PopStateEvent): void => {
    if (markOf(event.state) === mark) return;
    ended.abort();
    release();
  };
  addEventListener('popstate', popped, { capture: true, signal: ended.signal });
  return () => {
    // Gone already, or the host has put an entry of its own on top.
    if (ended.signal.aborted || markOf(history.state) !== mark) {
      ended.abort();
      return Promise.resolve();
    }
    settled = new Promise((resolve) => {
      release = resolve;
      setTimeout(resolve, GONE_MS);
      history.back();
    });
    return settled;
  };
}
