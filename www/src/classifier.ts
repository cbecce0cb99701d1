/** The host's own classifier of intimate pictures. Its score is compared here and goes no further. */
import { PresendError } from './errors.js';
import type { CheckRequest } from './options.js';
import type { IntimateClassifier, Policy } from './types.js';

/** What became of a picture: over the threshold, below it, or nobody knows. */
export type Opinion = 'above' | 'below' | 'failed';

export class Classifier {
  readonly #classifier: IntimateClassifier;
  readonly #threshold: number;
  #loaded: Promise<unknown> | undefined;

  constructor(classifier: IntimateClassifier) {
    const { load, score, threshold } = classifier;
    if (typeof load !== 'function' || typeof score !== 'function') throw new PresendError('bad-options', 'classifier should have the functions load and score.');
    // There is no default: how often it may be wrong, and in which direction, is the host's decision.
    if (!(threshold > 0 && threshold <= 1)) throw new PresendError('bad-options', 'classifier.threshold should be a number above 0 and at most 1.');
    this.#classifier = classifier;
    this.#threshold = threshold;
  }

  /** Loads once; a failure is forgotten, so that the next call tries again. */
  load(): Promise<unknown> {
    this.#loaded ??= Promise.resolve()
      .then(() => this.#classifier.load())
      .catch((error: unknown) => {
        this.#loaded = undefined;
        throw error;
      });
    return this.#loaded;
  }

  /** Never rejects, and takes no longer than the check itself may. */
  async ask(picture: Blob, timeoutMs: number, signal: AbortSignal | undefined): Promise<Opinion> {
    let limit: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Opinion>((resolve) => {
      limit = setTimeout(resolve, timeoutMs, 'failed');
      signal?.addEventListener('abort', () => resolve('failed'), { once: true });
    });
    try {
      return await Promise.race([late, this.#compare(picture)]);
    } catch {
      return 'failed';
    } finally {
      clearTimeout(limit);
    }
  }

  async #compare(picture: Blob): Promise<Opinion> {
    await this.load();
    const score = await this.#classifier.score(picture);
    if (!(score >= 0 && score <= 1)) return 'failed';
    return score >= this.#threshold ? 'above' : 'below';
  }
}

/** Only where its answer can change anything: adults and hosts without a nudge are not judged, nor what the host called intimate. */
export function wanted({ audience, intimateSignal }: CheckRequest, { level }: Policy): boolean {
  return audience !== 'adult' && level !== 'off' && intimateSignal === null;
}
