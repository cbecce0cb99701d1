/** Finds the route for a request and keeps the promises that hold for all of them: methods and failures. */
import { problem } from './problem.js';

/** All classes of outcome there are. `known` and `unchecked` are stopped uploads, `passed` ones went to the origin. */
export type Outcome = 'answered' | 'limited' | 'refused' | 'failed' | 'passed' | 'clear' | 'known' | 'unchecked' | 'aborted' | 'slow';

/** What came with a request from the place the worker runs in. */
export interface Asked {
  readonly request: Request;
  /** The decoded path, always with its leading slash. */
  readonly path: string;
  /** The address of whoever asks, where the place knows it. */
  readonly client: string | undefined;
}

/** An answer, and the class of outcome that it is counted under. */
export interface Answered {
  readonly response: Response;
  readonly outcome: Outcome;
}

export interface Route {
  /** The role it belongs to, for counters and logs. */
  readonly role: string;
  matches(path: string): boolean;
  /** Any other method is refused before `answer` is called; without a list, every method is taken. */
  readonly methods?: readonly string[];
  /** Headers that even a refusal carries. */
  readonly headers?: Readonly<Record<string, string>>;
  answer(asked: Asked): Promise<Answered>;
}

export const nothingHere = (): Answered => ({ response: problem(404, 'nothing-here', 'There is nothing at this address.'), outcome: 'refused' });

/** Never throws and never says why something broke: a failure inside is a plain 500. */
export async function route(routes: readonly Route[], asked: Omit<Asked, 'path'>): Promise<Answered & { role: string }> {
  const path = decoded(new URL(asked.request.url).pathname);
  const found = path === undefined ? undefined : routes.find((candidate) => candidate.matches(path));
  if (path === undefined || found === undefined) return { ...nothingHere(), role: 'none' };
  const { role, methods, headers = {} } = found;
  if (methods && !methods.includes(asked.request.method)) {
    const allow = methods.join(', ');
    return { role, outcome: 'refused', response: problem(405, 'method-not-allowed', `This address answers ${allow} only.`, { headers: { ...headers, allow } }) };
  }
  try {
    return { role, ...(await found.answer({ ...asked, path })) };
  } catch {
    return { role, outcome: 'failed', response: problem(500, 'worker-failed', 'The worker could not answer. Trying again later may help.', { headers }) };
  }
}

/** The path in plain characters, or undefined where the address is not well formed. */
function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
