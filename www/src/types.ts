/** The values that go in and out of a guard. The verdict is the JSON that crosses from the core, unchanged. */

import type { ShownDirectory } from './help/types.js';

/** Who is about to send the picture. `unknown` is treated as `teen`. */
export type Audience = 'under13' | 'teen' | 'adult' | 'unknown';

/** What a match set is for. A closed list: a set with another purpose is refused. */
export type Purpose = 'csam' | 'ncii' | 'terrorism' | 'host-blocklist' | 'demo';

/** Why a picture was not checked. */
export type UncheckedWhy = 'offline' | 'unsupported' | 'too-large' | 'too-plain' | 'aborted' | 'expired-set' | 'error';

/** What may happen now: it may be sent; the person is asked; it is not sent. */
export type Next = 'send' | 'ask' | 'hold';

/** Who says that a picture may be an intimate one. */
export type IntimateSource = 'host' | 'classifier';

/**
 * What the check found, for whom, and what may happen next. On purpose there is no score, distance, label or list in
 * it. `clear` means "not in these sets" and nothing more.
 */
export type Verdict = (
  | { readonly kind: 'clear' }
  | { readonly kind: 'intimate'; readonly source: IntimateSource }
  | { readonly kind: 'known'; readonly purpose: Purpose }
  | { readonly kind: 'unchecked'; readonly why: UncheckedWhy }
) & { readonly audience: Audience; readonly next: Next };

/** What the person decided: send the picture, do not send it, or pick another one. */
export type Decision = 'send' | 'stop' | 'replace';

/** What the host decides. It can make things stricter; a known match is held whatever it says. */
export interface Policy {
  /** How much the nudge about intimate pictures says: nothing, one screen, or a second look before sending (default). */
  level?: 'off' | 'brief' | 'full';
  /** Children below 13 and intimate pictures: not sent (default), or asked as teenagers are. */
  under13Intimate?: 'hold' | 'ask';
  /** Pictures that could not be checked. Default: young people are asked, adults go on. */
  onUnchecked?: { youth?: 'allow' | 'ask' | 'hold'; adult?: 'allow' | 'ask' | 'hold' };
  /** Ask private sets about the mirror image too, within the same number of probes. Default: no. */
  mirrored?: boolean;
}

/** Whose signature makes a match set believable. */
export interface TrustPolicy {
  /** Public keys of the owners, as `name+8hexkeyid+base64`. */
  keys: readonly string[];
  /** How many of them must have signed; several keys of one name are one owner's. Default 1. */
  required?: number;
  /**
   * Instead of `required`, in words: `2 of iwf, ncmec, self`, `all of …`, `any of …` or one name. A word names the keys of
   * that name, or those whose name goes on with a point behind it (`iwf`: `iwf.example`). Other keys do not count.
   */
  policy?: string;
  /** Which purposes are accepted. Default: all of them. */
  purposes?: readonly Purpose[];
  /** By the id of a set, the oldest edition that is taken: the newest one you know of. An older one is refused. */
  leastEpochs?: Readonly<Record<string, number>>;
  /** By the id of a set, the oldest update within that edition that is taken. */
  leastUpdates?: Readonly<Record<string, number>>;
  /** The public log that must hold the set's manifest. `set.tlog-proof` and the log's tiles lie beside the set. */
  log?: LogTrust;
}

/** A public, append-only log of editions: nobody can be given one that others do not see. */
export interface LogTrust {
  /** The log's public key, whose name is the log's. */
  key: string;
  /** Public keys of witnesses, who say that they saw the same log. */
  witnesses?: readonly string[];
  /** How many of them must have cosigned. Default: one, where there are any. */
  required?: number;
  /** Instead of `required`, in words, as in `trust.policy`. */
  policy?: string;
  /** The last `checkpoint` that `guard.update()` gave for this set: a log that denies it is refused. */
  remembered?: string;
}

/** An evaluator that may ask for a token where a budget is used up, and the host's way to one. */
export interface PaidEvaluator {
  url: string | URL;
  /**
   * Gets a Privacy Pass token from an issuer. `challenge` is the evaluator's `WWW-Authenticate` (RFC 9577); gives back
   * the value of `Authorization`, or undefined where there is no token: then the picture is unchecked, `offline`. Called
   * where the guard was made, not in its worker, and at most once for each question. It must not tell the issuer
   * anything about the picture, and has no way to know anything.
   */
  token(challenge: string): Promise<string | undefined>;
}

/** Who answers for a private match set. They must be run by different operators: together they could tell the picture. */
export interface Answerers {
  /** Where the list owner's evaluator takes questions; a private set without one leaves every picture unchecked. */
  evaluator?: string | URL | PaidEvaluator;
  /** Where the buckets of a `private-mirror` set are handed out. */
  mirror?: string | URL;
}

/**
 * Where a match set comes from: a folder with `manifest.txt` and `index.bin` (with a `mirror`: `roots.bin`), or their
 * bytes (with a `mirror`: `index` is those of `roots.bin`), with the segments of its updates in the manifest's order and,
 * where `trust` names a log, its `set.tlog-proof` and a way to the log's tiles (`tile/0/000.p/5`).
 */
export type SetSource = Answerers & ({ url: string | URL; trust: TrustPolicy } | SetSourceBytes);

export interface SetSourceBytes {
  manifest: Uint8Array;
  index: Uint8Array;
  segments?: readonly Uint8Array[];
  proof?: Uint8Array;
  readTile?: (path: string) => Promise<Uint8Array>;
  trust: TrustPolicy;
}

/**
 * A classifier of intimate pictures that runs on the device. Off unless a host plugs one in; it is asked about young
 * people's pictures only, and only where the host's own context does not say already that a picture may be intimate.
 */
export interface IntimateClassifier {
  /** Loads the model. Called with the first picture, or by `preload()`; called again only if it failed. */
  load(): Promise<unknown>;
  /** How likely it is that this is an intimate picture, 0 to 1. Stays within the guard. */
  score(picture: Blob): number | Promise<number>;
  /** From this score on, the person is asked. No default: it is the host's decision. */
  threshold: number;
}

export interface GuardOptions {
  /** At least one. */
  sets: readonly SetSource[];
  /**
   * Does the host look at, act on or report what people send? There is no default, because the screens say "our check
   * told no one" only where that is the whole truth.
   */
  hostReports: boolean;
  policy?: Policy;
  /** The app's name as people know it, for the screens. */
  appName?: string;
  /** BCP 47, for the screens. Without it: the language of the page, where there are words in it. */
  locale?: string;
  /** Show languages whose words nobody has reviewed yet. Without it their speakers get English. */
  drafts?: boolean;
  /** ISO 3166-1 alpha-2, for the help list. Without it the person can choose; it is never guessed. */
  region?: string;
  /** Says that a picture may be an intimate one, where the host's own context cannot. Off by default. */
  classifier?: IntimateClassifier;
  /** Where people can ask for a review of a match. The picture is not part of it. */
  reviewUrl?: string | URL;
  /** Instead of the help directory in the package, for example one from `readHelpUpdate`. */
  helpDirectory?: ShownDirectory;
  assets?: {
    wasmUrl?: string | URL;
    workerUrl?: string | URL;
    /** Subresource Integrity of the file at `wasmUrl` (sha256, sha384 or sha512). */
    integrity?: string;
  };
  /** Per check, loading included. Default 30 000. */
  timeoutMs?: number;
}

export interface CheckOptions {
  audience: Audience;
  signal?: AbortSignal;
  /** Says that the picture may be an intimate one; `true` is `'host'`. */
  intimateSignal?: boolean | IntimateSource;
  /** Hands the buffer over instead of copying it; it is empty afterwards, and "Try again" is not offered. */
  transfer?: boolean;
}

export interface PresentOptions {
  locale?: string;
  region?: string;
  /** Where the element is put while it is open. Default: the body. */
  container?: Element;
  signal?: AbortSignal;
}

/** What became of looking for a newer edition of a match set. */
export interface SetUpdate {
  /** Nothing newer; the newer one is in use; or the old one still is, because the other could not be had or was refused. */
  readonly state: 'current' | 'updated' | 'kept';
  /** Why it was kept: `offline`, or the code of the refusal, for example `wrong-segment-digest`. */
  readonly code?: string;
  /** The edition in use: to be remembered for `trust.leastEpochs` and `trust.leastUpdates`. */
  readonly id?: string;
  readonly epoch?: number;
  readonly update?: number;
  /** Where `trust` names a log, its checkpoint, verified: to be remembered for `trust.log.remembered`. */
  readonly checkpoint?: string;
}

export interface Guard {
  /** Loads everything now, so that nothing is asked for once a picture was picked. Optional; `false` when it failed. */
  preload(): Promise<boolean>;
  /** Checks one picture. Resolves whatever the picture is and whatever the network does; rejects on misuse only. */
  check(file: Blob | ArrayBuffer | Uint8Array, options: CheckOptions): Promise<Verdict>;
  /**
   * Looks for newer editions of the match sets, loads what is missing of them and takes them into use, in the order of
   * `sets`. Checks go on with the old editions until the new ones are verified. Never rejects for what others did.
   */
  update(): Promise<readonly SetUpdate[]>;
  /** Asks the person, where there is something to ask. Resolves when the last screen is closed. */
  present(verdict: Verdict, options?: PresentOptions): Promise<Decision>;
  /** Ends the worker. Checks that are still running come back as aborted. */
  close(): void;
}

export interface HashOptions {
  /** The hashes of the eight turned and mirrored copies. */
  dihedral?: boolean;
  /** The 256 margins before they became bits. */
  margins?: boolean;
}

/** One reading of a frame's pixels, hashed. */
export interface HashedView {
  width: number;
  height: number;
  /** PDQ, 64 hex digits. */
  hash: string;
  /** 0 to 100. */
  quality: number;
  dihedral?: Record<string, string>;
  margins?: Float32Array;
}

/** A frame as the file stores it, which is what every PDQ reference hashes; other views lie in it by name. */
export interface HashedFrame extends HashedView {
  /** Position in the file, from 0. */
  frame: number;
  /** The pixels as a viewer shows them, where EXIF says that they are stored turned. */
  upright?: HashedView;
  /** The upright pixels without the frame around them, where there is one: a border, a letterbox, a screenshot's bars. */
  trimmed?: HashedView;
}

export interface HashedImage {
  /** Lower-case name of the format, found by content. */
  format: string;
  /** Of the file, 64 hex digits. */
  sha256: string;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** Frames in the file; of many, only some are hashed. */
  frameCount: number;
  frames: HashedFrame[];
}
