/** The glue that wasm-bindgen writes beside the core, with its true types (the generated ones say `any`). */
import type { Audience, HashedImage, HashOptions, IntimateSource, Policy, Purpose, TrustPolicy, UncheckedWhy, Verdict } from '../types.js';

export interface CoreCheckOptions {
  audience: Audience;
  intimateSignal?: IntimateSource | null;
  nowMs: number;
}

export interface SetInfo {
  id: string;
  epoch: number;
  kind: 'open';
  purpose: Purpose;
  entries: number;
  digests: number;
  notBeforeMs: number;
  notAfterMs: number;
}

/** Errors are `{ name: 'PresendError', code, message }`. After a RuntimeError the instance is unusable. */
export class Core {
  constructor(options: { policy?: Policy });
  openSet(manifest: Uint8Array, index: Uint8Array, trust: TrustPolicy, nowMs: number): SetInfo;
  check(bytes: Uint8Array, options: CoreCheckOptions): Verdict;
  checkBlob(blob: Blob, options: CoreCheckOptions): Promise<Verdict>;
  unchecked(why: UncheckedWhy, options: CoreCheckOptions): Verdict;
  hashImage(bytes: Uint8Array, options?: HashOptions): HashedImage;
  free(): void;
}

export function coreVersion(): string;
export function initSync(options: { module: BufferSource | WebAssembly.Module }): unknown;
export default function init(options: { module_or_path: BufferSource | WebAssembly.Module | URL | string }): Promise<unknown>;
