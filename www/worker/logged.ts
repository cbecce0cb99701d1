/** Sets that must be in a public log: what lies beside them, read from the store and handed to the core. */
import type { Cores } from './core.js';
import type { Trust } from './core/core.js';

/** Room for a proof with many cosignatures. */
const PROOF_BYTES = 64 << 10;
const WIDTH = 256;
const HASH = 32;

/** Most entries of a log whose tiles are read: an edition an hour for a hundred years. Chosen 2026-11-25. */
const MOST_ENTRIES = 1_000_000;

/** Reads a file of the set's folder. */
type Read = (file: string, most: number) => Promise<Uint8Array<ArrayBuffer>>;

/** The log that must hold the sets, as PRESEND_TRUST states it. */
export interface LogTrust {
  readonly key: string;
  readonly witnesses?: readonly string[];
  readonly required?: number;
  readonly remembered?: string;
}

export interface StatedTrust extends Omit<Trust, 'log'> {
  readonly log?: LogTrust;
}

const NAMES = ['key', 'witnesses', 'required', 'remembered'];

/** Whether these are options of a log, and no others. */
export function isLogTrust(log: unknown): boolean {
  const { key, witnesses = [], required = 0, remembered = '' } = (log ?? {}) as Record<string, unknown>;
  const texts = Array.isArray(witnesses) && [key, remembered, ...(witnesses as unknown[])].every((text) => typeof text === 'string');
  return texts && Number.isInteger(required) && Object.keys(log as object).every((name) => NAMES.includes(name));
}

/** The trust with the set's proofs in it, for the core; `seen` is the newest checkpoint that was verified here. */
export async function loggedTrust({ log, ...trust }: StatedTrust, seen: string | undefined, read: Read, cores: Cores): Promise<Trust> {
  if (!log) return trust;
  const proof = new TextDecoder().decode(await read('set.tlog-proof', PROOF_BYTES));
  const { key, witnesses = [], required = Math.min(1, witnesses.length) } = log;
  const remembered = seen ?? log.remembered;
  const [old, next] = [remembered, proof.split('\n\n')[1]].map((checkpoint) => Number(checkpoint?.split('\n')[1] ?? Number.NaN));
  let consistency = '';
  if (old !== undefined && next !== undefined && old > 0 && old < next && next <= MOST_ENTRIES) {
    const leaves = await readLeaves(next, read);
    consistency = (await cores.use((core) => core.consistencyProof(leaves, old))) ?? '';
  }
  return { ...trust, log: [required, key, remembered ?? '', consistency, proof, ...witnesses].join('\0') };
}

/** The tiles of level 0, one after the other. What is wrong with them shows in the proof. */
async function readLeaves(size: number, read: Read): Promise<Uint8Array<ArrayBuffer>> {
  const tiles = await Promise.all(
    Array.from({ length: Math.ceil(size / WIDTH) }, (_, n) => read(`log/${tilePath(n, Math.min(WIDTH, size - n * WIDTH))}`, WIDTH * HASH)),
  );
  return new Uint8Array(await new Blob(tiles).arrayBuffer());
}

/** `tile/0/<n>[.p/<width>]` (C2SP `tlog-tiles`), with three digits of `n` to a folder. */
function tilePath(n: number, width: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/0/${path}${width < WIDTH ? `.p/${width}` : ''}`;
}
