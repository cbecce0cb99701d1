/** The guard: a queue of checks, one worker at a time, and the way to the screens. */
import { Classifier, wanted } from './classifier.js';
import { PresendError } from './errors.js';
import { Job, type Outcome } from './job.js';
import { Loader, LoadFailure } from './loading.js';
import { addressOf, isPaid, readCheckOptions, readGuardOptions, readPicture, readVerdict } from './options.js';
import { Conversation, type Platform } from './platform.js';
import { named } from './editions.js';
import type { Newer } from './loading.js';
import type { CheckOptions, Decision, Guard, GuardOptions, PresentOptions, SetUpdate, UncheckedWhy, Verdict } from './types.js';
import { uncheckedVerdict } from './unchecked.js';

const DEFAULT_TIMEOUT_MS = 30_000;

type Picture = Blob | ArrayBuffer | Uint8Array;

export async function createGuardOn(platform: Platform, options: GuardOptions): Promise<Guard> {
  return new QueuedGuard(platform, readGuardOptions(options));
}

class QueuedGuard implements Guard {
  readonly #platform: Platform;
  readonly #options: GuardOptions;
  readonly #loader: Loader;
  /** What "Try again" checks again. Weak: a picture is forgotten with its verdict. */
  readonly #inputs = new WeakMap<Verdict, { file: Picture; options: CheckOptions }>();
  readonly #classifier: Classifier | undefined;
  #queue: Job[] = [];
  #running: Job | undefined;
  #worker: Conversation | undefined;
  /** Why the worker does not have every set. */
  #missing: UncheckedWhy | null = null;
  #closed = false;
  #lastScreen: Promise<unknown> = Promise.resolve();

  constructor(platform: Platform, options: GuardOptions) {
    this.#platform = platform;
    this.#options = options;
    this.#loader = new Loader(platform, options);
    this.#classifier = options.classifier && new Classifier(options.classifier);
    // Addresses are read now, so that a mistake in one shows at once and not with the first picture.
    for (const url of [...options.sets.flatMap((set) => ['url' in set ? set.url : undefined, addressOf(set.evaluator), set.mirror]), options.assets?.wasmUrl]) {
      if (url !== undefined) platform.resolve(url);
    }
  }

  async preload(): Promise<boolean> {
    this.#mustBeOpen();
    const screens = typeof document === 'undefined' || this.#loadWords().then(() => true, () => false);
    const model = this.#classifier?.load().then(() => true, () => false) ?? true;
    const outcome = await this.#enqueue(new Job());
    return outcome === 'ready' && (await screens) && (await model);
  }

  async check(file: Picture, options: CheckOptions): Promise<Verdict> {
    this.#mustBeOpen();
    const request = readCheckOptions(options);
    // Before the bytes are handed over: the classifier looks at the same picture.
    const forClassifier = this.#classifier && wanted(request, this.#options.policy ?? {}) ? asBlob(file) : undefined;
    const picture = readPicture(file, request.transfer);
    // The screens come along with the first check: the one for "offline" must be there when the network is gone.
    if (typeof document !== 'undefined') this.#loadWords().catch(() => {});
    const opinion = forClassifier && (await this.#classifier?.ask(forClassifier, this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS, request.signal));
    if (opinion === 'above') request.intimateSignal = 'classifier';
    const outcome = await this.#enqueue(new Job(picture, request));
    const { audience, intimateSignal } = request;
    // A classifier that could not answer is no answer: such a picture is not called clear.
    const missed = opinion === 'failed' && typeof outcome !== 'string' && outcome.kind === 'clear';
    const why = missed || outcome === 'ready' ? 'error' : outcome;
    const verdict = typeof why === 'string' ? uncheckedVerdict(why, audience, intimateSignal, this.#options.policy ?? {}) : why;
    if (!request.transfer) this.#inputs.set(verdict, { file, options });
    return verdict;
  }

  async update(): Promise<readonly SetUpdate[]> {
    this.#mustBeOpen();
    await this.#enqueue(new Job());
    const assets = await this.#loader.loaded();
    const held = assets?.sets ?? [];
    // Downloads wait for no check and no check waits for them; only the change itself takes its turn in the queue.
    const found = await Promise.all(held.map((set) => this.#loader.newer(set).catch((error: unknown) => (error instanceof LoadFailure ? error.why : 'error'))));
    const newer = found.filter((item): item is Newer => typeof item === 'object');
    const job = new Job();
    job.editions = newer.map(({ edition }) => edition);
    const done = newer.length === 0 || (await this.#enqueue(job)) === 'ready';
    return this.#options.sets.map((_, place): SetUpdate => {
      const at = held.findIndex((set) => set.place === place);
      const item = found[at];
      if (!assets || at < 0) return { state: 'kept', code: 'offline' };
      let code: string | undefined = typeof item === 'string' ? item : undefined;
      if (typeof item === 'object') {
        code = done ? (job.refusals[newer.indexOf(item)] ?? undefined) : 'error';
        if (code === undefined) this.#loader.adopt(assets, item.set);
      }
      const state = code !== undefined ? 'kept' : item ? 'updated' : 'current';
      const { id, epoch, update } = named(state === 'updated' ? (item as Newer).set.manifest : held[at]!.manifest);
      const checkpoint = this.#loader.checkpoint(place);
      return { state, ...(code === undefined ? {} : { code }), id, epoch, update, ...(checkpoint === undefined ? {} : { checkpoint }) };
    });
  }

  async present(verdict: Verdict, options: PresentOptions = {}): Promise<Decision> {
    if (readVerdict(verdict).next === 'send') return 'send';
    if (typeof document === 'undefined') {
      throw new PresendError('no-document', 'present needs a page to show its screens in. Here, act on verdict.next instead.');
    }
    // One dialog after another, never one over another.
    const screen = this.#lastScreen.then(() => this.#show(verdict, options));
    this.#lastScreen = screen.catch(() => {});
    return screen;
  }

  close(): void {
    this.#closed = true;
    for (const job of [...this.#queue, ...(this.#running ? [this.#running] : [])]) this.#cancel(job, 'aborted');
    this.#startAfresh('aborted');
  }

  async #show(verdict: Verdict, { container, signal, ...where }: PresentOptions): Promise<Decision> {
    if (signal?.aborted) return 'stop';
    const { defineElement } = await loadScreens().catch((cause: unknown) => {
      throw new PresendError('screens-not-loaded', 'The screens could not be loaded, so nothing was asked. Do not send the picture; preload() prevents this.', { cause });
    });
    const { hostReports, appName, locale, drafts, region, reviewUrl, helpDirectory, policy } = this.#options;
    const element = new (defineElement())();
    const input = this.#inputs.get(verdict);
    (container ?? document.body).append(element);
    try {
      return await element.open(verdict, {
        hostReports,
        asksEvaluator: this.#options.sets.some(({ evaluator, mirror }) => evaluator !== undefined || mirror !== undefined),
        appName,
        locale,
        drafts,
        region,
        reviewUrl,
        helpDirectory,
        ...where,
        signal,
        level: policy?.level === 'brief' ? 'brief' : 'full',
        retry: input && !this.#closed ? () => this.check(input.file, { ...input.options, signal }) : undefined,
      });
    } finally {
      element.remove();
    }
  }

  /** The screens, and the language in which they will be shown. */
  async #loadWords(): Promise<void> {
    const { locale, drafts } = this.#options;
    await (await loadScreens()).preloadWords(locale, drafts);
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new PresendError('closed', 'This guard was closed. Create a new one.');
  }

  async #enqueue(job: Job): Promise<Outcome> {
    const { signal } = job.request;
    if (signal?.aborted) return 'aborted';
    const abort = (): void => this.#cancel(job, 'aborted');
    signal?.addEventListener('abort', abort);
    this.#queue.push(job);
    void this.#work();
    const outcome = await job.outcome;
    signal?.removeEventListener('abort', abort);
    return outcome;
  }

  /** Takes jobs from the queue until it is empty; one runs at a time, so one picture is decoded at a time. */
  async #work(): Promise<void> {
    if (this.#running) return;
    let job: Job | undefined;
    while ((job = this.#running = this.#queue.shift())) {
      const current = job;
      const timeUp = (): void => this.#cancel(current, current.stage === 'loading' ? 'offline' : 'error');
      const limit = setTimeout(timeUp, this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      void this.#run(current);
      // A cancelled job is settled before the work on it has come to its end; the next one does not wait for that.
      await current.outcome;
      clearTimeout(limit);
    }
  }

  async #run(job: Job): Promise<void> {
    try {
      job.settle(await this.#outcome(job));
    } catch (error) {
      job.settle(error instanceof LoadFailure ? error.why : 'error');
    }
  }

  /** What comes of a job; of no interest to anybody where the job was settled meanwhile. */
  async #outcome(job: Job): Promise<Outcome> {
    job.stage = 'loading';
    const assets = await this.#loader.load();
    if (job.settled) return 'aborted';
    // Without any set there is nothing that a worker could find.
    if (assets.sets.length === 0 && assets.missing) return this.#startAfresh(assets.missing);
    job.stage = 'working';
    if (!this.#worker || this.#worker.ended) {
      this.#worker = new Conversation(this.#platform.spawn(this.#options.assets?.workerUrl));
      const opened = await this.#worker.ask({ type: 'open', ...assets, policy: this.#options.policy ?? {}, nowMs: Date.now() });
      if (job.settled) return 'aborted';
      if (opened.type !== 'opened') return this.#startAfresh('error');
      this.#missing = opened.missing;
      this.#loader.heard(opened.checkpoints);
    }
    const { picture, request, editions } = job;
    if (editions.length > 0) {
      const reply = await this.#worker.ask({ type: 'update', editions, nowMs: Date.now() });
      if (job.settled || reply.type !== 'updated') return 'error';
      job.refusals = reply.refusals;
      this.#loader.heard(reply.checkpoints);
      return 'ready';
    }
    if (!picture) return this.#missing ? this.#startAfresh(this.#missing) : 'ready';
    const { audience, intimateSignal } = request;
    const transfer = picture instanceof Blob ? [] : [picture.buffer];
    let reply = await this.#worker.ask({ type: 'check', picture, audience, intimateSignal, nowMs: Date.now() }, transfer);
    while (reply.type === 'token-wanted') {
      const authorization = await this.#token(reply.place, reply.challenge);
      if (job.settled || !this.#worker) return 'aborted';
      reply = await this.#worker.ask({ type: 'token', authorization });
    }
    if (job.settled || reply.type !== 'verdict') return 'error';
    const { verdict } = reply;
    const outdated = verdict.kind === 'unchecked' && verdict.why === 'expired-set';
    return this.#missing || outdated ? this.#startAfresh(verdict) : verdict;
  }

  /** The host's token for a question, if it has one. */
  async #token(place: number, challenge: string): Promise<string | undefined> {
    const evaluator = this.#options.sets[place]?.evaluator;
    const token: unknown = isPaid(evaluator) ? await Promise.resolve(challenge).then((value) => evaluator.token(value)).catch(() => undefined) : undefined;
    return typeof token === 'string' ? token : undefined;
  }

  #cancel(job: Job, why: UncheckedWhy): void {
    if (job.settled) return;
    if (job.stage === 'queued') this.#queue = this.#queue.filter((other) => other !== job);
    // A decoder cannot be interrupted, a worker can. The next job gets a new one, from the bytes kept in memory.
    if (job.stage === 'working') this.#endWorker();
    job.settle(why);
  }

  /** Perhaps there is a newer set by now, or the network is back: the next check loads everything again. */
  #startAfresh<T extends Outcome>(outcome: T): T {
    this.#endWorker();
    this.#loader.forget();
    return outcome;
  }

  #endWorker(): void {
    this.#worker?.end();
    this.#worker = undefined;
  }
}

/** The screens are a chunk of their own, asked for when there may be something to show. */
const loadScreens = (): Promise<typeof import('./element/index.js')> => import('./element/index.js');

const asBlob = (file: Picture): Blob => (file instanceof Blob ? file : new Blob([file instanceof Uint8Array ? file.slice() : file]));
