/** One upload on its way through the guard: what may go on goes on, a picture waits until it was checked. */
import { BodyFailure, type BodyReader } from './body.js';
import type { Digesting, Digests } from './digests.js';
import { unchecked, type Found } from './judge.js';
import { MultipartScanner, partHeader, type Stretch } from './multipart.js';

/** Bytes that tell whether a file is a picture. */
export const HEAD = 1024;
/** Bytes that are kept back of an upload in which no picture has come yet. */
export const KEPT_BACK = 1 << 20;
/** Bytes of a picture that are digested at a time: each time costs workerd as much as a few kB. */
const STRETCH = 256 << 10;
/** A picture has arrived within this time, or its place is given to the next one. */
const ARRIVAL_MS = 120_000;

/** The upload goes no further. */
export class Stopped extends Error {
  readonly found: Found;
  /** Which part of a form it was, from 0. */
  readonly part: number;

  constructor(found: Found, part: number) {
    super('the upload was stopped');
    this.found = found;
    this.part = part;
  }
}

/** Bytes of all uploads of this isolate that wait to be checked. Who finds no room waits for it, in order. */
export class Room {
  #free: number;
  readonly #waiting: { bytes: number; go: () => void }[] = [];
  #held = 0;
  #most = 0;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  /** Bytes of uploads that are in memory now, whether room was taken for them or not. */
  get held(): number {
    return this.#held;
  }

  /** The most that there ever were. */
  get most(): number {
    return this.#most;
  }

  /** So many more bytes are in memory, or fewer. */
  count(change: number): void {
    this.#held += change;
    this.#most = Math.max(this.#most, this.#held);
  }

  async take(bytes: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#free >= bytes) {
      this.#free -= bytes;
      return;
    }
    await new Promise<void>((go) => this.#waiting.push({ bytes, go }));
  }

  give(bytes: number): void {
    this.#free += bytes;
    for (let next = this.#waiting[0]; next && this.#free >= next.bytes; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.bytes;
      next.go();
    }
  }
}

export interface UploadParts {
  readonly reader: BodyReader;
  /** Of a multipart body. */
  readonly scanner: MultipartScanner | undefined;
  /** The media type of a body that is one file. */
  readonly mediaType: string;
  /** Of the whole body, where it is told. */
  readonly length: number | undefined;
  readonly pictureBytes: number;
  readonly room: Room;
  readonly isPicture: (head: Uint8Array) => Promise<boolean>;
  /** Begins the digests of a picture that arrives. */
  readonly digesting: () => Promise<Digesting>;
  readonly check: (picture: Uint8Array, digests: Digests) => Promise<Found>;
  /** Does an upload with this finding go on? */
  readonly goesOn: (found: Found) => boolean;
  readonly now: () => number;
}

type Way = 'looking' | 'passing' | 'holding';

/** Bytes that may go on; `flush`: what was kept back has to go first, because there is no room for more. */
export type Going = Uint8Array | 'flush';

export class Upload {
  readonly #parts: UploadParts;
  #way: Way = 'looking';
  #claimed = false;
  #part = -1;
  #head: Uint8Array[] = [];
  #headLength = 0;
  #held: Uint8Array<ArrayBuffer> | undefined;
  #heldLength = 0;
  #digesting: Digesting | undefined;
  #digested = 0;
  #reserved = 0;
  #deadline = Infinity;
  #clears = 0;
  #counted = 0;

  constructor(parts: UploadParts) {
    this.#parts = parts;
  }

  /** Pictures that were checked and found clear. */
  get clears(): number {
    return this.#clears;
  }

  /** Bytes that may be kept back before the origin hears of the upload: all of it, where there is room for all of it. */
  get keptBack(): number {
    const { length, pictureBytes } = this.#parts;
    return this.#reserved > 0 && length !== undefined && length <= pictureBytes ? length : Math.max(KEPT_BACK, this.#reserved);
  }

  /** So many bytes of what goes on are kept for now, or, below zero, are kept no more. */
  keeps(change: number): void {
    this.#counted += change;
    this.#parts.room.count(change);
  }

  /** Gives back the room; nothing of the upload is kept any more. */
  done(): void {
    this.keeps(-this.#counted);
    if (this.#reserved > 0) this.#parts.room.give(this.#reserved);
    this.#reserved = 0;
    this.#held = undefined;
  }

  async *going(): AsyncGenerator<Going, void, void> {
    const { reader, scanner } = this.#parts;
    if (!scanner) this.#begin(this.#parts.mediaType, undefined);
    for (;;) {
      const piece = await reader.next();
      if (this.#parts.now() > this.#deadline) throw new BodyFailure('slow');
      if (piece && !scanner && this.#way === 'passing') {
        yield piece;
        continue;
      }
      const stretches: Stretch[] = piece ? (scanner?.push(piece) ?? [{ type: 'data', bytes: piece }]) : (scanner?.end() ?? [{ type: 'end', bytes: new Uint8Array(0) }]);
      for (const stretch of stretches) yield* this.#take(stretch);
      if (!piece) return;
    }
  }

  async *#take(stretch: Stretch): AsyncGenerator<Going, void, void> {
    if (stretch.type === 'begin') this.#begin(partHeader(stretch.head, 'content-type') ?? '', stretch.head);
    if (stretch.type === 'data') {
      yield* this.#data(stretch.bytes);
      return;
    }
    if (stretch.type === 'end') yield* this.#end();
    if (stretch.bytes.length > 0) yield stretch.bytes;
  }

  #begin(mediaType: string, head: string | undefined): void {
    this.#part++;
    this.#way = 'looking';
    // Whatever says that it is a picture is one, known format or not.
    this.#claimed = /^\s*image\//i.test(mediaType);
    const encoding = head === undefined ? undefined : partHeader(head, 'content-transfer-encoding');
    const plain = encoding === undefined || ['7bit', '8bit', 'binary'].includes(encoding);
    // Encoded, nested or told in two ways: what the origin reads out of it is not what would be checked here.
    if (!plain || /^multipart\//i.test(mediaType) || mediaType === 'twice') this.#judge(unchecked('unsupported'));
  }

  async *#data(bytes: Uint8Array): AsyncGenerator<Going, void, void> {
    if (this.#way === 'passing') {
      yield bytes;
    } else if (this.#way === 'holding') {
      yield* this.#hold(bytes);
    } else {
      this.#head.push(bytes);
      this.#headLength += bytes.length;
      this.keeps(bytes.length);
      if (this.#headLength >= HEAD) yield* this.#decide();
    }
  }

  /** Enough of the file is here to say whether it is a picture. */
  async *#decide(): AsyncGenerator<Going, void, void> {
    const pieces = this.#head;
    this.keeps(-this.#headLength);
    this.#head = [];
    this.#headLength = 0;
    const [first = new Uint8Array(0)] = pieces;
    const start = pieces.length === 1 ? first.subarray(0, HEAD) : Uint8Array.from(pieces.flatMap((piece) => [...piece.subarray(0, HEAD)])).subarray(0, HEAD);
    const picture = this.#claimed || (await this.#parts.isPicture(start));
    this.#way = picture ? 'holding' : 'passing';
    if (picture) yield* this.#reserve();
    for (const piece of pieces) yield* this.#data(piece);
  }

  /** Takes room for a picture, once for each upload: nobody waits for more while holding some. */
  async *#reserve(): AsyncGenerator<Going, void, void> {
    const { length, pictureBytes, room } = this.#parts;
    if (this.#reserved === 0) {
      const bytes = Math.min(length ?? pictureBytes, pictureBytes);
      await room.take(bytes);
      this.#reserved = bytes;
    } else if (length === undefined || length > pictureBytes) {
      yield 'flush';
    }
    this.#deadline = this.#parts.now() + ARRIVAL_MS;
    this.#heldLength = 0;
    this.#held = undefined;
    this.#digesting = await this.#parts.digesting();
    this.#digested = 0;
  }

  async *#hold(bytes: Uint8Array): AsyncGenerator<Going, void, void> {
    const { pictureBytes } = this.#parts;
    const length = this.#heldLength + bytes.length;
    if (length > pictureBytes) {
      this.#judge(unchecked('too-large'));
      this.#way = 'passing';
      yield* this.#letGo();
      yield bytes;
      return;
    }
    if (!this.#held || this.#held.length < length) {
      const larger = new Uint8Array(Math.min(pictureBytes, Math.max(length, this.#held ? 2 * this.#held.length : this.#expected())));
      this.keeps(larger.length);
      if (this.#held) {
        larger.set(this.#held.subarray(0, this.#heldLength));
        this.keeps(-this.#held.length);
      }
      this.#held = larger;
    }
    this.#held.set(bytes, this.#heldLength);
    this.#heldLength = length;
    // While the next piece is on its way.
    if (length - this.#digested >= STRETCH) await this.#digest();
  }

  /** Digests what has come since the last time. */
  async #digest(): Promise<void> {
    const come = this.#held?.subarray(this.#digested, this.#heldLength);
    this.#digested = this.#heldLength;
    if (come && come.length > 0) await this.#digesting?.update(come);
  }

  /** Of a body that is one file, the length is known, mostly: it is taken once, and nothing is copied again and again. */
  #expected(): number {
    const { length, scanner } = this.#parts;
    return length === undefined || scanner ? 256 << 10 : length;
  }

  async *#letGo(): AsyncGenerator<Going, void, void> {
    const held = this.#held?.subarray(0, this.#heldLength);
    // What the buffer has beyond it stays counted until the upload is done.
    this.keeps(-this.#heldLength);
    this.#held = undefined;
    this.#heldLength = 0;
    this.#digesting = undefined;
    this.#deadline = Infinity;
    if (held && held.length > 0) yield held;
  }

  async *#end(): AsyncGenerator<Going, void, void> {
    if (this.#way === 'looking') yield* this.#decide();
    if (this.#way !== 'holding') return;
    if (this.#heldLength > 0) {
      await this.#digest();
      const digests = (await this.#digesting?.end()) ?? {};
      this.#judge(await this.#parts.check(this.#held!.subarray(0, this.#heldLength), digests));
    }
    yield* this.#letGo();
  }

  #judge(found: Found): void {
    if (!this.#parts.goesOn(found)) throw new Stopped(found, Math.max(0, this.#part));
    if (found.kind === 'clear') this.#clears++;
  }
}
