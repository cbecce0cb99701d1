/** What a guard and its worker say to each other. Messages are answered in order, one at a time. */
import type { CoreTrust } from './trust.js';
import type { Audience, IntimateSource, Policy, UncheckedWhy, Verdict } from './types.js';

export interface SetBytes {
  /** Its place among the guard's sets. */
  place: number;
  manifest: Uint8Array;
  /** Of a `private-mirror` set, its roots. */
  index: Uint8Array;
  /** Its updates, in order. */
  segments: readonly Uint8Array[];
  trust: CoreTrust;
  evaluator?: string;
  mirror?: string;
}

/** The next edition of a set. Without an index, `segments` are those that the worker does not have yet. */
export interface NextEdition {
  place: number;
  manifest: Uint8Array;
  index?: Uint8Array;
  segments: readonly Uint8Array[];
  trust: CoreTrust;
}

/** Checkpoints of the logs that hold the sets, by the sets' places among the guard's, verified. */
export type Checkpoints = readonly (readonly [place: number, checkpoint: string])[];

export type Request =
  /** `missing`: why one of the sets is not among these. */
  | { type: 'open'; wasm: Uint8Array<ArrayBuffer>; policy: Policy; sets: readonly SetBytes[]; missing: UncheckedWhy | null; nowMs: number }
  | { type: 'update'; editions: readonly NextEdition[]; nowMs: number }
  | { type: 'check'; picture: Blob | Uint8Array; audience: Audience; intimateSignal: IntimateSource | null; nowMs: number }
  /** The answer to `token-wanted`: the value of `Authorization`, if there is one. The check goes on. */
  | { type: 'token'; authorization: string | undefined };

export type Reply =
  /** `missing`: why not every set is in use; then no picture is called clear. */
  | { type: 'opened'; missing: UncheckedWhy | null; checkpoints?: Checkpoints }
  /** For each edition, why it was refused; the set goes on with the old one then. */
  | { type: 'updated'; refusals: readonly (string | null)[]; checkpoints?: Checkpoints }
  | { type: 'verdict'; verdict: Verdict }
  /** In the middle of a check: the evaluator of the set at this place asks for a token. */
  | { type: 'token-wanted'; place: number; challenge: string }
  /** The core broke down, or never started; the worker is of no use any more. */
  | { type: 'broken' };
