/** What a guard needs from the place it runs in: a browser page, or Node. */
import type { Reply, Request } from './protocol.js';

export interface Platform {
  /** Starts a worker; `url` is the host's own address for it, if it has one. */
  spawn(url: string | URL | undefined): WorkerPort;
  /** The bytes behind a URL; `fresh`: not from a cache that did not ask. Rejects when they cannot be had. */
  read(url: URL, fresh?: boolean): Promise<Uint8Array<ArrayBuffer>>;
  /** A URL as the caller wrote it. */
  resolve(url: string | URL): URL;
}

export interface WorkerPort {
  post(request: Request, transfer: Transferable[]): void;
  /** Called for each reply, and with `broken` when the worker has died. */
  onReply: (reply: Reply) => void;
  terminate(): void;
}

/** One question at a time to one worker. */
export class Conversation {
  readonly #port: WorkerPort;
  #answer: ((reply: Reply) => void) | undefined;
  #ended = false;

  constructor(port: WorkerPort) {
    this.#port = port;
    port.onReply = (reply) => {
      this.#answer?.(reply);
      if (reply.type === 'broken') this.end();
    };
  }

  get ended(): boolean {
    return this.#ended;
  }

  async ask(request: Request, transfer: Transferable[] = []): Promise<Reply> {
    if (this.#ended) return { type: 'broken' };
    const reply = new Promise<Reply>((resolve) => (this.#answer = resolve));
    try {
      this.#port.post(request, transfer);
    } catch {
      // What cannot be handed over, a buffer that is already gone for example, is as lost as a dead worker.
      this.end();
    }
    return reply;
  }

  end(): void {
    this.#ended = true;
    this.#port.terminate();
    this.#answer?.({ type: 'broken' });
  }
}
