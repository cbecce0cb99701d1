/** What a guard and its worker say to each other. Messages are answered in order, one at a time. */
import type { Audience, IntimateSource, Policy, TrustPolicy, Verdict } from './types.js';

export interface SetBytes {
  manifest: Uint8Array;
  index: Uint8Array;
  trust: TrustPolicy;
}

export type Request =
  | { type: 'open'; wasm: Uint8Array<ArrayBuffer>; policy: Policy; sets: readonly SetBytes[]; nowMs: number }
  | { type: 'check'; picture: Blob | Uint8Array; audience: Audience; intimateSignal: IntimateSource | null; nowMs: number };

export type Reply =
  | { type: 'opened' }
  /** A set was refused, or the core could not be started. `code` is the core's, where it has one. */
  | { type: 'refused'; code: string }
  | { type: 'verdict'; verdict: Verdict }
  /** The core broke down; the worker is of no use any more. */
  | { type: 'broken' };
