/**
 * Uppy, FilePond, Dropzone and react-dropzone: the place where each lets somebody wait for an answer. They are described
 * here by what is used of them, so none is needed to build this package. For tus-js-client, call `gate` before `new Upload`.
 */
import type { Guard } from '../types.js';
import { gate, type GateOptions } from './gate.js';

/** `send`, or not. What goes wrong is "not sent" too; the uploader shows its message. */
async function maySend(guard: Guard, file: Blob, options: GateOptions): Promise<boolean> {
  return (await gate(guard, file, options).catch(() => 'stop')) === 'send';
}

export interface UploaderOptions extends GateOptions {
  /** What the uploader shows beside a file that was not sent. Default: "Not sent". */
  message?: string;
}

/** What is used of @uppy/core (read in 6.3). */
export interface UppyLike {
  addPreProcessor(work: (ids: string[]) => Promise<void>): void;
  removePreProcessor(work: (ids: string[]) => Promise<void>): unknown;
  getFile(id: string): { readonly data: unknown; readonly isRemote?: boolean } | undefined;
  removeFile(id: string): void;
  emit(event: never, ...args: never[]): void;
}

/** Uppy: a pre-processor. Throwing in one ends the whole batch, so a file that is not sent is removed from it. */
export function guardUppy(uppy: UppyLike, guard: Guard, { message = 'Checking', ...options }: UploaderOptions): () => void {
  const emit = uppy.emit.bind(uppy) as (event: string, ...args: unknown[]) => void;
  const work = async (ids: string[]): Promise<void> => {
    for (const id of ids) {
      const file = uppy.getFile(id);
      // What a companion server fetches from elsewhere never is on this device.
      if (!file || !(file.data instanceof Blob)) continue;
      emit('preprocess-progress', file, { mode: 'indeterminate', message });
      if (await maySend(guard, file.data, options)) emit('preprocess-complete', uppy.getFile(id));
      else uppy.removeFile(id);
    }
  };
  uppy.addPreProcessor(work);
  return () => void uppy.removePreProcessor(work);
}

/** Dropzone (read in 6.3): its `accept` option. */
export function dropzoneAccept(guard: Guard, { message = 'Not sent', ...options }: UploaderOptions) {
  return (file: Blob, done: (error?: string) => void): void => {
    void maySend(guard, file, options).then((may) => (may ? done() : done(message)));
  };
}

/** react-dropzone: its `validator` option, which may be asynchronous from version 20 on. A throw would lose the whole drop. */
export function dropzoneValidator(guard: Guard, { message = 'Not sent', ...options }: UploaderOptions) {
  return async (file: Blob): Promise<{ code: string; message: string } | null> => ((await maySend(guard, file, options)) ? null : { code: 'presend-not-sent', message });
}

/** FilePond (read in 4.32): its `beforeAddFile` option. Files that come back from the server are not new, and pass. */
export function filePondBeforeAdd(guard: Guard, options: GateOptions) {
  return async (item: { readonly file: Blob; readonly origin: number }): Promise<boolean> => item.origin !== FROM_INPUT || maySend(guard, item.file, options);
}

/** FilePond's FileOrigin.INPUT: chosen, dropped, pasted, or added by its address. */
const FROM_INPUT = 1;
