/** A store of files. The part of an R2 bucket that the worker needs, so that an R2 binding fits as it is. */
export interface Store {
  get(key: string): Promise<StoredFile | null>;
}

export interface StoredFile {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly size: number;
  /** The digest given when the file was put; the worker serves no file without one. */
  readonly checksums: { readonly sha256?: ArrayBuffer };
}
