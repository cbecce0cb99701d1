/** What only Node has: hashing in this very thread, for list owners and for tests. */
import { readFile } from 'node:fs/promises';
import { fromCore, PresendError } from './errors.js';
import type { HelpDirectory } from './help/types.js';
import { type HelpUpdateTrust, verifiedDirectory } from './help/update.js';
import type { HashedImage, HashOptions } from './types.js';
import { defaultWasmUrl } from './wasm.js';
import init, { Core } from './wasm/presend.js';

export * from './index.node.js';

let ready: Promise<unknown> | undefined;

/** Loads the core once; a failure is forgotten, so that the next call tries again. */
function load(): Promise<unknown> {
  ready ??= readFile(defaultWasmUrl())
    .then((bytes) => init({ module_or_path: bytes }))
    .catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
  return ready;
}

/**
 * The hashes of every frame of a picture that a check would look up.
 * Rejects with a PresendError whose `code` says what is wrong with the file, for example `truncated`.
 */
export async function hashImage(bytes: Uint8Array, options: HashOptions = {}): Promise<HashedImage> {
  if (!(bytes instanceof Uint8Array)) throw new PresendError('bad-options', 'hashImage takes a Uint8Array.');
  await load();
  const core = new Core({});
  try {
    return core.hashImage(bytes, options);
  } catch (error) {
    throw fromCore(error);
  } finally {
    core.free();
  }
}

/** The help directory in a signed note; see `presend/help-update`, which is the same for pages. */
export async function readHelpUpdate(note: Uint8Array, trust: HelpUpdateTrust): Promise<HelpDirectory> {
  await load();
  return verifiedDirectory(note, trust);
}
