/** Reads the body of a request with limits: on its length, and on how long one may wait for the next piece. */

export type ReadFailure = 'aborted' | 'slow' | 'too-long';

export class BodyFailure extends Error {
  readonly why: ReadFailure;

  constructor(why: ReadFailure, options?: ErrorOptions) {
    super(`the body: ${why}`, options);
    this.why = why;
  }
}

/** What is used of a reader. */
interface Pieces {
  read(): Promise<ReadableStreamReadResult<Uint8Array>>;
  releaseLock(): void;
  cancel(): Promise<void>;
}

/** Room for one piece: of whoever is slow, and of whoever fills it. */
const PIECE = 64 << 10;
const LARGE_PIECE = 256 << 10;

/** workerd hands out 4 kB at a time, unless it is given room for more, and each time costs it 0.05 ms. */
function piecesOf(body: ReadableStream<Uint8Array>): Pieces {
  if (!('IdentityTransformStream' in globalThis)) return body.getReader();
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: 'byob' });
  } catch {
    // A stream that a host made, of another kind.
    return body.getReader();
  }
  let size = PIECE;
  let spare: ArrayBuffer | undefined;
  return {
    async read() {
      const room = spare?.byteLength === size ? spare : new ArrayBuffer(size);
      spare = undefined;
      const { value, done } = await reader.read(new Uint8Array(room));
      if (done || !value) return { done: true, value: undefined };
      const most = size;
      if (value.length < PIECE) size = PIECE;
      else if (value.length === most) size = LARGE_PIECE;
      // A small piece must not keep the room of a large one, which the next one gets.
      if (value.length >= most / 2) return { done, value };
      const small = value.slice();
      spare = value.buffer as ArrayBuffer;
      return { done, value: small };
    },
    releaseLock: () => reader.releaseLock(),
    cancel: () => reader.cancel(),
  };
}

/** One piece after another; what goes wrong is a BodyFailure. */
export class BodyReader {
  readonly #reader: Pieces | undefined;
  readonly #idleMs: number;
  #unread: Uint8Array | undefined;
  /** Of the piece that is being waited for; one timer for the whole body, which looks at this when it goes off. */
  #waitingSince: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #late: ((failure: BodyFailure) => void) | undefined;

  constructor(body: ReadableStream<Uint8Array> | null, idleMs: number) {
    this.#reader = body === null ? undefined : piecesOf(body);
    this.#idleMs = idleMs;
  }

  /** The next piece, or undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    if (!this.#reader) return undefined;
    const unread = this.#unread;
    this.#unread = undefined;
    if (unread) return unread;
    const reader = this.#reader;
    this.#waitingSince = Date.now();
    if (this.#timer === undefined) this.#watch(this.#idleMs);
    try {
      const { value, done } = await new Promise<ReadableStreamReadResult<Uint8Array>>((resolve, reject) => {
        this.#late = reject;
        reader.read().then(resolve, reject);
      });
      if (!done) return value;
      this.#unwatch();
      return undefined;
    } catch (cause) {
      this.#unwatch();
      throw cause instanceof BodyFailure ? cause : new BodyFailure('aborted', { cause });
    } finally {
      this.#waitingSince = undefined;
    }
  }

  #watch(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waitingSince === undefined) return;
      const left = this.#waitingSince + this.#idleMs - Date.now();
      if (left > 0) this.#watch(left);
      else this.#late?.(new BodyFailure('slow'));
    }, ms);
  }

  #unwatch(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Puts a piece back: it is the next one. */
  unread(piece: Uint8Array | undefined): void {
    this.#unread = piece;
  }

  /** Gives the rest of the stream back, unread. */
  release(): void {
    this.#unwatch();
    this.#reader?.releaseLock();
  }

  /**
   * Reads on without looking, so that whoever sends gets to the end of it and then reads the answer: many clients report
   * a broken connection instead of an answer that came early. Gives up after `most` bytes.
   */
  async drain(most: number): Promise<void> {
    try {
      let left = most;
      for (let piece = await this.next(); piece && left > 0; piece = await this.next()) left -= piece.length;
    } catch {
      // Whoever sent it is gone.
    }
    await this.cancel();
  }

  /** Nothing more is wanted. */
  async cancel(): Promise<void> {
    this.#unwatch();
    await this.#reader?.cancel().catch(() => {});
  }
}

/** The whole body, where it has at most `most` bytes. */
export async function readAll(request: Request, most: number, idleMs: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new BodyReader(request.body, idleMs);
  const pieces: Uint8Array[] = [];
  let length = Number(request.headers.get('content-length') ?? 0) > most ? most + 1 : 0;
  for (let piece = length > most ? undefined : await reader.next(); piece; piece = await reader.next()) {
    length += piece.length;
    if (length > most) break;
    pieces.push(piece);
  }
  if (length <= most) return joined(pieces, length);
  await reader.drain(most);
  throw new BodyFailure('too-long');
}

export function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
