/** Whom a page trusts, as the core takes it: counted, and with what came beside the set about its log. */
import { consistencyProof, headOf } from './consistency.js';
import { readTrustWords } from './trust-words.js';
import type { TrustPolicy } from './types.js';

export interface CoreTrust extends Omit<TrustPolicy, 'policy' | 'log'> {
  /** Parted by zeros: `LogPolicy::from_text` in src/matchset/log/checkpoint.rs. */
  log?: string;
}

/** Reads a file beside the set. */
export interface Beside {
  proof(): Promise<Uint8Array>;
  tile(path: string): Promise<Uint8Array>;
}

/** `remembered` is the newest checkpoint that this guard has seen, which counts instead of the page's. */
export async function coreTrust(trust: TrustPolicy, beside: Beside, remembered?: string): Promise<CoreTrust> {
  // Names that nobody knows stay in: the core refuses them.
  const { policy, log, ...others } = structuredClone(trust);
  const counted = { ...others, ...quorum(policy, others.keys) };
  if (!log) return counted;
  const { key, witnesses = [], required = Math.min(1, witnesses.length) } = log;
  const proof = new TextDecoder().decode(await beside.proof());
  const known = remembered ?? log.remembered;
  const next = headOf(proof.split('\n\n').slice(1).join('\n\n'));
  const old = known === undefined ? undefined : headOf(known);
  const consistency = old && next ? await consistencyProof(old.size, next.size, (path) => beside.tile(path)) : '';
  const asked = quorum(log.policy, witnesses) ?? { keys: witnesses, required };
  return { ...counted, log: [asked.required, key, known ?? '', consistency, proof, ...asked.keys].join('\0') };
}

/** The text of the checkpoint in this trust's proof. To be asked for once the core has opened a set with it, never before. */
export function checkpointIn({ log }: CoreTrust): string | undefined {
  const note = log?.split('\0')[4]?.split('\n\n')[1];
  return note === undefined ? undefined : `${note.split('\n', 3).join('\n')}\n`;
}

/** The words were understood when the guard was made. */
function quorum(words: string | undefined, keys: readonly string[]): { keys: readonly string[]; required: number } | undefined {
  const read = words === undefined ? undefined : readTrustWords(words, keys);
  if (typeof read === 'string') throw new TypeError(read);
  return read;
}
