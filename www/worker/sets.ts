/** The match sets of the store: read, verified, and remembered for a minute. */
import { codeOf, type Cores } from './core.js';
import type { HostedInfo, Trust } from './core/core.js';
import { loggedTrust } from './logged.js';
import type { SetsSettings } from './settings.js';
import { hex, type Store, type StoredFile } from './store.js';

/** How long a manifest is used without being read again: an edition that follows another is seen after this time. */
const FRESH_MS = 60_000;
/** A manifest has a few hundred bytes; this is room for many cosignatures. */
const MANIFEST_BYTES = 64 << 10;

/** A set that cannot be used, with the reason as a stable code. */
export class SetProblem extends Error {
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`a match set cannot be used: ${code}`, options);
    this.code = code;
  }
}

export interface HostedSet {
  readonly manifest: Uint8Array<ArrayBuffer>;
  readonly manifestSha256: string;
  readonly info: HostedInfo;
  /** The trust that it was verified with: with the proofs of this edition, where a log must hold it. */
  readonly trust: Trust;
}

/** A segment's file: named by its digest, so it never changes. */
export const segmentFile = (sha256: string): string => `segments/${sha256}.bin`;

export class HostedSets {
  readonly #settings: SetsSettings;
  readonly #cores: Cores;
  readonly #now: () => number;
  readonly #known = new Map<string, { at: number; set: HostedSet }>();
  /** By name, the newest checkpoint of the set's log that this isolate has verified. */
  readonly #checkpoints = new Map<string, string>();

  constructor(settings: SetsSettings, cores: Cores, now: () => number = Date.now) {
    this.#settings = settings;
    this.#cores = cores;
    this.#now = now;
  }

  get names(): readonly string[] {
    return this.#settings.names;
  }

  get store(): Store {
    return this.#settings.store;
  }

  /** The current edition of a set, its manifest verified. */
  async current(name: string): Promise<HostedSet> {
    const now = this.#now();
    const known = this.#known.get(name);
    if (known && now - known.at < FRESH_MS && now < known.set.info.notAfterMs) return known.set;
    const manifest = await this.read(`${name}/manifest.txt`, MANIFEST_BYTES);
    const read = (file: string, most: number): Promise<Uint8Array<ArrayBuffer>> => this.read(`${name}/${file}`, most);
    const trust = await loggedTrust(this.#settings.trust, this.#checkpoints.get(name), read, this.#cores);
    let info: HostedInfo;
    try {
      info = await this.#cores.use((core) => core.readManifest(manifest, trust, now));
    } catch (cause) {
      throw new SetProblem(codeOf(cause) ?? 'core-broke', { cause });
    }
    // The core has verified it with the manifest.
    const [, , , , proof] = trust.log?.split('\0') ?? [];
    if (proof !== undefined) this.#checkpoints.set(name, `${proof.split('\n\n')[1]!.split('\n', 3).join('\n')}\n`);
    const set = { manifest, info, trust, manifestSha256: hex(new Uint8Array(await crypto.subtle.digest('SHA-256', manifest))) };
    this.#known.set(name, { at: now, set });
    return set;
  }

  /** A whole file of the store; one that is longer than `most` is none of a set's. */
  async read(key: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
    let file: StoredFile | undefined;
    try {
      file = await this.store.get(key);
    } catch (cause) {
      throw new SetProblem('store-unreachable', { cause });
    }
    if (!file) throw new SetProblem('set-missing');
    if (file.size > most) {
      await file.body.cancel();
      throw new SetProblem('set-too-large');
    }
    return new Uint8Array(await new Response(file.body).arrayBuffer());
  }

  /** The segments of a set's updates, each with its length before it, as the core takes them. */
  async segments(name: string, { segments }: HostedInfo): Promise<Uint8Array<ArrayBuffer>> {
    const pieces = await Promise.all(segments.map(({ sha256, bytes }) => this.read(`${name}/${segmentFile(sha256)}`, bytes)));
    return packed(pieces);
  }

  /** Names of files that a set of this kind has, with the digest that the signed manifest gives them. */
  static files({ info, manifestSha256 }: HostedSet): ReadonlyMap<string, string> {
    return new Map([
      ['manifest.txt', manifestSha256],
      ['index.bin', info.indexSha256],
      ...info.segments.map(({ sha256 }) => [segmentFile(sha256), sha256] as const),
      ...(info.rootsSha256 === undefined ? [] : [['roots.bin', info.rootsSha256] as const]),
    ]);
  }
}

function packed(segments: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(segments.reduce((sum, segment) => sum + 4 + segment.length, 0));
  let at = 0;
  for (const segment of segments) {
    new DataView(all.buffer).setUint32(at, segment.length, true);
    all.set(segment, at + 4);
    at += 4 + segment.length;
  }
  return all;
}
