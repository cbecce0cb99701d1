/**
 * Budgets of questions. They are part of the protocol: whoever may ask without limit can put a list together. Where the
 * platform counts for all isolates, it counts; elsewhere this isolate does, and the start-up log says so.
 */

/** So many requests within so many seconds. */
export interface Budget {
  readonly count: number;
  readonly seconds: number;
}

/** Seconds after which to ask again, or undefined: go ahead. */
export type Waiting = number | undefined;

export interface Limiter {
  /** `binding` and `durable-object` count for everybody, `memory` for this isolate only. */
  readonly kind: 'binding' | 'durable-object' | 'memory';
  take(key: string): Promise<Waiting>;
}

/** Cloudflare's rate-limit binding. */
export interface RateLimit {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

/** A namespace of the Durable Object below. */
export interface BudgetNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(url: string): Promise<Response> };
}

/** What is counted, and by whom. */
export interface BudgetSettings {
  readonly client: Budget;
  readonly global: Budget;
  readonly clientBinding: RateLimit | undefined;
  readonly globalBinding: RateLimit | undefined;
  readonly budgets: BudgetNamespace | undefined;
}

/** `spent`: tokens that have paid, each a budget of one for so many seconds. */
export function limitersOf(settings: BudgetSettings, spentSeconds: number, now: () => number = Date.now): { client: Limiter; global: Limiter; spent: Limiter } {
  const pick = (binding: RateLimit | undefined, budget: Budget): Limiter =>
    binding ? byBinding(binding, budget) : settings.budgets ? byDurableObject(settings.budgets, budget) : new MemoryLimiter(budget, now);
  return { client: pick(settings.clientBinding, settings.client), global: pick(settings.globalBinding, settings.global), spent: pick(undefined, { count: 1, seconds: spentSeconds }) };
}

/** The binding does not say when there is room again: at the latest after one period, which the settings repeat. */
const byBinding = (binding: RateLimit, { seconds }: Budget): Limiter => ({
  kind: 'binding',
  take: async (key) => ((await binding.limit({ key })).success ? undefined : seconds),
});

const byDurableObject = (namespace: BudgetNamespace, { count, seconds }: Budget): Limiter => ({
  kind: 'durable-object',
  async take(key) {
    const answer = await namespace.get(namespace.idFromName(key)).fetch(`https://budget.invalid/?count=${count}&seconds=${seconds}`);
    const { wait } = (await answer.json()) as { wait: number | null };
    return wait ?? undefined;
  },
});

interface Window {
  ends: number;
  used: number;
}

/** Takes one from a window; gives back the seconds to wait where it is used up. */
function takeFrom(window: Window, count: number, now: number): Waiting {
  if (window.used >= count) return Math.max(1, Math.ceil((window.ends - now) / 1000));
  window.used++;
  return undefined;
}

/** Clients that are counted one by one; beyond them all newcomers share one budget, so that memory has an end. */
const MOST_CLIENTS = 50_000;

export class MemoryLimiter implements Limiter {
  readonly kind = 'memory';
  readonly #budget: Budget;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(budget: Budget, now: () => number = Date.now) {
    this.#budget = budget;
    this.#now = now;
  }

  async take(key: string): Promise<Waiting> {
    const now = this.#now();
    let window = this.#windows.get(key);
    if (!window || window.ends <= now) {
      this.#windows.delete(key);
      if (this.#windows.size >= MOST_CLIENTS) this.#sweep(now);
      const name = this.#windows.size >= MOST_CLIENTS ? 'everybody else' : key;
      window = this.#windows.get(name);
      if (!window || window.ends <= now) this.#windows.set(name, (window = { ends: now + this.#budget.seconds * 1000, used: 0 }));
    }
    return takeFrom(window, this.#budget.count, now);
  }

  #sweep(now: number): void {
    for (const [key, { ends }] of this.#windows) if (ends <= now) this.#windows.delete(key);
  }
}

interface DurableState {
  storage: { get<T>(name: string): Promise<T | undefined>; put(name: string, value: unknown): Promise<void>; setAlarm?(at: number): Promise<void>; deleteAll?(): Promise<void> };
}

/** A Durable Object for each key: it counts for all isolates, and forgets when its window has ended. */
export class Budgets {
  readonly #state: DurableState;

  constructor(state: DurableState) {
    this.#state = state;
  }

  async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const [count, seconds] = [Number(searchParams.get('count')), Number(searchParams.get('seconds'))];
    const { storage } = this.#state;
    const now = Date.now();
    let window = await storage.get<Window>('window');
    if (!window || window.ends <= now) {
      window = { ends: now + seconds * 1000, used: 0 };
      await storage.setAlarm?.(window.ends);
    }
    const wait = takeFrom(window, count, now);
    if (wait === undefined) await storage.put('window', window);
    return Response.json({ wait: wait ?? null });
  }

  async alarm(): Promise<void> {
    await this.#state.storage.deleteAll?.();
  }
}

/** The key that a client is counted under. Of an IPv6 address the first 64 bits: the rest is the client's own choice. */
export function clientKey(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  if (!address.includes(':')) return `client ${address}`;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').split('%')[0] ?? '';
  if (!plain.includes(':')) return `client ${plain}`;
  const [head = '', tail] = plain.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `client ${groups.slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':')}`;
}
