/** The environment, read and checked in one place. Each mistake has a stable code and a sentence that says what to do. */
import { isLogTrust, type StatedTrust } from './logged.js';
import { isBinding, storeOf, type Store } from './store.js';
import type { Budget, BudgetNamespace, BudgetSettings, RateLimit } from './limits.js';

export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export type Role = 'evaluator' | 'index' | 'guard';
/** What becomes of an upload that matches, or that could not be checked. */
export type OnUpload = 'allow' | 'hold' | 'reject';

/** What the platform hands to the worker: variables are texts, secrets texts or objects with `get()`, the rest bindings. */
export type Environment = Readonly<Record<string, unknown>>;

export interface EvaluatorSettings extends BudgetSettings {
  /** Texts of key files: one for each edition that is still asked about. */
  readonly keys: readonly string[];
  /** Elements that one question may have. */
  readonly probes: number;
}

export interface SetsSettings {
  readonly store: Store;
  readonly names: readonly string[];
  readonly trust: StatedTrust;
}

export interface GuardSettings {
  readonly origin: URL;
  readonly onMatch: OnUpload;
  readonly onUnchecked: OnUpload;
  readonly sealKey: string | undefined;
  /** Bytes of the largest picture that is checked. */
  readonly pictureBytes: number;
  /** Bytes of all pictures together that wait to be checked. */
  readonly memoryBytes: number;
}

export interface Settings {
  readonly roles: ReadonlySet<Role>;
  readonly evaluatorKeys: readonly string[];
  readonly evaluator: EvaluatorSettings | undefined;
  readonly sets: SetsSettings | undefined;
  readonly guard: GuardSettings | undefined;
  readonly metricsToken: string | undefined;
  /** A header in which a proxy of one's own puts the address of whoever asks. */
  readonly clientHeader: string | undefined;
  readonly idleMs: number;
}

const ROLES: readonly Role[] = ['evaluator', 'index', 'guard'];
const VARIABLES = new Set([
  'PRESEND_ROLES', 'PRESEND_SETS', 'PRESEND_SETS_FOLDER', 'PRESEND_TRUST', 'PRESEND_PROBES', 'PRESEND_CLIENT_BUDGET', 'PRESEND_GLOBAL_BUDGET',
  'PRESEND_ORIGIN', 'PRESEND_ON_MATCH', 'PRESEND_ON_UNCHECKED', 'PRESEND_PICTURE_MB', 'PRESEND_MEMORY_MB', 'PRESEND_CLIENT_HEADER', 'PRESEND_IDLE_SECONDS',
  'PRESEND_PORT', 'PRESEND_HOST',
]);
const SECRETS = new Set(['PRESEND_EVALUATOR_KEY', 'PRESEND_EVALUATOR_KEY_PREVIOUS', 'PRESEND_SEAL_KEY', 'PRESEND_METRICS_TOKEN']);
/** The first word of a key's text, wherever it stands. */
const KEY = /presend-(evaluator|seal)-key-v\d+:/;
const FORMS: Readonly<Record<string, RegExp>> = {
  PRESEND_EVALUATOR_KEY: /^presend-evaluator-key-v1:[0-9a-f]{16}:[A-Za-z0-9+/]{43}=$/,
  PRESEND_SEAL_KEY: /^presend-seal-key-v1:[A-Za-z0-9+/]{43}=$/,
};
const MB = 1 << 20;
/** A set's name is a folder of the store: the words that a manifest's `id` is made of. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

/** Only these places can tell a secret from a variable: there, a key among the variables is refused. */
export interface Place {
  /** Is the text of a secret among the environment a secret for sure? Not where it is a process' plain environment. */
  readonly secretsAreBindings: boolean;
  readonly folder?: (path: string) => Store;
}

export async function readSettings(environment: Environment, place: Place, store?: Store): Promise<Settings> {
  refuseStrayKeys(environment, place);
  const roles = readRoles(text(environment, 'PRESEND_ROLES'));
  const evaluatorKeys = [...(await secret(environment, 'PRESEND_EVALUATOR_KEY')), ...(await secret(environment, 'PRESEND_EVALUATOR_KEY_PREVIOUS'))];
  const [sealKey] = await secret(environment, 'PRESEND_SEAL_KEY');
  const sets = roles.has('index') || roles.has('guard') ? readSets(environment, place, store) : undefined;
  if (sealKey !== undefined && !roles.has('guard')) {
    throw new StartupError('key-without-use', 'PRESEND_SEAL_KEY is set, and no upload guard runs here. Take the secret away, or add guard to PRESEND_ROLES.');
  }
  if (evaluatorKeys.length > 0 && !roles.has('evaluator') && !roles.has('guard') && !roles.has('index')) {
    throw new StartupError('key-without-use', 'PRESEND_EVALUATOR_KEY is set, and no role here uses it. Take the secret away.');
  }
  return {
    roles,
    evaluatorKeys,
    evaluator: roles.has('evaluator') ? readEvaluator(environment, evaluatorKeys) : undefined,
    sets,
    guard: roles.has('guard') ? readGuard(environment, sealKey) : undefined,
    metricsToken: (await secret(environment, 'PRESEND_METRICS_TOKEN'))[0],
    clientHeader: text(environment, 'PRESEND_CLIENT_HEADER'),
    idleMs: 1000 * numberOf(environment, 'PRESEND_IDLE_SECONDS', 30, 1, 600),
  };
}

/**
 * A key may come in under its own name only. Anything else that looks like one is a plain variable: it stands in the
 * configuration, in a dashboard, in a process list.
 */
function refuseStrayKeys(environment: Environment, { secretsAreBindings }: Place): void {
  for (const [name, value] of Object.entries(environment)) {
    const holdsKey = typeof value === 'string' && KEY.test(value);
    if (holdsKey && !SECRETS.has(name)) {
      throw new StartupError('key-in-plain-variable', `${shownName(name)} holds a secret key and is a plain variable. Take it out, treat the key as published, make a new one, and hand it in as the secret PRESEND_EVALUATOR_KEY.`);
    }
    if (holdsKey && !secretsAreBindings) {
      throw new StartupError('key-in-plain-variable', `${shownName(name)} is a plain variable of the process. Write the key to a file that only this user can read, and name the file in ${name}_FILE.`);
    }
    if (name.startsWith('PRESEND_') && value !== undefined && !VARIABLES.has(name) && !SECRETS.has(name) && !(name.endsWith('_FILE') && SECRETS.has(name.slice(0, -5)))) {
      throw new StartupError('unknown-setting', `${shownName(name)} is no setting of this worker. See the list in docs/deploy.md.`);
    }
  }
}

/** A name that could itself be a secret is not repeated. */
const shownName = (name: string): string => (/^[A-Z][A-Z0-9_]{0,63}$/.test(name) ? name : 'a variable');

function readRoles(value: string | undefined): ReadonlySet<Role> {
  const names = (value ?? '').split(/[\s,]+/).filter(Boolean);
  if (names.length === 0) throw new StartupError('no-role', `PRESEND_ROLES should name at least one of ${ROLES.join(', ')}.`);
  const unknown = names.some((name) => !ROLES.includes(name as Role));
  if (unknown) throw new StartupError('unknown-role', `PRESEND_ROLES names a role that there is not. There are ${ROLES.join(', ')}.`);
  return new Set(names as Role[]);
}

function readEvaluator(environment: Environment, keys: readonly string[]): EvaluatorSettings {
  if (keys.length === 0) {
    throw new StartupError('evaluator-key-missing', 'The evaluator has no key. Put the text of its key file into the secret PRESEND_EVALUATOR_KEY (Cloudflare: `wrangler secret put`), or name the file in PRESEND_EVALUATOR_KEY_FILE.');
  }
  return {
    keys,
    probes: numberOf(environment, 'PRESEND_PROBES', 512, 1, 4096),
    // Chosen 2026-11-24, with the figures of enumeration in docs/deploy.md: generous for a person, useless for a crawler.
    client: budget(environment, 'PRESEND_CLIENT_BUDGET', { count: 20, seconds: 60 }),
    global: budget(environment, 'PRESEND_GLOBAL_BUDGET', { count: 300, seconds: 60 }),
    clientBinding: binding<RateLimit>(environment, 'CLIENT_LIMIT', 'limit'),
    globalBinding: binding<RateLimit>(environment, 'GLOBAL_LIMIT', 'limit'),
    budgets: binding<BudgetNamespace>(environment, 'BUDGETS', 'idFromName'),
  };
}

function readSets(environment: Environment, place: Place, given: Store | undefined): SetsSettings {
  const names = (text(environment, 'PRESEND_SETS') ?? '').split(/[\s,]+/).filter(Boolean);
  if (names.length === 0) throw new StartupError('no-sets', 'PRESEND_SETS should name at least one match set: its folder in the store.');
  if (!names.every((name) => NAME.test(name))) throw new StartupError('bad-set-name', 'PRESEND_SETS: a name has 1 to 64 letters, digits, ".", "-" or "_" and does not begin with a point.');
  const folder = text(environment, 'PRESEND_SETS_FOLDER');
  const store = given ?? storeOf(environment['SETS']) ?? (folder === undefined ? undefined : place.folder?.(folder));
  if (!store) throw new StartupError('no-store', 'There is no store of match sets: bind an R2 bucket or a KV namespace as SETS, or name a folder in PRESEND_SETS_FOLDER.');
  return { names, store, trust: readTrust(text(environment, 'PRESEND_TRUST')) };
}

function readTrust(json: string | undefined): StatedTrust {
  const bad = (): StartupError => new StartupError('bad-trust', 'PRESEND_TRUST should be JSON: {"keys": ["name+hex+base64", …], "required": 1, "purposes": [...], "log": {"key": …}}, with the verifier keys of the owners.');
  try {
    const trust = JSON.parse(json ?? '') as StatedTrust;
    if (!Array.isArray(trust.keys) || trust.keys.length === 0 || trust.keys.some((key) => typeof key !== 'string')) throw bad();
    if (trust.log !== undefined && !isLogTrust(trust.log)) throw bad();
    return trust;
  } catch {
    throw bad();
  }
}

function readGuard(environment: Environment, sealKey: string | undefined): GuardSettings {
  let origin: URL;
  try {
    origin = new URL(text(environment, 'PRESEND_ORIGIN') ?? '');
  } catch {
    throw new StartupError('no-origin', 'PRESEND_ORIGIN should be the address that clean uploads go to, for example https://uploads.example.');
  }
  if (!/^https?:$/.test(origin.protocol) || origin.search || origin.hash || origin.username) {
    throw new StartupError('bad-origin', 'PRESEND_ORIGIN should be http or https, without a query, a fragment or a password.');
  }
  const guard = {
    origin,
    sealKey,
    onMatch: oneOf(environment, 'PRESEND_ON_MATCH', 'reject'),
    onUnchecked: oneOf(environment, 'PRESEND_ON_UNCHECKED', 'hold'),
    // Chosen 2026-11-24 for the 128 MB of an edge worker: see DESIGN.md.
    pictureBytes: MB * numberOf(environment, 'PRESEND_PICTURE_MB', 16, 1, 100),
    memoryBytes: MB * numberOf(environment, 'PRESEND_MEMORY_MB', 32, 1, 4096),
  };
  if (guard.memoryBytes < guard.pictureBytes) throw new StartupError('bad-setting', 'PRESEND_MEMORY_MB should be at least PRESEND_PICTURE_MB.');
  return guard;
}

function oneOf(environment: Environment, name: string, usual: OnUpload): OnUpload {
  const value = text(environment, name) ?? usual;
  if (value === 'allow' || value === 'hold' || value === 'reject') return value;
  throw new StartupError('bad-setting', `${name} should be allow, hold or reject.`);
}

function budget(environment: Environment, name: string, usual: Budget): Budget {
  const value = text(environment, name);
  if (value === undefined) return usual;
  const [, count, seconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,5})$/.exec(value) ?? [];
  if (count === undefined) throw new StartupError('bad-setting', `${name} should be a number of questions, a slash and a number of seconds, for example 20/60.`);
  return { count: Number(count), seconds: Number(seconds) };
}

function numberOf(environment: Environment, name: string, usual: number, least: number, most: number): number {
  const value = text(environment, name);
  if (value === undefined) return usual;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) throw new StartupError('bad-setting', `${name} should be a whole number from ${least} to ${most}.`);
  return number;
}

function text(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new StartupError('bad-setting', `${name} should be a text.`);
}

/** The lines of a secret: a text, or an object with `get()` as Cloudflare's Secrets Store hands out. */
async function secret(environment: Environment, name: string): Promise<readonly string[]> {
  const value = environment[name];
  if (value === undefined) return [];
  let read: unknown;
  try {
    read = isBinding<{ get(): Promise<string> }>(value, 'get') ? await value.get() : value;
  } catch {
    throw new StartupError('secret-unreadable', `The secret ${name} could not be read. Does the worker have access to it?`);
  }
  const lines = (typeof read === 'string' ? read : '').split('\n').map((line) => line.trim()).filter(Boolean);
  const form = FORMS[name.replace('_PREVIOUS', '')];
  if (lines.length === 0 || (form && !lines.every((line) => form.test(line)))) {
    throw new StartupError('bad-secret', `The secret ${name} is not in its form. ${form ? 'It should be the text of the key file.' : 'It should be a text.'}`);
  }
  return lines;
}

function binding<T>(environment: Environment, name: string, method: keyof T & string): T | undefined {
  const value = environment[name];
  if (value === undefined) return undefined;
  if (isBinding<T>(value, method)) return value;
  throw new StartupError('bad-binding', `The binding ${name} is of another kind than the worker expects.`);
}
