/** Reads the body of a request with limits: on its length, and on how long one may wait for the next piece. */

export type ReadFailure = 'aborted' | 'slow' | 'too-long';

export class BodyFailure extends Error {
  readonly why: ReadFailure;

  constructor(why: ReadFailure, options?: ErrorOptions) {
    super(`the body: ${why}`, options);
    this.why = why;
  }
}

/** One piece after another; what goes wrong is a BodyFailure. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #idleMs: number;

  constructor(body: ReadableStream<Uint8Array> | null, idleMs: number) {
    this.#reader = body?.getReader();
    this.#idleMs = idleMs;
  }

  /** The next piece, or undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    if (!this.#reader) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new BodyFailure('slow')), this.#idleMs);
    });
    try {
      const { value, done } = await Promise.race([this.#reader.read(), late]);
      return done ? undefined : value;
    } catch (cause) {
      throw cause instanceof BodyFailure ? cause : new BodyFailure('aborted', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Gives the rest of the stream back, unread. */
  release(): void {
    this.#reader?.releaseLock();
  }

  /** Nothing more is wanted. */
  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => {});
  }
}

/** The whole body, where it has at most `most` bytes. */
export async function readAll(request: Request, most: number, idleMs: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new BodyReader(request.body, idleMs);
  if (Number(request.headers.get('content-length') ?? 0) > most) {
    await reader.cancel();
    throw new BodyFailure('too-long');
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let piece = await reader.next(); piece; piece = await reader.next()) {
    length += piece.length;
    if (length > most) {
      await reader.cancel();
      throw new BodyFailure('too-long');
    }
    pieces.push(piece);
  }
  return joined(pieces, length);
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
