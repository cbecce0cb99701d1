/** Where the files of match sets are: an R2 bucket, a KV namespace, or whatever else answers like this. */

export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface StoredFile {
  /** The bytes asked for: all of them, or those of the span. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Of the whole file. */
  readonly size: number;
  /** SHA-256 of the whole file, 64 hex digits, where the store knows it. */
  readonly sha256?: string;
}

export interface Store {
  get(key: string, span?: Span): Promise<StoredFile | undefined>;
}

export function isBinding<T>(value: unknown, method: keyof T & string): value is T {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && typeof (value as Record<string, unknown>)[method] === 'function';
}

interface R2Bucket {
  head(key: string): Promise<unknown>;
  get(key: string, options?: { range: Span }): Promise<{ body: ReadableStream<Uint8Array<ArrayBuffer>>; size: number; checksums?: { sha256?: ArrayBuffer } } | null>;
}

interface KvNamespace {
  getWithMetadata(key: string): Promise<unknown>;
  get(key: string, type: 'arrayBuffer'): Promise<ArrayBuffer | null>;
}

/** The store behind a binding, or undefined where it is none. */
export function storeOf(binding: unknown): Store | undefined {
  if (isBinding<KvNamespace>(binding, 'getWithMetadata')) return kv(binding);
  if (isBinding<R2Bucket>(binding, 'head')) return r2(binding);
  return undefined;
}

const r2 = (bucket: R2Bucket): Store => ({
  async get(key, span) {
    const file = await bucket.get(key, span && { range: span });
    if (file === null) return undefined;
    const { sha256 } = file.checksums ?? {};
    return { body: file.body, size: file.size, ...(sha256 ? { sha256: hex(new Uint8Array(sha256)) } : {}) };
  },
});

/** A value of KV has at most 25 MiB, so a file of it is read whole. */
const kv = (namespace: KvNamespace): Store => ({
  async get(key, span) {
    const value = await namespace.get(key, 'arrayBuffer');
    if (value === null) return undefined;
    const all = new Uint8Array(value);
    return { body: streamOf(span ? all.subarray(span.offset, span.offset + span.length) : all), size: all.length };
  },
});

export function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
