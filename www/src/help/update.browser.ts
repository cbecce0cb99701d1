/** `presend/help-update` in a page. */
import init from '../wasm/presend.js';
import { defaultWasmUrl } from '../wasm.js';
import { type HelpUpdateTrust, verifiedDirectory } from './update.js';
import type { HelpDirectory } from './types.js';

export type { HelpUpdateTrust };

/**
 * The directory in a signed note, for `helpDirectory` in the options of a guard or an element. Loads the core into the page,
 * from the package's own file unless `wasmUrl` names another.
 */
export async function readHelpUpdate(note: Uint8Array, { wasmUrl, ...trust }: HelpUpdateTrust & { wasmUrl?: string | URL }): Promise<HelpDirectory> {
  const url = wasmUrl === undefined ? defaultWasmUrl() : new URL(wasmUrl, document.baseURI);
  const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  await init({ module_or_path: await response.arrayBuffer() });
  return verifiedDirectory(note, trust);
}
