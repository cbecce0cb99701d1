/** Fetches what a check needs, the core's file and the match sets, and keeps it in memory for the next worker. */
import type { Platform } from './platform.js';
import type { SetBytes } from './protocol.js';
import type { GuardOptions, SetSource, UncheckedWhy } from './types.js';
import { defaultWasmUrl, matchesIntegrity } from './wasm.js';

export interface Assets {
  wasm: Uint8Array<ArrayBuffer>;
  /** Those that could be had. */
  sets: SetBytes[];
  /** Why another one could not. */
  missing: UncheckedWhy | null;
}

/** Something could not be loaded, with the reason that a verdict can give. */
export class LoadFailure extends Error {
  readonly why: UncheckedWhy;

  constructor(why: UncheckedWhy, options?: ErrorOptions) {
    super(`not loaded: ${why}`, options);
    this.why = why;
  }
}

export class Loader {
  readonly #platform: Platform;
  readonly #options: GuardOptions;
  #assets: Promise<Assets> | undefined;

  constructor(platform: Platform, options: GuardOptions) {
    this.#platform = platform;
    this.#options = options;
  }

  /** Loads once; a failure is forgotten, so that the next call tries again. */
  load(): Promise<Assets> {
    this.#assets ??= this.#loadAll().catch((error: unknown) => {
      this.forget();
      throw error;
    });
    return this.#assets;
  }

  /** Forgets what was loaded: it turned out to be of no use. */
  forget(): void {
    this.#assets = undefined;
  }

  async #loadAll(): Promise<Assets> {
    const [wasm, outcomes] = await Promise.all([this.#core(), Promise.allSettled(this.#options.sets.map((set) => this.#set(set)))]);
    // One set that is out of reach does not switch the others off.
    const sets = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    return { wasm, sets, missing: sets.length < outcomes.length ? 'offline' : null };
  }

  async #core(): Promise<Uint8Array<ArrayBuffer>> {
    const { wasmUrl, integrity } = this.#options.assets ?? {};
    const wasm = await this.#read(wasmUrl === undefined ? defaultWasmUrl() : this.#platform.resolve(wasmUrl));
    if (integrity !== undefined) {
      const fits = await matchesIntegrity(wasm, integrity).catch((cause: unknown) => {
        // Digests are there in secure contexts only (https, or this machine).
        throw new LoadFailure('error', { cause });
      });
      if (!fits) throw new LoadFailure('error');
    }
    return wasm;
  }

  async #set(source: SetSource): Promise<SetBytes> {
    const trust = structuredClone(source.trust);
    const address = (url: string | URL | undefined): string | undefined => (url === undefined ? undefined : this.#platform.resolve(url).href);
    const others = { trust, evaluator: address(source.evaluator), mirror: address(source.mirror) };
    if (!('url' in source)) return { manifest: source.manifest, index: source.index, ...others };
    const folder = this.#platform.resolve(source.url);
    if (!folder.pathname.endsWith('/')) folder.pathname += '/';
    const [manifest, index] = await Promise.all(['manifest.txt', source.mirror === undefined ? 'index.bin' : 'roots.bin'].map((file) => this.#read(new URL(file, folder))));
    return { manifest: manifest!, index: index!, ...others };
  }

  async #read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#platform.read(url);
    } catch (cause) {
      throw new LoadFailure('offline', { cause });
    }
  }
}
