/**
 * The edge worker: one fetch handler over a list of routes. Only standard web APIs, so it runs wherever they do;
 * what differs from platform to platform comes in through `Env`.
 */
import type { Env } from './env.ts';
import { handle, type Route } from './router.ts';
import { site } from './site.ts';

/** The first route that knows a path answers it; the site knows every path, so it stays last. */
const routes: readonly Route<Env>[] = [site];

export default {
  fetch: (request: Request, env: Env): Promise<Response> => handle(routes, request, env, env.CONNECT),
};
