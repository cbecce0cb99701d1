/** What a guard and its worker say to each other. Messages are answered in order, one at a time. */
import type { Audience, IntimateSource, Policy, TrustPolicy, UncheckedWhy, Verdict } from './types.js';

export interface SetBytes {
  manifest: Uint8Array;
  /** Of a `private-mirror` set, its roots. */
  index: Uint8Array;
  trust: TrustPolicy;
  evaluator?: string;
  mirror?: string;
}

export type Request =
  /** `missing`: why one of the sets is not among these. */
  | { type: 'open'; wasm: Uint8Array<ArrayBuffer>; policy: Policy; sets: readonly SetBytes[]; missing: UncheckedWhy | null; nowMs: number }
  | { type: 'check'; picture: Blob | Uint8Array; audience: Audience; intimateSignal: IntimateSource | null; nowMs: number };

export type Reply =
  /** `missing`: why not every set is in use; then no picture is called clear. */
  | { type: 'opened'; missing: UncheckedWhy | null }
  | { type: 'verdict'; verdict: Verdict }
  /** The core broke down, or never started; the worker is of no use any more. */
  | { type: 'broken' };
