/** Digests by workerd's `DigestStream`: Web Crypto itself takes whole files only. */
import type { Digester } from './digests.js';

type DigestStream = WritableStream<Uint8Array> & { readonly digest: Promise<ArrayBuffer> };
/** workerd has MD5 too. */
const NAMES = { sha256: 'SHA-256', sha1: 'SHA-1', md5: 'MD5' } as const;

export const workerdDigester: Digester = (kind) => {
  const { DigestStream } = crypto as Crypto & { DigestStream?: new (name: string) => DigestStream };
  if (!DigestStream) return undefined;
  const stream = new DigestStream(NAMES[kind]);
  // Whoever wants it hears of it by `end`.
  stream.digest.catch(() => {});
  const writer = stream.getWriter();
  return {
    update: (piece) => writer.write(piece),
    async end() {
      await writer.close();
      return new Uint8Array(await stream.digest);
    },
  };
};
