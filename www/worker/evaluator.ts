/**
 * The evaluator: the list owner's half, which answers blind questions and learns nothing from them. It must not be run
 * by whoever runs the mirror of the same set: together they could tell the picture.
 */
import { BodyFailure, readAll } from './body.js';
import { codeOf, random32, type Cores } from './core.js';
import type { Evaluator } from './core/core.js';
import { clientKey, type Limiter } from './limits.js';
import { problem } from './problem.js';
import type { Answered, Route } from './router.js';
import type { EvaluatorSettings } from './settings.js';
import { hex } from './store.js';
import type { TokenGate } from './tokens.js';

const HEAD = 20;
const ELEMENT = 32;
const MAGIC = 'OPRFREQ1';

/** Any page may ask: who asks how often is for the budgets to decide, not for the browser. */
export const anyOrigin: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after, www-authenticate',
  'cross-origin-resource-policy': 'cross-origin',
};

const preflight: Readonly<Record<string, string>> = {
  ...anyOrigin,
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '86400',
};

export const preflightAnswer = (): Answered => ({ response: new Response(null, { status: 204, headers: preflight }), outcome: 'answered' });

export const bytesAnswer = (bytes: Uint8Array<ArrayBuffer>): Answered => ({
  outcome: 'answered',
  response: new Response(bytes, { headers: { ...anyOrigin, 'content-type': 'application/octet-stream', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } }),
});

export interface EvaluatorParts {
  readonly settings: EvaluatorSettings;
  readonly cores: Cores;
  readonly client: Limiter;
  readonly global: Limiter;
  /** Tokens that have paid: a budget of one for each. */
  readonly spent: Limiter;
  readonly tokens: TokenGate | undefined;
  readonly idleMs: number;
}

/** Keys by id, side by side while one edition follows another. */
export type Keys = ReadonlyMap<string, Evaluator>;

export function useKeys<T>(cores: Cores, texts: readonly string[], work: (keys: Keys) => T): Promise<T> {
  const make = async (core: { Evaluator: new (secret: string) => Evaluator }): Promise<Keys> => new Map(texts.map((text) => new core.Evaluator(text)).map((key) => [key.keyId, key]));
  return cores.useResident('evaluator keys', make, work);
}

const refused = (status: 400 | 413, code: string, detail: string): Answered => ({ outcome: 'refused', response: problem(status, code, detail, { headers: anyOrigin }) });

export function evaluatorRoute(parts: EvaluatorParts): Route {
  const most = HEAD + ELEMENT * parts.settings.probes;
  return {
    role: 'evaluator',
    methods: ['POST', 'OPTIONS'],
    headers: anyOrigin,
    matches: (path) => path === '/evaluate',
    async answer({ request, client }) {
      if (request.method === 'OPTIONS') return preflightAnswer();
      let question: Uint8Array;
      try {
        question = await readAll(request, most, parts.idleMs);
      } catch (error) {
        return bodyRefused(error, most);
      }
      const known = await useKeys(parts.cores, parts.settings.keys, (keys) => [...keys.keys()]);
      const wrong = misshapen(question, parts.settings.probes, known);
      if (wrong) return refused(400, ...wrong);
      const limited = await pay(request, client, parts);
      if (limited) return limited;
      return evaluate(question, parts);
    },
  };
}

/** How a body that could not be read is answered. */
export function bodyRefused(error: unknown, most: number): Answered {
  if (!(error instanceof BodyFailure)) throw error;
  if (error.why === 'too-long') return refused(413, 'question-too-long', `A question has at most ${most} bytes here.`);
  if (error.why === 'slow') return { outcome: 'slow', response: problem(408, 'too-slow', 'The question did not arrive in time.', { headers: anyOrigin }) };
  return { outcome: 'aborted', response: problem(400, 'aborted', 'The question did not arrive whole.', { headers: anyOrigin }) };
}

/** What is wrong with the form of a question. Nothing here touches a group element. */
function misshapen(question: Uint8Array, probes: number, known: readonly string[]): [code: string, detail: string] | undefined {
  if (question.length < HEAD || String.fromCharCode(...question.subarray(0, 8)) !== MAGIC) {
    return ['bad-oprf-message', 'This is no question to an evaluator. Check the address and the version.'];
  }
  const count = new DataView(question.buffer, question.byteOffset).getUint32(16, true);
  if (count === 0 || count > probes) return ['bad-element-count', `A question has 1 to ${probes} elements here.`];
  if (question.length !== HEAD + ELEMENT * count) return ['wrong-message-length', 'The question is shorter or longer than it says.'];
  if (!known.includes(hex(question.subarray(8, 16)))) return ['wrong-evaluator-key', "The question is for another key. Fetch the set's current manifest."];
  return undefined;
}

/** A token pays for whoever has one, namelessly; others are counted by address. The global budget holds for all. */
async function pay(request: Request, client: string | undefined, { client: perClient, global, spent, tokens }: EvaluatorParts): Promise<Answered | undefined> {
  const tooMany = (wait: number, code: string, detail: string, challenge?: string): Answered => ({
    outcome: 'limited',
    response: problem(429, code, detail, { headers: { ...anyOrigin, 'retry-after': String(wait), ...(challenge === undefined ? {} : { 'www-authenticate': challenge }) } }),
  });
  const offered = tokens && request.headers.get('authorization');
  if (tokens && offered) {
    const outcome = await tokens.redeem(offered, (name) => spent.take(name));
    if (outcome !== 'paid') {
      const response = problem(401, outcome === 'spent' ? 'token-spent' : 'bad-token', 'The token does not pay for this question. Ask the issuer for another one.', { headers: { ...anyOrigin, 'www-authenticate': await tokens.challenge() } });
      return { outcome: 'refused', response };
    }
  } else {
    const wait = await perClient.take(clientKey(client));
    if (wait !== undefined) return tooMany(wait, 'client-budget-used', 'Too many questions from one place. Ask again later.', await tokens?.challenge());
  }
  const wait = await global.take('everybody');
  return wait === undefined ? undefined : tooMany(wait, 'global-budget-used', 'Too many questions from everybody together. Ask again later.');
}

async function evaluate(question: Uint8Array, { cores, settings }: EvaluatorParts): Promise<Answered> {
  try {
    const bytes = await useKeys(cores, settings.keys, (keys) => keys.get(hex(question.subarray(8, 16)))?.evaluate(question, random32()));
    return bytes ? bytesAnswer(bytes) : refused(400, 'wrong-evaluator-key', "The question is for another key. Fetch the set's current manifest.");
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return refused(400, code, 'This is no question that this evaluator answers.');
  }
}
