/** Reads what the caller passed in, and says in one sentence what is wrong with it. */
import { PresendError } from './errors.js';
import { headOf } from './consistency.js';
import { readTrustWords } from './trust-words.js';
import type { Audience, CheckOptions, GuardOptions, IntimateSource, LogTrust, PaidEvaluator, Policy, SetSource, Verdict } from './types.js';

const AUDIENCES: readonly Audience[] = ['under13', 'teen', 'adult', 'unknown'];
const PURPOSES = ['csam', 'ncii', 'terrorism', 'host-blocklist', 'demo'];
const LOG_NAMES = ['key', 'witnesses', 'required', 'policy', 'remembered'];
const UNCHECKED = ['allow', 'ask', 'hold', undefined];

const bad = (message: string): PresendError => new PresendError('bad-options', message);

function oneOf(value: unknown, allowed: readonly unknown[], name: string): void {
  if (!allowed.includes(value)) throw bad(`${name} should be one of ${allowed.filter(Boolean).join(', ')}.`);
}

export function readGuardOptions(options: GuardOptions): GuardOptions {
  if (typeof options !== 'object' || options === null) throw bad('createGuard takes one object of options.');
  if (!Array.isArray(options.sets) || options.sets.length === 0) throw bad('sets should name at least one match set.');
  options.sets.forEach(readSet);
  if (typeof options.hostReports !== 'boolean') {
    throw bad('hostReports should be true or false: does the host look at, act on or report what people send?');
  }
  readPolicy(options.policy ?? {});
  const { timeoutMs } = options;
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs <= 2 ** 31 - 1)) throw bad('timeoutMs should be a number of milliseconds above 0.');
  // A copy: what the caller changes later changes nothing here.
  return { ...options, sets: [...options.sets], policy: structuredClone(options.policy ?? {}) };
}

type Evaluator = SetSource['evaluator'];

export const isPaid = (evaluator: Evaluator): evaluator is PaidEvaluator => typeof evaluator === 'object' && evaluator !== null && !(evaluator instanceof URL);

export const addressOf = (evaluator: Evaluator): string | URL | undefined => (isPaid(evaluator) ? (evaluator.url ?? '') : evaluator);

function readSet(set: SetSource): void {
  const hasUrl = 'url' in set && (typeof set.url === 'string' || set.url instanceof URL);
  const hasBytes = 'manifest' in set && set.manifest instanceof Uint8Array && set.index instanceof Uint8Array;
  if (hasBytes && set.segments?.some((segment) => !(segment instanceof Uint8Array))) throw bad('the segments of a set should be Uint8Arrays.');
  if (!hasUrl && !hasBytes) throw bad('each of sets should have a url, or manifest and index as Uint8Array.');
  const { keys, required, policy, purposes = [], log } = set.trust ?? {};
  if (!Array.isArray(keys) || keys.length === 0 || keys.some((key) => typeof key !== 'string')) {
    throw bad('trust.keys should list the public keys of the owners; a set without a known owner is not used.');
  }
  readQuorum('trust', 'keys', keys, required, policy, 1);
  if (log !== undefined) readLog(log);
  const { evaluator } = set;
  if (isPaid(evaluator) && typeof evaluator.token !== 'function') throw bad('evaluator should be an address, or an object with url and token, a function that gets a token.');
  for (const [name, address] of Object.entries({ evaluator: addressOf(evaluator), mirror: set.mirror })) {
    if (address !== undefined && typeof address !== 'string' && !(address instanceof URL)) throw bad(`${name} should be an address.`);
  }
  for (const [name, least] of Object.entries({ leastEpochs: set.trust.leastEpochs, leastUpdates: set.trust.leastUpdates })) {
    if (Object.values(least ?? {}).some((number) => !Number.isInteger(number) || number < 0)) throw bad(`trust.${name} should give a number for each id of a set.`);
  }
  if (!Array.isArray(purposes)) throw bad('trust.purposes should be a list.');
  for (const purpose of purposes) oneOf(purpose, PURPOSES, 'each of trust.purposes');
}

/** How many of these keys must have signed: a number or words, and not both. */
function readQuorum(of: string, list: string, keys: readonly string[], required: number | undefined, policy: string | undefined, least: number): void {
  if (policy !== undefined) {
    if (required !== undefined) throw bad(`${of} should have policy or required, not both.`);
    const read = typeof policy === 'string' ? readTrustWords(policy, keys) : 'It should be words.';
    if (typeof read === 'string') throw bad(`${of}.policy: ${read}`);
  }
  const asked = required ?? least;
  if (!Number.isInteger(asked) || asked < least || asked > Math.max(keys.length, least)) throw bad(`${of}.required should be from ${least} to the number of ${of}.${list}.`);
}

function readLog(log: LogTrust): void {
  const stranger = Object.keys(log).find((name) => !LOG_NAMES.includes(name));
  if (stranger !== undefined) throw bad(`trust.log has no option called ${stranger}; expected ${LOG_NAMES.join(', ')}.`);
  const { key, witnesses = [], required, policy, remembered } = log;
  if (typeof key !== 'string') throw bad("trust.log.key should be the log's public key.");
  if (!Array.isArray(witnesses) || witnesses.some((witness) => typeof witness !== 'string')) throw bad('trust.log.witnesses should list public keys.');
  readQuorum('trust.log', 'witnesses', witnesses, required, policy, 0);
  if (remembered === undefined) return;
  if (typeof remembered !== 'string' || headOf(remembered)?.origin !== key.trim().split('+', 1)[0]) {
    throw bad('trust.log.remembered should be a checkpoint that guard.update() gave for a set in this log.');
  }
}

function readPolicy({ level, under13Intimate, onUnchecked = {} }: Policy): void {
  oneOf(level, ['off', 'brief', 'full', undefined], 'policy.level');
  oneOf(under13Intimate, ['hold', 'ask', undefined], 'policy.under13Intimate');
  oneOf(onUnchecked.youth, UNCHECKED, 'policy.onUnchecked.youth');
  oneOf(onUnchecked.adult, UNCHECKED, 'policy.onUnchecked.adult');
}

export interface CheckRequest {
  audience: Audience;
  signal: AbortSignal | undefined;
  intimateSignal: IntimateSource | null;
  transfer: boolean;
}

export function readCheckOptions(options: CheckOptions): CheckRequest {
  if (typeof options !== 'object' || options === null) throw bad('check takes a picture and an object with the audience.');
  const { audience, signal, intimateSignal, transfer = false } = options;
  oneOf(audience, AUDIENCES, 'audience');
  oneOf(intimateSignal, [true, false, 'host', 'classifier', undefined, null], 'intimateSignal');
  const source = intimateSignal === true ? 'host' : intimateSignal || null;
  return { audience, signal, intimateSignal: source, transfer };
}

export function readVerdict(verdict: Verdict): Verdict {
  oneOf(verdict?.next, ['send', 'ask', 'hold'], "the verdict's next");
  return verdict;
}

/** The picture as it goes to the worker: a Blob as it is, bytes as a copy (or themselves, if they may be taken). */
export function readPicture(file: Blob | ArrayBuffer | Uint8Array, transfer: boolean): Blob | Uint8Array<ArrayBuffer> {
  if (file instanceof Blob) return file;
  if (file instanceof ArrayBuffer) return new Uint8Array(transfer ? file : file.slice(0));
  // slice() makes plain memory even of a view of shared memory.
  if (file instanceof Uint8Array) return transfer && file.buffer instanceof ArrayBuffer ? (file as Uint8Array<ArrayBuffer>) : file.slice();
  throw bad('check takes a Blob, an ArrayBuffer or a Uint8Array.');
}
