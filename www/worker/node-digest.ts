/** Digests by `node:crypto`, which Deno and Bun have too. */
import { createHash } from 'node:crypto';
import type { Digester } from './digests.js';

export const nodeDigester: Digester = (kind) => {
  try {
    const hash = createHash(kind);
    return {
      update: async (piece) => void hash.update(piece),
      end: async () => hash.digest(),
    };
  } catch {
    // A build for FIPS has no MD5.
    return undefined;
  }
};
