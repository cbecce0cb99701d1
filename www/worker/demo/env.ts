import type { Store } from './store.ts';

/** What the platform hands to the worker (for the demo: scripts/lib/serve.mjs). */
export interface Env {
  /** The built site: pages, the package's own files, the match sets. */
  readonly SITE: Store;
  /** Other origins that the page may ask, separated by spaces: the evaluators of its private match sets. */
  readonly CONNECT?: string;
}
