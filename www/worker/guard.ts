/**
 * The upload guard: stands in front of an upload endpoint. What is no picture streams through; a picture is checked before
 * the last byte of its upload goes on. What goes on is what came: the same bytes, the same headers.
 */
import { BodyFailure, BodyReader } from './body.js';
import type { Cores } from './core.js';
import { fixed } from './index-host.js';
import { unchecked, type Found, type Judge } from './judge.js';
import { BadMultipart, boundaryOf, MultipartScanner } from './multipart.js';
import { problem } from './problem.js';
import type { Answered, Route } from './router.js';
import type { GuardSettings } from './settings.js';
import { HEAD, Stopped, Upload, type Going, type Room } from './upload.js';

export interface GuardParts {
  readonly settings: GuardSettings;
  readonly judge: Judge;
  readonly cores: Cores;
  readonly room: Room;
  readonly idleMs: number;
  readonly now: () => number;
  readonly fetch: typeof fetch;
  /** Does `fetch` undo the encoding of an answer, and leave the header? (All but workerd do.) */
  readonly decodes: boolean;
  /** Does it take a stream that has a length, without a copy? */
  readonly streams: boolean;
}

/** Headers that belong to one connection (RFC 9110, section 7.6.1), and those that `fetch` writes itself. */
const OF_THE_CONNECTION = ['connection', 'expect', 'host', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

export function guardRoute(parts: GuardParts): Route {
  return {
    role: 'guard',
    matches: () => true,
    async answer({ request }) {
      if (request.body === null) return passed(request, undefined, undefined, parts);
      try {
        return await examined(request, request.body, parts);
      } catch (error) {
        return failed(request, error, parts);
      }
    },
  };
}

/** An upload that cannot be read as one whole file, or one form, before it is with the origin. */
function isPartial(request: Request): boolean {
  const { searchParams } = new URL(request.url);
  const encoding = request.headers.get('content-encoding');
  return (encoding !== null && encoding.toLowerCase() !== 'identity') || request.headers.has('content-range') || request.headers.has('upload-offset') || (searchParams.has('partNumber') && searchParams.has('uploadId'));
}

async function examined(request: Request, body: ReadableStream<Uint8Array>, parts: GuardParts): Promise<Answered> {
  const { settings, judge, cores, room, idleMs, now } = parts;
  const mediaType = request.headers.get('content-type') ?? '';
  if (isPartial(request)) {
    const found = unchecked('unsupported');
    if (goesOn(found, settings)) return passed(request, body, undefined, parts);
    await new BodyReader(body, idleMs).drain(settings.pictureBytes);
    throw new Stopped(found, 0);
  }
  const told = request.headers.get('content-length');
  const reader = new BodyReader(body, idleMs);
  const by = await passingBy(request, body, reader, mediaType, parts);
  if (by) return by;
  const boundary = await orDrained(() => boundaryOf(mediaType), reader, settings);
  const upload = new Upload({
    reader,
    scanner: boundary === undefined ? undefined : new MultipartScanner(boundary),
    mediaType,
    length: told !== null && /^\d{1,15}$/.test(told) ? Number(told) : undefined,
    pictureBytes: settings.pictureBytes,
    room,
    isPicture: (head) => cores.use((core) => core.isPicture(head)),
    digesting: () => judge.digesting(),
    check: (picture, digests) => judge.check(picture, digests),
    goesOn: (found) => goesOn(found, settings),
    now,
  });
  try {
    return await forwarded(request, upload, parts);
  } catch (error) {
    upload.done();
    if (!(error instanceof BodyFailure)) await reader.drain(settings.pictureBytes);
    throw error;
  } finally {
    upload.done();
  }
}

/**
 * A body that is one file and no picture is handed over after its first piece: nothing of it has to be looked at or kept.
 * On workerd, a stream that no code looks into is carried by the runtime itself, 100 MB in a fifth of the time.
 */
async function passingBy(request: Request, body: ReadableStream<Uint8Array>, reader: BodyReader, mediaType: string, parts: GuardParts): Promise<Answered | undefined> {
  const { FixedLengthStream, IdentityTransformStream } = globalThis as { FixedLengthStream?: new (length: number) => TransformStream; IdentityTransformStream?: new () => TransformStream };
  if (/^\s*(?:image|multipart)\//i.test(mediaType)) return undefined;
  const first = await reader.next();
  if (!first || first.length < HEAD || (await parts.cores.use((core) => core.isPicture(first.subarray(0, HEAD))))) {
    reader.unread(first);
    return undefined;
  }
  if (!FixedLengthStream || !IdentityTransformStream) {
    reader.unread(first);
    return streamed(request, async () => (await reader.next()) as Uint8Array<ArrayBuffer> | undefined, () => reader.cancel(), parts);
  }
  reader.release();
  const length = request.headers.get('content-length');
  const { readable, writable } = length === null ? new IdentityTransformStream() : new FixedLengthStream(Number(length));
  let broke: unknown;
  const carried = (async () => {
    const writer = writable.getWriter();
    await writer.write(first);
    writer.releaseLock();
    await body.pipeTo(writable);
  })().catch((error: unknown) => (broke = error));
  try {
    const answered = await passed(request, readable, undefined, parts);
    if (broke === undefined) return answered;
  } catch (error) {
    await Promise.race([carried, new Promise((resolve) => setTimeout(resolve, 100))]);
    if (broke === undefined) throw error;
  }
  throw new BodyFailure('aborted', { cause: broke });
}

async function orDrained<T>(work: () => T, reader: BodyReader, { pictureBytes }: GuardSettings): Promise<T> {
  try {
    return work();
  } catch (error) {
    await reader.drain(pictureBytes);
    throw error;
  }
}

const goesOn = (found: Found, { onMatch, onUnchecked }: GuardSettings): boolean =>
  found.kind === 'clear' || (found.kind === 'known' ? onMatch : onUnchecked) === 'allow';

/** Keeps back what there is room for; the origin hears of an upload when all of it is clear, or when there is too much of it. */
async function forwarded(request: Request, upload: Upload, parts: GuardParts): Promise<Answered> {
  const going = upload.going();
  const kept: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { value, done } = await going.next();
    if (done) {
      const answered = await passed(request, wholeBody(kept, size, parts), undefined, parts, size);
      return upload.clears > 0 && answered.outcome === 'passed' ? { ...answered, outcome: 'clear' } : answered;
    }
    if (value !== 'flush') {
      kept.push(value);
      size += value.length;
      upload.keeps(value.length);
    }
    if ((value === 'flush' && size > 0) || size > upload.keptBack) break;
  }
  const next = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const first = kept.shift();
    if (first !== undefined) {
      upload.keeps(-first.length);
      return first as Uint8Array<ArrayBuffer>;
    }
    for (;;) {
      const { value, done } = await going.next();
      if (done) return undefined;
      if (value !== 'flush' && value.length > 0) return value as Uint8Array<ArrayBuffer>;
    }
  };
  const answered = await streamed(request, next, async () => void (await going.return(undefined)), parts);
  return upload.clears > 0 && answered.outcome === 'passed' ? { ...answered, outcome: 'clear' } : answered;
}

/** Where a stream can have a length, it saves a copy; elsewhere a blob is what has one. */
function wholeBody(pieces: Uint8Array[], size: number, { streams }: GuardParts): BodyInit {
  if (pieces.length === 1) return pieces[0] as Uint8Array<ArrayBuffer>;
  if (!streams && !('FixedLengthStream' in globalThis)) return new Blob(pieces as Uint8Array<ArrayBuffer>[]);
  const left = pieces as Uint8Array<ArrayBuffer>[];
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const piece = left.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
  return fixed(stream, size);
}

/** Hands pieces on as they come: `next` gives one after another, and undefined at the end. */
async function streamed(request: Request, next: () => Promise<Uint8Array<ArrayBuffer> | undefined>, cancel: () => Promise<void>, parts: GuardParts): Promise<Answered> {
  let failure: { error: unknown } | undefined;
  const stop = new AbortController();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const piece = await next();
          if (piece) controller.enqueue(piece);
          else controller.close();
        } catch (error) {
          // The origin gets a body that breaks off: less than was announced, or without its end.
          failure = { error };
          controller.error(error);
          stop.abort();
        }
      },
      cancel,
    },
    { highWaterMark: 0 },
  );
  const length = request.headers.get('content-length');
  try {
    const answered = await passed(request, length === null ? body : fixed(body, Number(length)), stop.signal, parts);
    if (failure) throw failure.error;
    return answered;
  } catch (error) {
    throw failure ? failure.error : error;
  }
}

/** The origin could not be asked. */
class OriginFailed extends Error {}

/** `length`: of the body, where all of it is here. */
async function passed(request: Request, body: BodyInit | undefined, signal: AbortSignal | undefined, { settings, fetch, decodes, streams }: GuardParts, length?: number): Promise<Answered> {
  const { pathname, search } = new URL(request.url);
  const address = `${settings.origin.origin}${settings.origin.pathname.replace(/\/$/, '')}${pathname}${search}`;
  const headers = new Headers(request.headers);
  for (const name of OF_THE_CONNECTION) headers.delete(name);
  if (streams && length !== undefined) headers.set('content-length', String(length));
  let response: Response;
  try {
    response = await fetch(address, { method: request.method, headers, redirect: 'manual', ...(body === undefined ? {} : { body, duplex: 'half' }), ...(signal ? { signal } : {}) } as RequestInit);
  } catch (cause) {
    throw new OriginFailed('the origin did not answer', { cause });
  }
  if (!decodes || !response.headers.has('content-encoding')) return { response, outcome: 'passed' };
  const plain = new Headers(response.headers);
  plain.delete('content-encoding');
  plain.delete('content-length');
  return { outcome: 'passed', response: new Response(response.body, { status: response.status, statusText: response.statusText, headers: plain }) };
}

/** What whoever sent the upload is told. A page of another origin may read it: it sent the picture itself. */
function failed(request: Request, error: unknown, { settings }: GuardParts): Answered {
  const origin = request.headers.get('origin');
  const headers: Record<string, string> = origin === null ? {} : { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'origin' };
  if (error instanceof Stopped) return stoppedAnswer(error, settings, headers);
  if (error instanceof BadMultipart) return { outcome: 'refused', response: problem(400, 'bad-multipart', error.message, { headers }) };
  if (error instanceof OriginFailed) return { outcome: 'failed', response: problem(502, 'origin-failed', 'The upload was checked, and its destination did not take it. Try again later.', { headers }) };
  if (error instanceof BodyFailure) {
    if (error.why === 'slow') return { outcome: 'slow', response: problem(408, 'too-slow', 'The upload did not arrive in time.', { headers }) };
    return { outcome: 'aborted', response: problem(400, 'aborted', 'The upload did not arrive whole.', { headers }) };
  }
  throw error;
}

/** `verdict` is what the dialog of the package shows; `policy` says whether trying again makes sense. */
function stoppedAnswer({ found, part }: Stopped, { onMatch, onUnchecked }: GuardSettings, headers: Record<string, string>): Answered {
  const known = found.kind === 'known';
  const policy = known ? onMatch : onUnchecked;
  const verdict = { ...found, audience: 'unknown', next: 'hold' };
  const detail = known ? 'A picture of this upload is on a list of harmful pictures. The upload was not passed on.' : 'A picture of this upload could not be checked. The upload was not passed on.';
  const response = problem(policy === 'hold' ? 409 : 422, known ? 'picture-known' : 'picture-unchecked', detail, { headers, members: { policy, part, verdict } });
  return { outcome: known ? 'known' : 'unchecked', response };
}
