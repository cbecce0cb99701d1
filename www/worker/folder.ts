/** A folder as a store: for Node, Deno and Bun. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pulled } from './node-stream.js';
import type { Store } from './store.js';

export function folderStore(folder: string): Store {
  return {
    async get(key, span) {
      const file = await realpath(join(folder, key)).catch(() => undefined);
      // A link out of the folder is none of its files.
      if (file === undefined || !file.startsWith(`${await realpath(folder)}${sep}`)) return undefined;
      const { size } = await stat(file);
      const range = span && { start: span.offset, end: span.offset + span.length - 1 };
      return { size, body: pulled(createReadStream(file, range)) };
    },
  };
}
