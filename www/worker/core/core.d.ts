/** The core of the worker, as www/build/worker-wasm.mjs writes it. Refusals are errors with a stable `code`. */
export type DigestKind = 'sha256' | 'sha1' | 'md5';

export interface Trust {
  keys: readonly string[];
  required?: number;
  purposes?: readonly string[];
  leastEpochs?: Readonly<Record<string, number>>;
  leastUpdates?: Readonly<Record<string, number>>;
  /** In words, instead of `required`. */
  policy?: string;
  /** Parted by zeros: `LogPolicy::from_text` in src/matchset/log/checkpoint.rs. */
  log?: string;
}

export interface SetInfo {
  id: string;
  epoch: number;
  update: number;
  kind: 'open' | 'sealed' | 'private-local' | 'private-mirror';
  purpose: string;
  entries: number;
  digests: number;
  notBeforeMs: number;
  notAfterMs: number;
}

export interface HostedInfo extends SetInfo {
  indexBytes: number;
  indexSha256: string;
  rootsSha256?: string;
  /** The evaluator's public key, 64 hex digits. */
  evaluator?: string;
  probes?: number;
  segments: readonly { sha256: string; bytes: number }[];
}

export interface Evaluator {
  /** 16 hex digits. */
  readonly keyId: string;
  /** 64 hex digits. */
  readonly publicKey: string;
  evaluate(question: Uint8Array, randomness: Uint8Array): Uint8Array<ArrayBuffer>;
  free(): void;
}

export interface Mirror {
  answer(question: Uint8Array): Uint8Array<ArrayBuffer>;
  free(): void;
}

export type Step =
  | { type: 'evaluate' | 'fetch'; set: number; body: Uint8Array<ArrayBuffer> }
  | { type: 'done'; verdict: { kind: string; purpose?: string; why?: string } };

export interface Conversation {
  step(): Step;
  answer(bytes: Uint8Array): void;
  fail(why: string): void;
  free(): void;
}

export interface Core {
  openSet(manifest: Uint8Array, index: Uint8Array, trust: Trust, nowMs: number, segments?: Uint8Array): SetInfo;
  openSealed(manifest: Uint8Array, index: Uint8Array, trust: Trust, nowMs: number, key: string, segments?: Uint8Array): SetInfo;
  digestKinds(): readonly DigestKind[];
  checkDigested(bytes: Uint8Array, sha256: Uint8Array | undefined, sha1: Uint8Array | undefined, md5: Uint8Array | undefined, options: { audience: string; nowMs: number }, randomness: Uint8Array): Conversation;
  free(): void;
}

export interface Instance {
  memory: WebAssembly.Memory;
  Evaluator: new (secret: string) => Evaluator;
  Mirror: new (manifest: Uint8Array, index: Uint8Array, trust: Trust, nowMs: number) => Mirror;
  Core: { limited(bytes: number, pixels: number, memory: number): Core };
  readManifest(manifest: Uint8Array, trust: Trust, nowMs: number): HostedInfo;
  isPicture(head: Uint8Array): boolean;
  /** From the tiles of level 0, one after the other; `undefined` where they have fewer entries than `old`. */
  consistencyProof(leaves: Uint8Array, old: number): string | undefined;
}

/** A fresh instance with a memory of its own. */
export function instantiate(compiled: WebAssembly.Module): Instance;
