/** One instance of the core, and everything that lives in its memory. A trap ends an instance; the next use starts another. */
import { instantiate, type Instance } from './core/core.js';

/** The core broke down in the middle of this piece of work. The next one gets a fresh instance. */
export class CoreBroke extends Error {}

/** The compiled core: workerd hands out modules only, other places compile the file. */
export type CompiledCore = WebAssembly.Module | (() => WebAssembly.Module | Promise<WebAssembly.Module>);

export class Cores {
  readonly #compiled: CompiledCore;
  readonly #broke: () => void;
  #module: WebAssembly.Module | undefined;
  #instance: Instance | undefined;
  #residents = new Map<string, unknown>();

  constructor(compiled: CompiledCore, broke: () => void = () => {}) {
    this.#compiled = compiled;
    this.#broke = broke;
  }

  /** Runs a piece of work, which must be over before anything else happens: it may not wait. */
  async use<T>(work: (core: Instance) => T): Promise<T> {
    const core = await this.#current();
    return this.#run(() => work(core));
  }

  /** The same with something that is made once in each instance: a key, an index. A failure to make it is forgotten. */
  async useResident<R, T>(name: string, make: (core: Instance) => Promise<R>, work: (resident: R) => T): Promise<T> {
    for (;;) {
      const residents = this.#residents;
      let made = residents.get(name) as Promise<R> | undefined;
      if (!made) {
        made = this.#current().then(make);
        residents.set(name, made);
        made.catch(() => residents.delete(name));
      }
      const resident = await made;
      // A trap meanwhile has ended the instance that it lives in.
      if (residents === this.#residents) return this.#run(() => work(resident));
    }
  }

  async #current(): Promise<Instance> {
    const compiled = (this.#module ??= typeof this.#compiled === 'function' ? await this.#compiled() : this.#compiled);
    return (this.#instance ??= instantiate(compiled));
  }

  #run<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      // Refusals of the core have a code; anything else is a trap, after which nothing in this memory can be relied on.
      if (codeOf(error) !== undefined) throw error;
      this.#instance = undefined;
      this.#residents = new Map();
      this.#broke();
      throw new CoreBroke('the core broke down', { cause: error });
    }
  }

  forget(name: string): void {
    this.#residents.delete(name);
  }

  /** Bytes of memory that the instance has; memory of WebAssembly never shrinks. */
  get memoryBytes(): number {
    return this.#instance?.memory.buffer.byteLength ?? 0;
  }
}

export const random32 = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32));

/** The stable code of a refusal by the core, or undefined. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
