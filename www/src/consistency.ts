/**
 * The proof that a log goes on where a remembered checkpoint ended (RFC 6962, section 2.1.2), put together from the
 * log's tiles (C2SP `tlog-tiles`): two or three files, however long the log is. Nothing here is believed; the core
 * verifies the proof against both roots.
 */

/** The first lines of a checkpoint, not verified. */
export interface Head {
  readonly origin: string;
  readonly size: number;
}

/** Hashes in a full tile, and levels of the tree that it spans. */
const WIDTH = 256;
const LEVELS = 8;

export function headOf(checkpoint: string): Head | undefined {
  const [origin = '', digits = ''] = checkpoint.split('\n');
  const size = Number(digits);
  return origin !== '' && /^\d{1,15}$/.test(digits) ? { origin, size } : undefined;
}

/** `tile/<level>/<n>[.p/<width>]`, with three digits of `n` to a folder. */
export function tilePath(level: number, n: number, width: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width < WIDTH ? `.p/${width}` : ''}`;
}

/** In base64, one a line, as the core takes them; empty where there is nothing to prove. */
export async function consistencyProof(old: number, size: number, read: (path: string) => Promise<Uint8Array>): Promise<string> {
  const tiles = new Map<string, Promise<Uint8Array>>();

  /** The hash at this place of a level that tiles hold. */
  async function stored(level: number, index: number): Promise<Uint8Array> {
    const n = Math.floor(index / WIDTH);
    const width = Math.min(WIDTH, Math.floor(size / WIDTH ** level) - n * WIDTH);
    const path = tilePath(level, n, width);
    const tile = tiles.get(path) ?? read(path);
    tiles.set(path, tile);
    return (await tile).slice((index % WIDTH) * 32, (index % WIDTH) * 32 + 32);
  }

  /** The root over 2^height entries, the `index`th such part of the log. */
  async function node(height: number, index: number): Promise<Uint8Array> {
    if (height % LEVELS === 0) return stored(height / LEVELS, index);
    return join(await node(height - 1, 2 * index), await node(height - 1, 2 * index + 1));
  }

  async function range(from: number, to: number): Promise<Uint8Array> {
    const height = Math.log2(to - from);
    if (Number.isInteger(height)) return node(height, from / (to - from));
    const middle = from + below(to - from);
    return join(await range(from, middle), await range(middle, to));
  }

  async function proof(from: number, to: number, whole: boolean): Promise<Uint8Array[]> {
    if (old === to) return whole ? [] : [await range(from, to)];
    const middle = from + below(to - from);
    if (old <= middle) return [...(await proof(from, middle, whole)), await range(middle, to)];
    return [...(await proof(middle, to, false)), await range(from, middle)];
  }

  if (old <= 0 || old >= size) return '';
  const hashes = await proof(0, size, true);
  return hashes.map((hash) => `${btoa(String.fromCharCode(...hash))}\n`).join('');
}

/** The largest power of two below `n`, which is at least 2. */
function below(n: number): number {
  const half = 2 ** Math.floor(Math.log2(n));
  return half === n ? half / 2 : half;
}

async function join(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([1, ...left, ...right])));
}
