/** The static part: pages, the package's files and the match sets, straight from the store. */
import type { Env } from './env.ts';
import { problem } from './problem.ts';
import type { Route } from './router.ts';
import type { StoredFile } from './store.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  bin: 'application/octet-stream',
  css: 'text/css; charset=utf-8',
  gif: 'image/gif',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  mjs: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

export const site: Route<Env> = {
  matches: () => true,
  methods: ['GET', 'HEAD'],
  async answer(request, env, path) {
    const key = (path.endsWith('/') ? `${path}index.html` : path).slice(1);
    const file = await env.SITE.get(key);
    if (file === null) {
      return problem(404, 'There is no file at this address.');
    }
    const etag = entityTag(file);
    // Names carry no version, so every copy is asked about before it is used again: a page never meets code or a
    // match set of another build. Asking costs one 304.
    const headers = new Headers({ 'cache-control': 'no-cache', etag });
    if (isCurrent(request.headers.get('if-none-match'), etag)) {
      await file.body.cancel();
      return new Response(null, { status: 304, headers });
    }
    headers.set('content-type', mediaType(key));
    headers.set('content-length', String(file.size));
    // For HEAD the runtime itself leaves the body out.
    return new Response(file.body, { headers });
  },
};

/** A file of an unknown kind is offered as bytes: with `nosniff` no browser will run or draw it. */
function mediaType(key: string): string {
  return mediaTypes[key.slice(key.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}

/** A strong validator: the SHA-256 of the bytes. */
function entityTag(file: StoredFile): string {
  const digest = file.checksums.sha256;
  if (digest === undefined) {
    throw new Error('a file of the site was stored without its SHA-256');
  }
  return `"${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
}

/** `If-None-Match` (RFC 9110, section 13.1.2): a list of tags, compared weakly, or `*`. */
function isCurrent(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) {
    return false;
  }
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
