/** The worker's side of the conversation, without the worker: the browser's and Node's transports share it. */
import type { Reply, Request } from './protocol.js';
import init, { Core } from './wasm/presend.js';

export function createHandler(): (request: Request) => Promise<Reply> {
  let core: Core | undefined;

  async function open(request: Request & { type: 'open' }): Promise<Reply> {
    try {
      await init({ module_or_path: request.wasm });
      core = new Core({ policy: request.policy });
      for (const { manifest, index, trust } of request.sets) core.openSet(manifest, index, trust, request.nowMs);
      return { type: 'opened' };
    } catch (error) {
      return { type: 'refused', code: (error as { code?: string } | null)?.code ?? 'error' };
    }
  }

  async function check(request: Request & { type: 'check' }): Promise<Reply> {
    const { picture, audience, intimateSignal, nowMs } = request;
    const options = { audience, intimateSignal, nowMs };
    try {
      if (!core) return { type: 'broken' };
      const verdict = picture instanceof Blob ? await core.checkBlob(picture, options) : core.check(picture, options);
      return { type: 'verdict', verdict };
    } catch {
      return { type: 'broken' };
    }
  }

  return (request) => (request.type === 'open' ? open(request) : check(request));
}
