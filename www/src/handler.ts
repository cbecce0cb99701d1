/** The worker's side of the conversation, without the worker: the browser's and Node's transports share it. */
import { fresh, prepareAhead } from './ahead.js';
import { converse, post, type Addresses } from './asking.js';
import { checkWithBrowser } from './browser-decoder.js';
import { packed } from './packed.js';
import { checkpointIn } from './trust.js';
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
  /** Takes the next reply of the check that is running; and, while it waits for a token, what lets it go on. */
  let reply = (_reply: Reply): void => {};
  let goOn: ((authorization: string | undefined) => void) | undefined;

  async function open(request: Request & { type: 'open' }): Promise<Reply> {
    await init({ module_or_path: request.wasm });
    core = new Core({ policy: request.policy });
    missing = request.missing;
    addresses = [];
    places = [];
    const checkpoints: [number, string][] = [];
    for (const { place, manifest, index, segments, trust, evaluator, mirror } of request.sets) {
      try {
        core.openSet(manifest, index, trust, request.nowMs, packed(segments));
        const checkpoint = checkpointIn(trust);
        if (checkpoint !== undefined) checkpoints.push([place, checkpoint]);
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
    return { type: 'opened', missing, checkpoints };
  }

  async function update({ editions, nowMs }: Request & { type: 'update' }): Promise<Reply> {
    if (!core) return { type: 'broken' };
    stopPreparing();
    const checkpoints: [number, string][] = [];
    const refusals = editions.map(({ place, manifest, index = new Uint8Array(), segments, trust }) => {
      const number = places.indexOf(place);
      if (number < 0) return 'set-not-open';
      try {
        core!.openSet(manifest, index, trust, nowMs, packed(segments), number);
        const checkpoint = checkpointIn(trust);
        if (checkpoint !== undefined) checkpoints.push([place, checkpoint]);
        return null;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === undefined) throw error;
        return code;
      }
    });
    stopPreparing = prepareAhead(core);
    return { type: 'updated', refusals, checkpoints };
  }

  async function check(request: Request & { type: 'check' }): Promise<Reply> {
    if (!core) return { type: 'broken' };
    const { picture, audience, intimateSignal, nowMs } = request;
    const options = { audience, intimateSignal, nowMs };
    stopPreparing();
    const conversation =
      (await checkWithBrowser(core, picture, options)) ?? (picture instanceof Blob ? await core.checkBlob(picture, options, fresh()) : core.check(picture, options, fresh()));
    const verdict = await converse(conversation, addresses, post, (set, challenge) => {
      const token = new Promise<string | undefined>((resolve) => (goOn = resolve));
      reply({ type: 'token-wanted', place: places[set] ?? -1, challenge });
      return token;
    });
    stopPreparing = prepareAhead(core);
    // A match in one set stands, whatever became of the others. Anything else is not the whole answer.
    const whole = missing === null || verdict.kind === 'known' || (verdict.kind === 'unchecked' && verdict.why !== 'error');
    return { type: 'verdict', verdict: whole ? verdict : core.unchecked(missing!, options) };
  }

  const broken = (): Reply => ({ type: 'broken' });

  /** A check has several replies: each is the answer to one message, the last one is the verdict. */
  const begin = (request: Request & { type: 'check' }): Promise<Reply> =>
    new Promise((resolve) => {
      reply = resolve;
      check(request).catch(broken).then((last) => reply(last));
    });

  const proceed = ({ authorization }: Request & { type: 'token' }): Promise<Reply> =>
    new Promise((resolve) => {
      const waiting = goOn;
      goOn = undefined;
      if (!waiting) return resolve(broken());
      reply = resolve;
      waiting(authorization);
    });

  return async (request) => {
    switch (request.type) {
      case 'open':
        return open(request).catch(broken);
      case 'update':
        return update(request).catch(broken);
      case 'check':
        return begin(request);
      case 'token':
        return proceed(request);
    }
  };
}
