/**
 * Formats that the core does not decode and the browser perhaps does: AVIF, HEIC, JPEG XL. WebCodecs gives the stored
 * pixels, where a canvas would turn them, apply alpha, and in some browsers add noise to them.
 */
import { fresh } from './ahead.js';
import type { Conversation, Core, CoreCheckOptions, Decoded } from './wasm/presend.js';

/** The parts of WebCodecs that are used; not every TypeScript library has them. */
interface Frame {
  readonly visibleRect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
  /** Clockwise, before `flip`. */
  readonly rotation?: number;
  /** Left and right change places. */
  readonly flip?: boolean;
  copyTo(target: Uint8Array, options: object): Promise<unknown>;
  close(): void;
}

interface Decoder {
  readonly tracks: { readonly ready: Promise<unknown>; readonly selectedTrack: { readonly frameCount: number } | null };
  /** Resolves when the number of frames is final. */
  readonly completed: Promise<unknown>;
  decode(options: { frameIndex: number }): Promise<{ image: Frame }>;
  close(): void;
}

interface DecoderClass {
  new (init: { type: string; data: Uint8Array; colorSpaceConversion: 'none' }): Decoder;
  isTypeSupported(type: string): Promise<boolean>;
}

/** Enough to tell the format, with the list of brands. */
const HEAD_BYTES = 512;
/** Bytes of pixels that are handed over at a time. */
const PIECE_BYTES = 1 << 20;
/** Colours are stored for several rows at once; a piece begins where such rows do. */
const ROWS = 16;

/** `undefined` where this is not the browser's business: the core decodes it, or nobody does. */
export async function checkWithBrowser(core: Core, picture: Blob | Uint8Array, options: CoreCheckOptions): Promise<Conversation | undefined> {
  const { ImageDecoder } = globalThis as { ImageDecoder?: DecoderClass };
  if (!ImageDecoder || (picture instanceof Blob && picture.size > core.maxBytes)) return undefined;
  try {
    const type = core.browserType(await bytesOf(picture, HEAD_BYTES));
    if (type === undefined || !(await ImageDecoder.isTypeSupported(type))) return undefined;
    const data = await bytesOf(picture);
    const decoded = core.decoded(data);
    if (!decoded) return undefined;
    if (decoded.sound) await decode(ImageDecoder, type, data, decoded);
    return core.checkDecoded(decoded, options, fresh());
  } catch (error) {
    // The core broke down; or the file could not be read, which the core finds out again.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return undefined;
  }
}

const bytesOf = async (picture: Blob | Uint8Array, end?: number): Promise<Uint8Array> =>
  picture instanceof Blob ? new Uint8Array(await picture.slice(0, end).arrayBuffer()) : picture.subarray(0, end);

/** Hands the picked frames to the core, or says why there are none. */
async function decode(ImageDecoder: DecoderClass, type: string, data: Uint8Array, decoded: Decoded): Promise<void> {
  let decoder: Decoder | undefined;
  try {
    // Profiles are left aside, as every reference implementation does.
    decoder = new ImageDecoder({ type, data, colorSpaceConversion: 'none' });
    await decoder.tracks.ready;
    await decoder.completed;
    const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
    const next = async (index: number): Promise<Frame> => (await decoder!.decode({ frameIndex: index })).image;
    // The size is known with the first frame, and with it which others are wanted.
    let image = await next(0);
    try {
      const { width, height } = image.visibleRect ?? { width: 0, height: 0 };
      for (const index of decoded.pick(count, width, height)) {
        if (index > 0) {
          image.close();
          image = await next(index);
        }
        if (!(await copy(image, index, decoded))) return;
      }
    } finally {
      image.close();
    }
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    decoded.fail((error as Error | null)?.name === 'NotSupportedError' ? 'unsupported' : 'error');
  } finally {
    decoder?.close();
  }
}

/** One frame, a second time where the core finds a border around it; `false` where the core wants no more. */
async function copy(image: Frame, index: number, decoded: Decoded): Promise<boolean> {
  const { width, height } = image.visibleRect ?? { width: 0, height: 0 };
  if (!decoded.start(index, width, height, orientationOf(image))) return false;
  do {
    if (!(await copyRows(image, decoded))) return false;
  } while (decoded.again());
  return decoded.sound;
}

/** All rows of a frame, piece by piece; `false` where the core wants no more. */
async function copyRows(image: Frame, decoded: Decoded): Promise<boolean> {
  const { x, y, width, height } = image.visibleRect ?? { x: 0, y: 0, width: 0, height: 0 };
  const rows = Math.max(1, Math.floor(PIECE_BYTES / (width * 4 * ROWS))) * ROWS;
  const piece = new Uint8Array(width * 4 * Math.min(rows, height));
  for (let top = 0; top < height; top += rows) {
    const part = { x, y: y + top, width, height: Math.min(rows, height - top) };
    const pixels = piece.subarray(0, width * 4 * part.height);
    await image.copyTo(pixels, { rect: part, format: 'RGBA', colorSpace: 'srgb' });
    if (!decoded.rows(pixels)) return false;
  }
  return true;
}

/** EXIF's number for how a frame is to be turned for the eye; `copyTo` does not turn it. */
export function orientationOf({ rotation = 0, flip = false }: Pick<Frame, 'rotation' | 'flip'>): number {
  const quarter = (((Math.round(rotation / 90) % 4) + 4) % 4) as 0 | 1 | 2 | 3;
  return (flip ? [2, 5, 4, 7] : [1, 6, 3, 8])[quarter]!;
}
