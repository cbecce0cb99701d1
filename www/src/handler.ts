/** The worker's side of the conversation, without the worker: the browser's and Node's transports share it. */
import { fresh, prepareAhead } from './ahead.js';
import { converse, type Addresses } from './asking.js';
import { checkWithBrowser } from './browser-decoder.js';
import { packed } from './packed.js';
import type { Reply, Request } from './protocol.js';
import type { UncheckedWhy } from './types.js';
import init, { Core } from './wasm/presend.js';

export function createHandler(): (request: Request) => Promise<Reply> {
  let core: Core | undefined;
  let missing: UncheckedWhy | null = null;
  /** Of the opened sets, in the core's order. */
  let addresses: Addresses[] = [];
  /** Their places among the guard's sets. */
  let places: number[] = [];
  let stopPreparing = (): void => {};

  async function open(request: Request & { type: 'open' }): Promise<Reply> {
    await init({ module_or_path: request.wasm });
    core = new Core({ policy: request.policy });
    missing = request.missing;
    addresses = [];
    places = [];
    for (const { place, manifest, index, segments, trust, evaluator, mirror } of request.sets) {
      try {
        core.openSet(manifest, index, trust, request.nowMs, packed(segments));
        addresses.push({ evaluator, mirror });
        places.push(place);
      } catch (error) {
        // A refused set, or a core that broke down?
        const { code } = error as { code?: string };
        if (code === undefined) throw error;
        missing ??= code === 'expired-set' ? 'expired-set' : 'error';
      }
    }
    stopPreparing = prepareAhead(core);
    return { type: 'opened', missing };
  }

  async function update({ editions, nowMs }: Request & { type: 'update' }): Promise<Reply> {
    if (!core) return { type: 'broken' };
    stopPreparing();
    const refusals = editions.map(({ place, manifest, index = new Uint8Array(), segments, trust }) => {
      const number = places.indexOf(place);
      if (number < 0) return 'set-not-open';
      try {
        core!.openSet(manifest, index, trust, nowMs, packed(segments), number);
        return null;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === undefined) throw error;
        return code;
      }
    });
    stopPreparing = prepareAhead(core);
    return { type: 'updated', refusals };
  }

  async function check(request: Request & { type: 'check' }): Promise<Reply> {
    if (!core) return { type: 'broken' };
    const { picture, audience, intimateSignal, nowMs } = request;
    const options = { audience, intimateSignal, nowMs };
    stopPreparing();
    const conversation =
      (await checkWithBrowser(core, picture, options)) ?? (picture instanceof Blob ? await core.checkBlob(picture, options, fresh()) : core.check(picture, options, fresh()));
    const verdict = await converse(conversation, addresses);
    stopPreparing = prepareAhead(core);
    // A match in one set stands, whatever became of the others. Anything else is not the whole answer.
    const whole = missing === null || verdict.kind === 'known' || (verdict.kind === 'unchecked' && verdict.why !== 'error');
    return { type: 'verdict', verdict: whole ? verdict : core.unchecked(missing!, options) };
  }

  const answer = (request: Request): Promise<Reply> => (request.type === 'open' ? open(request) : request.type === 'update' ? update(request) : check(request));
  return (request) => answer(request).catch((): Reply => ({ type: 'broken' }));
}
