/**
 * The evaluator: the list owner's worker, which answers blind questions and learns nothing from them. It must not be run
 * by whoever runs the mirror of the same set: together they could tell the picture.
 */
import type { EvaluatorEnv } from './env.ts';
import { problem } from './problem.ts';
import { handle, type Route } from './router.ts';

/** The part of the core that is used. Errors of it have a stable `code`. */
export interface Evaluator {
  readonly keyId: string;
  evaluate(question: Uint8Array, randomness: Uint8Array): Uint8Array<ArrayBuffer>;
}

export interface EvaluatorCore {
  new (secret: string): Evaluator;
}

/** The longest question there is: 4,096 elements. */
const MOST_BYTES = 20 + 32 * 4096;

/** Any page may ask: who asks how often is for a rate limit to decide, not for the browser. */
const cors: Readonly<Record<string, string>> = { 'access-control-allow-origin': '*' };

const preflight: Readonly<Record<string, string>> = {
  ...cors,
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
};

/** Whatever comes is held against the size first, then against the form; only then does the key do anything. */
async function answer(request: Request, evaluator: Evaluator): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflight });
  const tooLong = () => problem(413, `A question has at most ${MOST_BYTES} bytes.`, cors, 'question-too-long');
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return tooLong();
  const question = await read(request, MOST_BYTES);
  if (question === undefined) return tooLong();
  try {
    const bytes = evaluator.evaluate(question, crypto.getRandomValues(new Uint8Array(32)));
    return new Response(bytes, { headers: { ...cors, 'content-type': 'application/octet-stream', 'cache-control': 'no-store' } });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw error;
    return problem(400, 'This is no question that this evaluator answers.', cors, code);
  }
}

/** The body, or undefined where it is longer than it may be. */
async function read(request: Request, most: number): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) {
    length += piece.value.length;
    if (length > most) {
      await reader?.cancel();
      return undefined;
    }
    pieces.push(piece.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The worker around a core. The key is read once; a missing or damaged one is a failure of every request, with a 500. */
export function createEvaluator(Core: EvaluatorCore): { fetch(request: Request, env: EvaluatorEnv): Promise<Response> } {
  let evaluator: Evaluator | undefined;
  const route: Route<EvaluatorEnv> = {
    matches: (path) => path === '/evaluate',
    methods: ['POST', 'OPTIONS'],
    answer: (request, env) => answer(request, (evaluator ??= new Core(env.EVALUATOR_KEY))),
  };
  return { fetch: (request, env) => handle([route], request, env) };
}
