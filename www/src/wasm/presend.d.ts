/** The glue that wasm-bindgen writes beside the core, with its true types (the generated ones say `any`). */
import type { Audience, HashedImage, HashOptions, IntimateSource, Policy, Purpose, UncheckedWhy, Verdict } from '../types.js';
import type { CoreTrust } from '../trust.js';

export interface CoreCheckOptions {
  audience: Audience;
  intimateSignal?: IntimateSource | null;
  nowMs: number;
}

export interface SetInfo {
  id: string;
  epoch: number;
  update: number;
  kind: 'open' | 'sealed' | 'private-local' | 'private-mirror';
  purpose: Purpose;
  entries: number;
  digests: number;
  notBeforeMs: number;
  notAfterMs: number;
}

/** Errors are `{ name: 'PresendError', code, message }`. After a RuntimeError the instance is unusable. */
export class Core {
  constructor(options: { policy?: Policy });
  /** `segments`: each with its length before it. With a `number`: the next edition of that set, without an index (empty) where it keeps its own. */
  openSet(manifest: Uint8Array, index: Uint8Array, trust: CoreTrust, nowMs: number, segments?: Uint8Array, number?: number): SetInfo;
  /** Makes at most `steps` blinds for the next check; says how many are still to be made. 32 fresh random bytes. */
  prepare(steps: number, randomness: Uint8Array): number;
  check(bytes: Uint8Array, options: CoreCheckOptions, randomness: Uint8Array): Conversation;
  checkBlob(blob: Blob, options: CoreCheckOptions, randomness: Uint8Array): Promise<Conversation>;
  /** Bytes that a file may have. */
  readonly maxBytes: number;
  /** The media type of a format that the browser may be asked to decode, by the first bytes. */
  browserType(head: Uint8Array): string | undefined;
  /** Digests a file that the browser decodes; `undefined` where it is too large. */
  decoded(bytes: Uint8Array): Decoded | undefined;
  /** Checks the pixels that were handed in, and the digest; uses `decoded` up. */
  checkDecoded(decoded: Decoded, options: CoreCheckOptions, randomness: Uint8Array): Conversation;
  unchecked(why: UncheckedWhy, options: CoreCheckOptions): Verdict;
  hashImage(bytes: Uint8Array, options?: HashOptions): HashedImage;
  free(): void;
}

/** What a check needs from others, until there is a verdict. `set` counts the opened sets from 0. */
export type Step =
  | { type: 'evaluate' | 'fetch'; set: number; body: Uint8Array<ArrayBuffer> }
  | { type: 'done'; verdict: Verdict };

export class Conversation {
  step(): Step;
  answer(bytes: Uint8Array): void;
  fail(why: UncheckedWhy): void;
  /** The code of the first thing that went wrong with an evaluator or a mirror. */
  readonly failure: string | undefined;
  free(): void;
}

/** A picture that the browser decodes. What goes wrong is remembered for the verdict. */
export class Decoded {
  /** Whether nothing went wrong yet. */
  readonly sound: boolean;
  /** Which of `count` frames of this size to hand in; none where they are over a limit. */
  pick(count: number, width: number, height: number): Uint32Array;
  /** A frame begins; all its rows follow. `orientation` as in EXIF. `false`: no more, please. */
  start(index: number, width: number, height: number, orientation: number): boolean;
  /** The next rows, RGBA. `false`: no more, please. */
  rows(pixels: Uint8Array): boolean;
  fail(why: UncheckedWhy): void;
  /** All rows of the frame were handed in; `true` where they are wanted once more, for the picture inside a frame. */
  again(): boolean;
  free(): void;
}

/** The text of a signed note, if enough of the keys have signed it. */
export function verifyNote(note: Uint8Array, trust: { keys: string[]; required?: number }): string;
export function coreVersion(): string;
export function initSync(options: { module: BufferSource | WebAssembly.Module }): unknown;
export default function init(options: { module_or_path: BufferSource | WebAssembly.Module | URL | string }): Promise<unknown>;
