/** Finds the route for a request and keeps the promises that hold for all of them: methods, failures, headers. */
import { secured } from './headers.ts';
import { problem } from './problem.ts';

export interface Route<Env> {
  /** Does this route answer for the path? `path` is the decoded pathname, always with its leading slash. */
  matches(path: string): boolean;
  /** Any other method is refused before `answer` is called. */
  readonly methods: readonly string[];
  answer(request: Request, env: Env, path: string): Promise<Response>;
}

/** Never throws and never says why something broke: a failure inside is a plain 500. */
export async function handle<Env>(routes: readonly Route<Env>[], request: Request, env: Env, connect?: string): Promise<Response> {
  return secured(await answerFor(routes, request, env), connect);
}

async function answerFor<Env>(routes: readonly Route<Env>[], request: Request, env: Env): Promise<Response> {
  const path = decoded(new URL(request.url).pathname);
  const route = path === undefined ? undefined : routes.find((candidate) => candidate.matches(path));
  if (path === undefined || route === undefined) {
    return problem(404, 'There is nothing at this address.');
  }
  if (!route.methods.includes(request.method)) {
    const allow = route.methods.join(', ');
    return problem(405, `This address answers ${allow} only.`, { allow });
  }
  try {
    return await route.answer(request, env, path);
  } catch {
    return problem(500, 'The worker could not answer. Trying again later may help.');
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
