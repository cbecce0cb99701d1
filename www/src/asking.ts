/** Carries the core's questions to evaluators and mirrors, and their answers back. */
import type { Verdict } from './types.js';
import type { Conversation } from './wasm/presend.js';

/** Who answers for a private set. */
export interface Addresses {
  evaluator?: string;
  mirror?: string;
}

export type Post = (url: string, body: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** A question is answered within this time, or the set counts as out of reach. */
const ANSWER_MS = 10_000;
/** The longest answer there is: 4,096 proven buckets. */
const MOST_BYTES = 20 + 176 * 4096;

/** Sends no cookie, no referrer, nothing but the question; takes no redirect, which could send it elsewhere. */
export const post: Post = async (url, body) => {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream' },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  if (Number(answer.headers.get('content-length') ?? 0) > MOST_BYTES) throw new Error('answer too long');
  return new Uint8Array(await answer.arrayBuffer());
};

/** Asks until there is a verdict. Every failure is told to the core, which never takes it for "clear". */
export async function converse(conversation: Conversation, sets: readonly Addresses[], send: Post = post): Promise<Verdict> {
  try {
    for (;;) {
      const step = conversation.step();
      if (step.type === 'done') return step.verdict;
      const { evaluator, mirror } = sets[step.set] ?? {};
      const url = step.type === 'evaluate' ? evaluator : mirror;
      const answer = url === undefined ? undefined : await send(url, step.body).catch(() => undefined);
      if (answer) conversation.answer(answer);
      else conversation.fail('offline');
    }
  } finally {
    conversation.free();
  }
}
