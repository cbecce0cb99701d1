/**
 * The index host: manifests, indexes and, for `private-mirror` sets, buckets. It holds no key. Tags are the digests that
 * the owners signed, so a tag is the same wherever a set is hosted.
 */
import { readAll } from './body.js';
import { codeOf, type Cores } from './core.js';
import { anyOrigin, bodyRefused, bytesAnswer, preflightAnswer } from './evaluator.js';
import { problem } from './problem.js';
import { nothingHere, type Answered, type Route } from './router.js';
import { HostedSets, SetProblem, type HostedSet } from './sets.js';
import { hex, streamOf, type Span } from './store.js';

/** `/sets/name/file`, or `/sets/name/digest of the index/file`: the second one never changes, and nor does a segment. */
const ADDRESS = /^\/sets\/([A-Za-z0-9._-]+)\/(?:([0-9a-f]{64})\/)?(manifest\.txt|index\.bin|roots\.bin|buckets|segments\/[0-9a-f]{64}\.bin)$/;
/** Of a set's log: its proof and its newest checkpoint change, tiles never do (C2SP `tlog-tiles`). */
const LOG = /^\/sets\/([A-Za-z0-9._-]+)\/(set\.tlog-proof|log\/checkpoint|(log\/tile\/(?:[0-9]|[1-5][0-9]|6[0-3]|entries)\/(?:x[0-9]{3}\/)*[0-9]{3}(?:\.p\/[1-9][0-9]{0,2})?))$/;
/** Room for a proof or a checkpoint with many cosignatures. */
const NOTE_BYTES = 64 << 10;
const QUESTION = 20;
const NUMBER = 4;

export interface IndexParts {
  readonly sets: HostedSets;
  readonly cores: Cores;
  readonly idleMs: number;
  readonly now: () => number;
}

export function indexRoute(parts: IndexParts): Route {
  return {
    role: 'index',
    methods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    headers: anyOrigin,
    matches: (path) => path.startsWith('/sets/'),
    async answer({ request, path }) {
      const [, name = '', edition, file = ''] = ADDRESS.exec(path) ?? [];
      const [, ofLog = '', logFile, tile] = LOG.exec(path) ?? [];
      if (logFile !== undefined && parts.sets.names.includes(ofLog) && /^(GET|HEAD)$/.test(request.method)) {
        return serveLog(request, `${ofLog}/${logFile}`, tile !== undefined, parts);
      }
      if (!parts.sets.names.includes(name)) return nothingHere();
      const asks = file === 'buckets';
      if (request.method === 'OPTIONS') return preflightAnswer();
      if (asks !== (request.method === 'POST')) {
        const allow = asks ? 'POST, OPTIONS' : 'GET, HEAD, OPTIONS';
        return { outcome: 'refused', response: problem(405, 'method-not-allowed', `This address answers ${allow} only.`, { headers: { ...anyOrigin, allow } }) };
      }
      try {
        const set = await parts.sets.current(name);
        if (edition !== undefined && edition !== set.info.indexSha256) return nothingHere();
        return asks ? await buckets(request, name, set, parts) : await serve(request, `${name}/${file}`, file, edition !== undefined || file.startsWith('segments/'), set, parts);
      } catch (error) {
        if (error instanceof SetProblem) return unavailable(error.code);
        throw error;
      }
    },
  };
}

const unavailable = (code: string): Answered => ({
  outcome: 'failed',
  response: problem(503, code, 'This match set cannot be handed out at the moment.', { headers: { ...anyOrigin, 'retry-after': '60' } }),
});

async function serve(request: Request, key: string, file: string, immutable: boolean, set: HostedSet, { sets }: IndexParts): Promise<Answered> {
  const digest = HostedSets.files(set).get(file);
  if (digest === undefined) return nothingHere();
  const etag = `"${digest}"`;
  const headers = new Headers({
    ...anyOrigin,
    etag,
    'accept-ranges': 'bytes',
    'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    'x-content-type-options': 'nosniff',
  });
  const answered = (response: Response): Answered => ({ response, outcome: 'answered' });
  if (isCurrent(request.headers.get('if-none-match'), etag)) return answered(new Response(null, { status: 304, headers }));
  headers.set('content-type', file === 'manifest.txt' ? 'text/plain; charset=utf-8' : 'application/octet-stream');
  // The manifest that is in memory is the one whose digest the tag is; the store may have another by now.
  const size = file === 'manifest.txt' ? set.manifest.length : file === 'index.bin' ? set.info.indexBytes : undefined;
  const wanted = request.headers.get('if-range') === null || request.headers.get('if-range') === etag ? request.headers.get('range') : null;
  const whole = size ?? (await sizeOf(key, sets));
  const span = spanOf(wanted, whole);
  if (span === 'none') {
    headers.set('content-range', `bytes */${whole}`);
    return { outcome: 'refused', response: problem(416, 'no-such-range', 'The file ends before this range.', { headers: Object.fromEntries(headers) }) };
  }
  headers.set('content-length', String(span?.length ?? whole));
  if (span) headers.set('content-range', `bytes ${span.offset}-${span.offset + span.length - 1}/${whole}`);
  const status = span ? 206 : 200;
  if (request.method === 'HEAD') return answered(new Response(null, { status, headers }));
  if (file === 'manifest.txt') return answered(new Response(streamOf(span ? set.manifest.subarray(span.offset, span.offset + span.length) : set.manifest), { status, headers }));
  const stored = await sets.store.get(key, span);
  // While a new edition is being copied, the file is not yet, or no longer, the one that the manifest was signed for.
  if (!stored || stored.size !== whole || (stored.sha256 !== undefined && stored.sha256 !== digest)) {
    await stored?.body.cancel();
    return unavailable('set-incomplete');
  }
  return answered(new Response(fixed(stored.body, span?.length ?? whole), { status, headers }));
}

/** A file of a log. It vouches for itself: whoever reads it holds it against a signed checkpoint. */
async function serveLog(request: Request, key: string, immutable: boolean, { sets }: IndexParts): Promise<Answered> {
  const stored = await sets.store.get(key).catch(() => 'unreachable' as const);
  if (stored === 'unreachable') return unavailable('store-unreachable');
  if (stored === undefined) return nothingHere();
  const headers = new Headers({
    ...anyOrigin,
    'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    'content-type': immutable ? 'application/octet-stream' : 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  const answered = (body: BodyInit | null, status = 200): Answered => ({ response: new Response(request.method === 'HEAD' ? null : body, { status, headers }), outcome: 'answered' });
  if (immutable) {
    headers.set('content-length', String(stored.size));
    if (request.method === 'HEAD') await stored.body.cancel();
    return answered(fixed(stored.body, stored.size));
  }
  if (stored.size > NOTE_BYTES) {
    await stored.body.cancel();
    return unavailable('set-too-large');
  }
  const note = new Uint8Array(await new Response(stored.body).arrayBuffer());
  const etag = `"${hex(new Uint8Array(await crypto.subtle.digest('SHA-256', note)))}"`;
  headers.set('etag', etag);
  if (isCurrent(request.headers.get('if-none-match'), etag)) return answered(null, 304);
  headers.set('content-length', String(note.length));
  return answered(note);
}

async function sizeOf(key: string, { store }: HostedSets): Promise<number> {
  const file = await store.get(key);
  if (!file) throw new SetProblem('set-missing');
  await file.body.cancel();
  return file.size;
}

/** On workerd, a length is told by the stream and not by a header. */
export function fixed(body: ReadableStream<Uint8Array<ArrayBuffer>>, length: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { FixedLengthStream } = globalThis as { FixedLengthStream?: new (length: number) => TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> };
  return FixedLengthStream ? body.pipeThrough(new FixedLengthStream(length)) : body;
}

/** One range (RFC 9110, section 14.1.2). Undefined: the whole file, also for anything else that a server may ignore. */
export function spanOf(header: string | null, size: number): Span | 'none' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'none' : { offset: size - length, length };
  }
  const offset = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < offset) return undefined;
  return offset >= size ? 'none' : { offset, length: last - offset + 1 };
}

/** `If-None-Match` (RFC 9110, section 13.1.2): a list of tags, compared weakly, or `*`. */
export function isCurrent(ifNoneMatch: string | null, etag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

/** One question of a fixed size, one answer of a fixed size, whatever is asked. */
async function buckets(request: Request, name: string, set: HostedSet, { sets, cores, idleMs, now }: IndexParts): Promise<Answered> {
  const { kind, probes, indexSha256, indexBytes } = set.info;
  if (kind !== 'private-mirror' || probes === undefined) return nothingHere();
  const most = QUESTION + NUMBER * probes;
  let question: Uint8Array;
  try {
    question = await readAll(request, most, idleMs);
  } catch (error) {
    return bodyRefused(error, most);
  }
  try {
    const answer = await cores.useResident(
      `mirror ${indexSha256}`,
      async (core) => {
        const index = await sets.read(`${name}/index.bin`, indexBytes);
        return new core.Mirror(set.manifest, index, set.trust, now());
      },
      (mirror) => mirror.answer(question),
    );
    return bytesAnswer(answer);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || error instanceof SetProblem) throw error;
    return { outcome: 'refused', response: problem(400, code, 'This is no question that this mirror answers.', { headers: anyOrigin }) };
  }
}
