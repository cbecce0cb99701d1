/**
 * The edge worker: one fetch handler with up to three roles, chosen by configuration. Only standard web APIs, so it runs
 * wherever they do; what differs from place to place comes in through `Surroundings`.
 */
import { Cores, codeOf, type CompiledCore } from './core.js';
import type { Digester } from './digests.js';
import { evaluatorRoute, useKeys } from './evaluator.js';
import { guardRoute } from './guard.js';
import { indexRoute } from './index-host.js';
import { Judge } from './judge.js';
import { limitersOf } from './limits.js';
import { consoleLog, Journal, operationsRoutes, type Log, type NotReady } from './operations.js';
import { problem } from './problem.js';
import { route, type Route } from './router.js';
import { HostedSets, SetProblem } from './sets.js';
import { readSettings, StartupError, type Environment, type Place, type Settings } from './settings.js';
import type { Store } from './store.js';
import { REMEMBERED_SECONDS, type TokenGate } from './tokens.js';
import { Room } from './upload.js';

export interface WorkerOptions {
  /** Instead of the environment that comes with a request, or of the process. */
  environment?: Environment;
  /** Instead of a bucket, a namespace or a folder. */
  store?: Store;
  /** Takes Privacy Pass tokens as payment: see `presend/worker/tokens`. */
  tokens?: TokenGate;
  /** Takes each line of the log. Default: the console. */
  log?: Log;
  /** Asks the origin. Default: the global one. */
  fetch?: typeof fetch;
}

/** Bytes that one isolate, or process, has in use. */
export interface Usage {
  /** Memory of WebAssembly, which never shrinks: sets, keys, and the picture that is checked. */
  readonly core: number;
  /** Uploads, or parts of them, that wait to be checked or passed on. */
  readonly held: number;
  /** The most of it that there ever was. */
  readonly mostHeld: number;
}

export interface Worker {
  /** Answers a request. `environment` is what the platform hands in (workerd); elsewhere it is left out. */
  fetch(request: Request, environment?: unknown, context?: unknown): Promise<Response>;
  /** Reads and checks the environment now. Rejects with a StartupError. */
  start(environment?: Environment): Promise<void>;
  /** For tests, and for the code around a worker; no address of the worker tells it, and no line of its log. */
  usage(): Usage;
}

/** What differs from place to place. */
export interface Surroundings extends Place {
  readonly core: CompiledCore;
  /** The environment of the process, where there is one. */
  readonly environment?: () => Environment;
  /** The address of whoever asks, from what the runtime hands in beside the request. */
  readonly clientOf: (request: Request, second: unknown) => string | undefined;
  /** Does its `fetch` undo the encoding of an answer? */
  readonly decodes: boolean;
  /** Instead of the global one. It takes a stream with a `Content-Length`, and hands it on without a copy. */
  readonly fetch?: typeof fetch;
  readonly digester: Digester;
}

interface Running {
  readonly routes: readonly Route[];
  readonly settings: Settings;
  readonly usage: () => Usage;
}

export function workerIn(place: Surroundings, options: WorkerOptions = {}): Worker {
  const journal = new Journal(options.log ?? consoleLog);
  let running: Promise<Running> | undefined;
  let failedAt = 0;
  let usage = (): Usage => ({ core: 0, held: 0, mostHeld: 0 });

  const started = (second: unknown): Promise<Running> => {
    const environment = options.environment ?? place.environment?.() ?? ((second ?? {}) as Environment);
    // A failure is told, and tried again later: a secret may have been out of reach.
    running ??= start(environment, place, options, journal).then((here) => {
      usage = here.usage;
      return here;
    }).catch((error: unknown) => {
      failedAt = Date.now();
      const { code, message } = error instanceof StartupError ? error : { code: 'worker-failed', message: 'The worker could not start.' };
      journal.event('ERROR', 'start-up failed', { code, message });
      throw error;
    });
    return running;
  };

  return {
    async fetch(request, second) {
      let here: Running;
      try {
        here = await started(second);
      } catch (error) {
        if (Date.now() - failedAt > 5_000) running = undefined;
        const code = error instanceof StartupError ? error.code : 'worker-failed';
        return problem(503, code, 'The worker is not set up rightly; its log says what to do.');
      }
      const { clientHeader } = here.settings;
      const client = clientHeader === undefined ? place.clientOf(request, second) : (request.headers.get(clientHeader)?.split(',').at(-1)?.trim() || undefined);
      const { response, outcome, role } = await route(here.routes, { request, client });
      if (role !== 'health') journal.request(role, outcome, response.status);
      return response;
    },
    start: async (environment) => {
      await started(environment);
    },
    usage: () => usage(),
  };
}

async function start(environment: Environment, place: Surroundings, options: WorkerOptions, journal: Journal): Promise<Running> {
  const settings = await readSettings(environment, place, options.store);
  const now = Date.now;
  const cores = new Cores(place.core, () => journal.event('ERROR', 'the core broke down and was started again', { code: 'core-broke' }));
  const publicKeys = await readKeys(settings, cores);
  const sets = settings.sets && new HostedSets(settings.sets, cores, now);
  const routes: Route[] = [];
  const checks: (() => Promise<readonly NotReady[]>)[] = [];
  const { evaluator, guard, idleMs } = settings;
  const room = new Room(guard?.memoryBytes ?? 0);

  if (evaluator) {
    const limiters = limitersOf(evaluator, REMEMBERED_SECONDS, now);
    for (const [name, { kind }] of Object.entries(limiters)) {
      if (kind === 'memory' && (name !== 'spent' || options.tokens)) {
        journal.event('WARN', 'this budget is counted in memory: each isolate or process counts for itself, and forgets when it ends', { code: 'budget-in-memory', budget: name });
      }
    }
    journal.event('INFO', 'the evaluator and the mirror of a set must be run by different operators', { role: 'evaluator', keys: publicKeys.length });
    routes.push(evaluatorRoute({ settings: evaluator, cores, ...limiters, tokens: options.tokens, idleMs }));
  }
  if (sets && settings.roles.has('index')) {
    checks.push(() => indexReady(sets, publicKeys));
    await refuseBothHalves(sets, publicKeys);
    const hosted = indexRoute({ sets, cores, idleMs, now });
    routes.push({
      ...hosted,
      async answer(asked) {
        // An edition that came later may be the one whose key is here.
        await refuseBothHalves(sets, publicKeys);
        return hosted.answer(asked);
      },
    });
  }
  const operations = operationsRoutes(journal, async () => (await Promise.all(checks.map((check) => check()))).flat(), settings.metricsToken);
  routes.unshift(...operations);
  if (sets && guard) {
    const judge = new Judge(sets, cores, guard, settings.evaluatorKeys, place.digester, now);
    checks.push(() => judge.ready().then(() => [], (error: unknown) => [{ role: 'guard', code: codeOf(error) ?? 'not-ready' }]));
    if (guard.onMatch === 'allow') journal.event('WARN', 'uploads that match are passed on: they are only counted', { code: 'matches-pass' });
    routes.push(guardRoute({ settings: guard, judge, cores, room, idleMs, now, fetch: options.fetch ?? place.fetch ?? ((...asked) => fetch(...asked)), decodes: place.decodes || (options.fetch !== undefined && place.fetch !== undefined), streams: options.fetch === undefined && place.fetch !== undefined }));
  }
  journal.event('INFO', 'started', { roles: [...settings.roles].sort().join(' ') });
  return { routes, settings, usage: () => ({ core: cores.memoryBytes, held: room.held, mostHeld: room.most }) };
}

/** The public halves of the keys that are here. */
async function readKeys(settings: Settings, cores: Cores): Promise<readonly string[]> {
  if (settings.evaluatorKeys.length === 0) return [];
  try {
    return await useKeys(cores, settings.evaluatorKeys, (keys) => [...keys.values()].map((key) => key.publicKey));
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new StartupError('bad-evaluator-key', 'A key in PRESEND_EVALUATOR_KEY is damaged. Copy the text of the key file again.');
  }
}

/** Key and index of one set in one hand tell what was asked about, and are a list that can be dumped. */
async function refuseBothHalves(sets: HostedSets, publicKeys: readonly string[]): Promise<void> {
  if (publicKeys.length === 0) return;
  for (const name of sets.names) {
    let key: string | undefined;
    try {
      key = (await sets.current(name)).info.evaluator;
    } catch (error) {
      // A set that cannot be read is not handed out either.
      if (error instanceof SetProblem) continue;
      throw error;
    }
    if (key !== undefined && publicKeys.includes(key)) {
      throw new StartupError('evaluator-and-index-host', "This worker would host a set's index and hold the key of its evaluator. Whoever has both can tell which picture a question is about, and can list the set. Let another operator host the index, or take the key away.");
    }
  }
}

async function indexReady(sets: HostedSets, publicKeys: readonly string[]): Promise<readonly NotReady[]> {
  await refuseBothHalves(sets, publicKeys);
  const found = await Promise.all(
    sets.names.map(async (name): Promise<readonly NotReady[]> => {
      try {
        await sets.current(name);
        return [];
      } catch (error) {
        return [{ role: 'index', code: codeOf(error) ?? 'not-ready' }];
      }
    }),
  );
  return found.flat();
}
