/** Carries the core's questions to evaluators and mirrors, and their answers back. */
import type { Verdict } from './types.js';
import type { Conversation } from './wasm/presend.js';

/** Who answers for a private set. */
export interface Addresses {
  evaluator?: string;
  mirror?: string;
}

/** `authorization`: a token, where the evaluator asked for one. Rejects with TokenWanted where it does. */
export type Post = (url: string, body: Uint8Array<ArrayBuffer>, authorization?: string) => Promise<Uint8Array>;

/** The evaluator answers for a token only. */
export class TokenWanted extends Error {
  /** The value of `WWW-Authenticate` (RFC 9577). */
  readonly challenge: string;

  constructor(challenge: string) {
    super('the evaluator asks for a token');
    this.challenge = challenge;
  }
}

/** Gets a token for the evaluator of a set, by its place among the opened ones. */
export type Pay = (set: number, challenge: string) => Promise<string | undefined>;

/** A question is answered within this time, or the set counts as out of reach. */
const ANSWER_MS = 10_000;
/** The longest answer there is: 4,096 proven buckets. */
const MOST_BYTES = 20 + 176 * 4096;

/** Sends no cookie, no referrer, nothing but the question; takes no redirect, which could send it elsewhere. */
export const post: Post = async (url, body, authorization) => {
  const headers = { 'content-type': 'application/octet-stream', ...(authorization === undefined ? {} : { authorization }) };
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!answer.ok) {
    const challenge = answer.status === 401 || answer.status === 429 ? answer.headers.get('www-authenticate') : null;
    throw challenge !== null && /^PrivateToken\s/i.test(challenge) ? new TokenWanted(challenge) : new Error(`status ${answer.status}`);
  }
  if (Number(answer.headers.get('content-length') ?? 0) > MOST_BYTES) throw new Error('answer too long');
  return new Uint8Array(await answer.arrayBuffer());
};

/** Asks until there is a verdict. Every failure is told to the core, which never takes it for "clear". */
export async function converse(conversation: Conversation, sets: readonly Addresses[], send: Post = post, pay: Pay = async () => undefined): Promise<Verdict> {
  try {
    for (;;) {
      const step = conversation.step();
      if (step.type === 'done') return step.verdict;
      const { evaluator, mirror } = sets[step.set] ?? {};
      const url = step.type === 'evaluate' ? evaluator : mirror;
      const payHere = (challenge: string): Promise<string | undefined> => (step.type === 'evaluate' ? pay(step.set, challenge) : Promise.resolve(undefined));
      const answer = url === undefined ? undefined : await answered(url, step.body, send, payHere).catch(() => undefined);
      if (answer) conversation.answer(answer);
      else conversation.fail('offline');
    }
  } finally {
    conversation.free();
  }
}

/** Asks once, and once more with a token where one is wanted and to be had. */
async function answered(url: string, body: Uint8Array<ArrayBuffer>, send: Post, pay: (challenge: string) => Promise<string | undefined>): Promise<Uint8Array | undefined> {
  try {
    return await send(url, body);
  } catch (error) {
    if (!(error instanceof TokenWanted)) throw error;
    const token = await pay(error.challenge);
    return token === undefined ? undefined : send(url, body, token);
  }
}
