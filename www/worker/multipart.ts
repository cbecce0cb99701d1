/**
 * Finds the parts of a multipart body (RFC 2046, RFC 7578) in a stream of pieces. It only looks: the pieces it hands out
 * are the pieces that came, in their order, and nothing is rewritten. Whatever another reader might read in another way
 * is refused, so that no part can be hidden between two readings.
 */

/** What a stretch of the body is. `bytes` joined in order are the body. */
export type Stretch =
  | { readonly type: 'frame'; readonly bytes: Uint8Array }
  /** The head of a part has ended; `head` holds its header lines. */
  | { readonly type: 'begin'; readonly bytes: Uint8Array; readonly head: string }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly bytes: Uint8Array };

/** A body that two readers could read in two ways. The message is for whoever sent it. */
export class BadMultipart extends Error {}

const CR = 13;
const LF = 10;
const DASH = 45;
const MOST_HEAD = 16 << 10;
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const none = new Uint8Array(0);

/** The boundary that a media type names, or undefined where it is no multipart type. */
export function boundaryOf(mediaType: string): string | undefined {
  if (!/^\s*multipart\//i.test(mediaType)) return undefined;
  const found = [...mediaType.matchAll(/;\s*boundary\s*=\s*(?:"([^"\\]*)"|([^\s;"]+))/gi)];
  const [, quoted, plain] = found[0] ?? [];
  const boundary = quoted ?? plain ?? '';
  // RFC 2046, section 5.1.1: 1 to 70 of these, the last one no space.
  if (found.length !== 1 || !/^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/.test(boundary)) throw new BadMultipart('The multipart body should name one boundary of 1 to 70 characters.');
  return boundary;
}

type State = 'start' | 'after-mark' | 'head' | 'data' | 'over';

export class MultipartScanner {
  readonly #mark: Uint8Array;
  /** What the bytes that are not handed out yet belong to. */
  #state: State = 'start';
  #ended = false;
  #left: Uint8Array = none;

  constructor(boundary: string) {
    this.#mark = ascii(`\r\n--${boundary}`);
  }

  /** Takes the next piece of the body. */
  push(piece: Uint8Array): Stretch[] {
    let bytes = piece;
    if (this.#left.length > 0) {
      bytes = new Uint8Array(this.#left.length + piece.length);
      bytes.set(this.#left);
      bytes.set(piece, this.#left.length);
    }
    const found: Stretch[] = [];
    for (let at = 0; ; ) {
      const used = this.#step(bytes.subarray(at), found);
      if (used === 0) {
        this.#left = bytes.subarray(at);
        return found;
      }
      at += used;
    }
  }

  /** The body has ended. */
  end(): Stretch[] {
    if (this.#state !== 'over') throw new BadMultipart('The multipart body ended before its last boundary.');
    if (this.#left.length > 0) throw new BadMultipart('There should be nothing behind the last boundary.');
    return [];
  }

  /** Hands out what is certain at the beginning of `bytes`; gives back how many bytes that was. */
  #step(bytes: Uint8Array, found: Stretch[]): number {
    switch (this.#state) {
      case 'start':
        return this.#start(bytes, found);
      case 'after-mark':
        return this.#afterMark(bytes, found);
      case 'head':
        return this.#head(bytes, found);
      case 'data':
        return this.#data(bytes, found);
      case 'over':
        return this.#over(bytes, found);
    }
  }

  #start(bytes: Uint8Array, found: Stretch[]): number {
    // The first boundary may stand at the very beginning, or behind one empty line.
    const first = this.#mark.subarray(2);
    const skip = bytes[0] === CR ? 2 : 0;
    if (bytes.length < first.length + skip) {
      if (!startsWith(this.#mark.subarray(2 - skip), bytes)) throw new BadMultipart('The multipart body should begin with its boundary.');
      return 0;
    }
    if (!startsWith(bytes, this.#mark.subarray(2 - skip))) throw new BadMultipart('The multipart body should begin with its boundary.');
    return this.#hand(found, { type: 'frame', bytes: bytes.subarray(0, first.length + skip) }, 'after-mark');
  }

  #afterMark(bytes: Uint8Array, found: Stretch[]): number {
    if (bytes.length < 2) return 0;
    const [one, two] = bytes;
    if (one === CR && two === LF) return this.#hand(found, { type: 'frame', bytes: bytes.subarray(0, 2) }, 'head');
    if (one === DASH && two === DASH) return this.#hand(found, { type: 'frame', bytes: bytes.subarray(0, 2) }, 'over');
    throw new BadMultipart('A boundary should be followed by a new line, or by two dashes at the end.');
  }

  #head(bytes: Uint8Array, found: Stretch[]): number {
    const empty = bytes[0] === CR && bytes[1] === LF;
    const end = empty ? 0 : endOfHead(bytes);
    if (end === undefined) {
      if (bytes.length > MOST_HEAD) throw new BadMultipart(`The head of a part has at most ${MOST_HEAD} bytes.`);
      return 0;
    }
    const length = end + (empty ? 2 : 4);
    const head = String.fromCharCode(...bytes.subarray(0, end));
    // A lone end of line ends a header for some readers and not for others.
    if (/[\0]|\r(?!\n)|(?<!\r)\n|\r\n[ \t]/.test(head)) throw new BadMultipart('The head of a part should have one header a line, ended by CR and LF.');
    return this.#hand(found, { type: 'begin', bytes: bytes.subarray(0, length), head }, 'data');
  }

  #data(bytes: Uint8Array, found: Stretch[]): number {
    const mark = this.#mark;
    // Everything before a line end that could begin a boundary is data.
    for (let from = 0; ; ) {
      const line = bytes.indexOf(LF, from);
      if (line < 0) return this.#part(found, bytes, bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length);
      const rest = bytes.subarray(line + 1, line + mark.length - 1);
      if (!startsWith(mark.subarray(2), rest)) {
        from = line + 1;
        continue;
      }
      const begin = line > 0 && bytes[line - 1] === CR ? line - 1 : line;
      if (rest.length < mark.length - 2) return this.#part(found, bytes, begin);
      if (begin === line) throw new BadMultipart('A boundary should begin behind CR and LF.');
      if (begin > 0) found.push({ type: 'data', bytes: bytes.subarray(0, begin) });
      found.push({ type: 'end', bytes: bytes.subarray(begin, begin + mark.length) });
      this.#state = 'after-mark';
      return begin + mark.length;
    }
  }

  #part(found: Stretch[], bytes: Uint8Array, length: number): number {
    if (length > 0) found.push({ type: 'data', bytes: bytes.subarray(0, length) });
    return length;
  }

  #over(bytes: Uint8Array, found: Stretch[]): number {
    // An end of line behind the last boundary is usual; anything more is not.
    if (bytes.length === 0 || (bytes.length === 1 && bytes[0] === CR)) return 0;
    if (bytes.length === 2 && bytes[0] === CR && bytes[1] === LF && !this.#ended) {
      this.#ended = true;
      return this.#hand(found, { type: 'frame', bytes }, 'over');
    }
    throw new BadMultipart('There should be nothing behind the last boundary.');
  }

  #hand(found: Stretch[], stretch: Stretch, next: State): number {
    found.push(stretch);
    this.#state = next;
    return stretch.bytes.length;
  }
}

/** Does `bytes` begin with `wanted`? */
function startsWith(bytes: Uint8Array, wanted: Uint8Array): boolean {
  if (bytes.length < wanted.length) return false;
  for (let at = 0; at < wanted.length; at++) if (bytes[at] !== wanted[at]) return false;
  return true;
}

function endOfHead(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] === LF && bytes[at + 2] === CR && bytes[at + 3] === LF) return at;
  }
  return undefined;
}

/** The value of a header among the lines of a part's head, in lower case; `twice` where it is there more than once. */
export function partHeader(head: string, name: string): string | 'twice' | undefined {
  const lines = head.split('\r\n').filter((line) => line.slice(0, line.indexOf(':')).trim().toLowerCase() === name);
  if (lines.length > 1) return 'twice';
  return lines[0]?.slice(lines[0].indexOf(':') + 1).trim().toLowerCase();
}
