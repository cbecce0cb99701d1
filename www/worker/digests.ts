/**
 * Digests by the platform, while a picture arrives. It has instructions of the processor for them, which WebAssembly has
 * not. What it cannot compute is computed by the core, from the same bytes.
 */
import type { DigestKind } from './core/core.js';

export type Digests = { readonly [kind in DigestKind]?: Uint8Array };

/** One digest, piece by piece. */
export interface Running {
  update(piece: Uint8Array): Promise<void>;
  /** The digest of all pieces; rejects where it could not be computed. */
  end(): Promise<Uint8Array>;
}

/** Begins a digest; undefined where the platform has none of this kind. */
export type Digester = (kind: DigestKind) => Running | undefined;

/** The digests of one file. */
export class Digesting {
  readonly #running: readonly (readonly [DigestKind, Running])[];

  constructor(kinds: readonly DigestKind[], begin: Digester) {
    this.#running = kinds.flatMap((kind) => {
      const running = begin(kind);
      return running ? [[kind, running] as const] : [];
    });
  }

  async update(piece: Uint8Array): Promise<void> {
    for (const [, running] of this.#running) await running.update(piece);
  }

  /** Those that the platform has. */
  async end(): Promise<Digests> {
    const all = await Promise.all(this.#running.map(async ([kind, running]) => [kind, await running.end().catch(() => undefined)] as const));
    return Object.fromEntries(all.filter(([, digest]) => digest !== undefined));
  }
}
