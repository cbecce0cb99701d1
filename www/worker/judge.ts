/** Checks one picture with the sets of the upload guard, whatever their kind. */
import { codeOf, CoreBroke, random32, type Cores } from './core.js';
import type { Conversation, Core, Evaluator, Instance, Mirror } from './core/core.js';
import { Digesting, type Digester, type Digests } from './digests.js';
import { HostedSets, SetProblem } from './sets.js';
import type { GuardSettings } from './settings.js';
import { hex } from './store.js';

/** What the check found: the verdict of the core, without what a dialog adds to it. */
export type Found =
  | { readonly kind: 'clear' }
  | { readonly kind: 'known'; readonly purpose: string }
  | { readonly kind: 'unchecked'; readonly why: string };

export const unchecked = (why: string): Found => ({ kind: 'unchecked', why });

/** Pixels of one frame, and bytes for decoding it: with two uploads' bytes beside it, the whole stays below 128 MB. */
const MOST_PIXELS = 64 << 20;
const DECODE_BYTES = 48 << 20;
/** A set that could not be opened is tried again after this time. */
const RETRY_MS = 5_000;

interface Opened {
  readonly core: Core;
  readonly keys: ReadonlyMap<string, Evaluator>;
  readonly mirrors: ReadonlyMap<number, Mirror>;
  /** Why not every set is among these; then no picture is called clear. */
  readonly missing: string | undefined;
  readonly at: number;
}

export class Judge {
  readonly #sets: HostedSets;
  readonly #cores: Cores;
  readonly #settings: GuardSettings;
  readonly #keys: readonly string[];
  readonly #digester: Digester;
  readonly #now: () => number;
  #name = '';
  #openedAt = 0;
  #whole = false;

  constructor(sets: HostedSets, cores: Cores, settings: GuardSettings, keys: readonly string[], digester: Digester, now: () => number) {
    this.#sets = sets;
    this.#cores = cores;
    this.#settings = settings;
    this.#keys = keys;
    this.#digester = digester;
    this.#now = now;
  }

  /** Begins to digest a picture that arrives, for those digests that the sets hold. */
  async digesting(): Promise<Digesting> {
    try {
      const name = await this.#edition();
      const kinds = await this.#cores.useResident(name, (core) => this.#open(core), ({ core }) => core.digestKinds());
      return new Digesting(kinds, this.#digester);
    } catch (error) {
      // The check will say what is wrong.
      if (error instanceof CoreBroke || codeOf(error) !== undefined) return new Digesting([], this.#digester);
      throw error;
    }
  }

  /** Never throws: what goes wrong is a picture that was not checked. Digests that are missing are computed. */
  async check(picture: Uint8Array, digests: Digests): Promise<Found> {
    try {
      const name = await this.#edition();
      return await this.#cores.useResident(name, (core) => this.#open(core), (opened) => this.#converse(opened, picture, digests));
    } catch (error) {
      if (error instanceof CoreBroke || codeOf(error) !== undefined) return unchecked('error');
      throw error;
    }
  }

  /** Opens the sets, if they are not open yet. */
  async ready(): Promise<void> {
    const name = await this.#edition();
    const missing = await this.#cores.useResident(name, (core) => this.#open(core), (opened) => opened.missing);
    if (missing !== undefined) throw new SetProblem(missing === 'expired-set' ? missing : 'set-unusable');
  }

  /** The name of what is open: it changes with every new edition of a set, and what was open before is let go. */
  async #edition(): Promise<string> {
    const editions = await Promise.all(this.#sets.names.map((name) => this.#sets.current(name).then((set) => set.manifestSha256, (error: unknown) => codeOf(error) ?? 'error')));
    const name = `guard ${editions.join(' ')}`;
    const stale = !this.#whole && this.#now() - this.#openedAt > RETRY_MS;
    if (name !== this.#name || stale) this.#cores.forget(this.#name);
    this.#name = name;
    return name;
  }

  async #open(instance: Instance): Promise<Opened> {
    const { sealKey, pictureBytes } = this.#settings;
    const core = instance.Core.limited(pictureBytes, MOST_PIXELS, DECODE_BYTES);
    const keys = new Map(this.#keys.map((text) => new instance.Evaluator(text)).map((key) => [key.keyId, key]));
    const mirrors = new Map<number, Mirror>();
    let missing: string | undefined;
    let opened = 0;
    for (const name of this.#sets.names) {
      try {
        const { manifest, info, trust } = await this.#sets.current(name);
        const index = await this.#sets.read(`${name}/index.bin`, info.indexBytes);
        const segments = await this.#sets.segments(name, info);
        if (info.kind === 'sealed') {
          if (sealKey === undefined) throw new SetProblem('seal-key-missing');
          core.openSealed(manifest, index, trust, this.#now(), sealKey, segments);
        } else if (info.kind === 'private-mirror') {
          const mirror = new instance.Mirror(manifest, index, trust, this.#now());
          core.openSet(manifest, await this.#sets.read(`${name}/roots.bin`, info.indexBytes), trust, this.#now(), segments);
          mirrors.set(opened, mirror);
        } else {
          core.openSet(manifest, index, trust, this.#now(), segments);
        }
        opened++;
      } catch (error) {
        const code = codeOf(error);
        if (code === undefined) throw error;
        missing ??= code === 'expired-set' ? 'expired-set' : 'error';
      }
    }
    this.#whole = missing === undefined;
    this.#openedAt = this.#now();
    return { core, keys, mirrors, missing, at: this.#openedAt };
  }

  #converse({ core, keys, mirrors, missing }: Opened, picture: Uint8Array, { sha256, sha1, md5 }: Digests): Found {
    const conversation = core.checkDigested(picture, sha256, sha1, md5, { audience: 'unknown', nowMs: this.#now() }, random32());
    const verdict = carried(conversation, keys, mirrors);
    // A match in one set stands, whatever became of the others. Anything else is not the whole answer.
    return missing === undefined || verdict.kind === 'known' ? verdict : unchecked(missing);
  }
}

/** Carries questions to the key and the buckets that are here, until there is a verdict. */
function carried(conversation: Conversation, keys: ReadonlyMap<string, Evaluator>, mirrors: ReadonlyMap<number, Mirror>): Found {
  try {
    for (;;) {
      const step = conversation.step();
      if (step.type === 'done') return foundOf(step.verdict);
      const answer = step.type === 'evaluate' ? keys.get(hex(step.body.subarray(8, 16)))?.evaluate(step.body, random32()) : mirrors.get(step.set)?.answer(step.body);
      if (answer) conversation.answer(answer);
      else conversation.fail('offline');
    }
  } finally {
    conversation.free();
  }
}

function foundOf({ kind, purpose, why }: { kind: string; purpose?: string; why?: string }): Found {
  if (kind === 'known' && purpose !== undefined) return { kind, purpose };
  return kind === 'clear' ? { kind } : unchecked(why ?? 'error');
}
