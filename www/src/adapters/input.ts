/**
 * For pages without an uploader: file inputs, dropped and pasted files, anywhere below an element.
 *
 * The events are held before anybody else sees them, the files are checked, and the event comes again with those that may
 * be sent. While the check runs the input is empty, so that a form that is submitted meanwhile sends nothing unchecked.
 */
import type { Guard } from '../types.js';
import { gateAll, type GateOptions } from './gate.js';

export interface InputOptions extends GateOptions {
  /** The files could not be asked about, and are not sent. */
  onError?: (error: unknown) => void;
}

/** Guards everything below `root` (an input itself, a form, the document). The function that comes back ends it. */
export function guardFiles(root: EventTarget, guard: Guard, { onError = reportError, ...options }: InputOptions): () => void {
  const ended = new AbortController();
  /** Events that we sent ourselves. */
  const own = new WeakSet<Event>();
  const again = (target: EventTarget, event: Event): void => {
    own.add(event);
    target.dispatchEvent(event);
  };
  const hold = (event: Event): void => {
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  const sift = (files: readonly File[], then: (sent: readonly File[]) => void): void => {
    gateAll(guard, files, options).then(then, onError);
  };

  const onInput = (event: Event): void => {
    const input = event.composedPath()[0];
    if (own.has(event) || !(input instanceof HTMLInputElement) || input.type !== 'file') return;
    // "input" comes just before "change", with the same files.
    hold(event);
    if (event.type !== 'change') return;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length === 0) return;
    sift(files, (sent) => {
      if (sent.length === 0) return;
      input.files = transferOf(sent).files;
      again(input, new Event('input', { bubbles: true, composed: true }));
      again(input, new Event('change', { bubbles: true }));
    });
  };

  const onDrop = (event: Event): void => {
    const { dataTransfer } = event as DragEvent;
    const target = event.composedPath()[0];
    if (own.has(event) || !dataTransfer || dataTransfer.files.length === 0 || !target) return;
    hold(event);
    const { clientX, clientY } = event as DragEvent;
    sift([...dataTransfer.files], (sent) => {
      if (sent.length > 0) again(target, new DragEvent('drop', { bubbles: true, cancelable: true, composed: true, clientX, clientY, dataTransfer: transferOf(sent) }));
    });
  };

  const onPaste = (event: Event): void => {
    const { clipboardData } = event as ClipboardEvent;
    const target = event.composedPath()[0];
    if (own.has(event) || !clipboardData || clipboardData.files.length === 0 || !target) return;
    hold(event);
    sift([...clipboardData.files], (sent) => {
      if (sent.length > 0) again(target, new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true, clipboardData: transferOf(sent) }));
    });
  };

  const when = { capture: true, signal: ended.signal };
  for (const type of ['input', 'change']) root.addEventListener(type, onInput, when);
  root.addEventListener('drop', onDrop, when);
  root.addEventListener('paste', onPaste, when);
  return () => ended.abort();
}

function transferOf(files: readonly File[]): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer;
}
