/** Fetches what a check needs, the core's file and the match sets, and keeps it in memory for the next worker. */
import type { Platform } from './platform.js';
import { named } from './editions.js';
import type { Checkpoints, NextEdition, SetBytes } from './protocol.js';
import type { GuardOptions, SetSource, UncheckedWhy } from './types.js';
import { addressOf } from './options.js';
import { coreTrust, type CoreTrust } from './trust.js';
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

/** The next edition of a set, and the set as it will be with it. */
export interface Newer {
  edition: NextEdition;
  set: SetBytes;
}

export class Loader {
  readonly #platform: Platform;
  readonly #options: GuardOptions;
  /** By place, the newest checkpoint of the set's log that the core has verified. */
  readonly #checkpoints = new Map<number, string>();
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

  /** What is loaded now, if anything is. */
  async loaded(): Promise<Assets | undefined> {
    return this.#assets?.catch(() => undefined);
  }

  /** Asks for the manifest again, and for those files only that are not here; undefined where there is nothing new. */
  async newer(held: SetBytes): Promise<Newer | undefined> {
    const source = this.#options.sets[held.place];
    if (!source || !('url' in source)) return undefined;
    const folder = this.#folder(source.url);
    const manifest = await this.#read(new URL('manifest.txt', folder), true);
    const [was, next] = [named(held.manifest), named(manifest)];
    if (next.text === was.text) return undefined;
    const here = new Map(was.segments.map((digest, at) => [digest, held.segments[at]]));
    const goesOn = next.index === was.index && next.epoch === was.epoch && was.segments.every((digest, at) => digest === next.segments[at]);
    const [index, segments] = await Promise.all([
      goesOn ? undefined : this.#read(new URL(indexFile(source), folder), true),
      Promise.all(next.segments.map((digest) => here.get(digest) ?? this.#segment(folder, digest))),
    ]);
    const { place } = held;
    const trust = await this.#trust(source, place, true);
    const edition = { place, manifest, trust, ...(index ? { index, segments } : { segments: segments.slice(was.segments.length) }) };
    return { edition, set: { ...held, manifest, segments, trust, index: index ?? held.index } };
  }

  /** The log of this set was seen as far as this. */
  heard(checkpoints: Checkpoints = []): void {
    for (const [place, checkpoint] of checkpoints) this.#checkpoints.set(place, checkpoint);
  }

  /** The newest checkpoint of a set's log that was verified. */
  checkpoint(place: number): string | undefined {
    return this.#checkpoints.get(place);
  }

  /** A newer edition is in use: whatever worker comes next gets it too. */
  adopt(assets: Assets, set: SetBytes): void {
    assets.sets = assets.sets.map((other) => (other.place === set.place ? set : other));
  }

  async #loadAll(): Promise<Assets> {
    const [wasm, outcomes] = await Promise.all([this.#core(), Promise.allSettled(this.#options.sets.map((set, place) => this.#set(set, place)))]);
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

  async #set(source: SetSource, place: number): Promise<SetBytes> {
    const trust = await this.#trust(source, place);
    const address = (url: string | URL | undefined): string | undefined => (url === undefined ? undefined : this.#platform.resolve(url).href);
    const others = { place, trust, evaluator: address(addressOf(source.evaluator)), mirror: address(source.mirror) };
    if (!('url' in source)) return { manifest: source.manifest, index: source.index, segments: source.segments ?? [], ...others };
    const folder = this.#folder(source.url);
    const [manifest, index] = await Promise.all(['manifest.txt', indexFile(source)].map((file) => this.#read(new URL(file, folder))));
    const segments = await Promise.all(named(manifest!).segments.map((digest) => this.#segment(folder, digest)));
    return { manifest: manifest!, index: index!, segments, ...others };
  }

  /** What the core is to trust, with the proofs that lie beside the set where a log must hold it. */
  #trust(source: SetSource, place: number, fresh = false): Promise<CoreTrust> {
    const missing = (): never => {
      throw new LoadFailure('error');
    };
    const beside =
      'url' in source
        ? { proof: () => this.#read(new URL('set.tlog-proof', this.#folder(source.url)), fresh), tile: (path: string) => this.#read(new URL(`log/${path}`, this.#folder(source.url))) }
        : { proof: async () => source.proof ?? missing(), tile: async (path: string) => (await source.readTile?.(path)) ?? missing() };
    return coreTrust(source.trust, beside, this.#checkpoints.get(place));
  }

  #folder(url: string | URL): URL {
    const folder = this.#platform.resolve(url);
    if (!folder.pathname.endsWith('/')) folder.pathname += '/';
    return folder;
  }

  /** Its name is its digest, so any cache may keep it for ever. */
  #segment(folder: URL, digest: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#read(new URL(`segments/${digest}.bin`, folder));
  }

  async #read(url: URL, fresh = false): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#platform.read(url, fresh);
    } catch (cause) {
      throw new LoadFailure('offline', { cause });
    }
  }
}

/** A device of a mirror's set has the roots of its index. */
const indexFile = (source: SetSource): string => (source.mirror === undefined ? 'index.bin' : 'roots.bin');
