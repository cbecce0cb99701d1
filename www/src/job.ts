/** A place in the guard's queue. */
import type { CheckRequest } from './options.js';
import type { NextEdition } from './protocol.js';
import type { UncheckedWhy, Verdict } from './types.js';

/** A verdict of the core; or why there is none; or, without a picture, that everything is loaded. */
export type Outcome = Verdict | UncheckedWhy | 'ready';

export class Job {
  /** What it is waiting for. Decides what an abort has to do, and what a timeout means. */
  stage: 'queued' | 'loading' | 'working' | 'settled' = 'queued';
  readonly outcome: Promise<Outcome>;
  /** Editions to take into use, instead of a picture; and, for each, why it was refused. */
  editions: readonly NextEdition[] = [];
  refusals: readonly (string | null)[] = [];
  #resolve!: (outcome: Outcome) => void;

  constructor(
    /** Left out where only everything is to be loaded. */
    readonly picture?: Blob | Uint8Array<ArrayBuffer>,
    readonly request: CheckRequest = { audience: 'unknown', signal: undefined, intimateSignal: null, transfer: false },
  ) {
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
  }

  get settled(): boolean {
    return this.stage === 'settled';
  }

  /** The first one counts. */
  settle(outcome: Outcome): void {
    this.stage = 'settled';
    this.#resolve(outcome);
  }
}
