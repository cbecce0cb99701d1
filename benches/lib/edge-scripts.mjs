// Workers that the edge worker is compared with, in the same runtime: a proxy that looks at nothing, and one that only hashes.
import { scripts } from '../../pkg-tests/lib/runtimes.mjs';

export const telling = scripts.telling;

/** Hands every request to the origin as it is: what an upload costs that goes through a worker at all. */
export const proxy = (origin) => () => `const origin = ${JSON.stringify(origin)};
  export default {
    start: async () => {},
    fetch({ method, headers: given, body, url }) {
      const { pathname, search } = new URL(url);
      const headers = new Headers(given);
      for (const name of ['connection', 'expect', 'host', 'keep-alive', 'transfer-encoding']) headers.delete(name);
      return fetch(origin + pathname + search, { method, headers, redirect: 'manual', ...(body ? { body, duplex: 'half' } : {}) });
    },
  };`;

/**
 * Hashes what it gets and answers: `?hashes=` so often as the guard's core does (PDQ of each view), `?digests=` so often the
 * SHA-256 that its set holds, by the same platform function. Clocks stand still within a request on workerd, so the time
 * of one is the difference between two requests.
 */
export const hashing = (home, onWorkerd) => () => `import { instantiate } from ${JSON.stringify(onWorkerd ? './core/core.js' : `${home}/dist/worker/core/core.js`)};
  ${onWorkerd ? "import compiled from './core/presend_worker_bg.wasm';" : `import { readFileSync } from 'node:fs'; const compiled = new WebAssembly.Module(readFileSync(${JSON.stringify(`${home}/dist/worker/core/presend_worker_bg.wasm`)}));`}
  ${onWorkerd ? "import { workerdDigester as digester } from './workerd-digest.js';" : `import { nodeDigester as digester } from ${JSON.stringify(`${home}/dist/worker/node-digest.js`)};`}
  let core;
  export default {
    start: async () => {},
    async fetch(request) {
      if (request.body === null) return new Response('up', { status: 201 });
      core ??= instantiate(compiled).Core.limited(16 << 20, 64 << 20, 48 << 20);
      const picture = new Uint8Array(await request.arrayBuffer());
      const { searchParams } = new URL(request.url);
      for (let left = Number(searchParams.get('digests')); left > 0; left--) {
        const running = digester('sha256');
        await running.update(picture);
        await running.end();
      }
      for (let left = Number(searchParams.get('hashes')); left > 0; left--) {
        // Without a set it is hashed all the same and looked up nowhere, and there is no digest to compute.
        const check = core.check(picture, { audience: 'unknown', nowMs: Date.now() }, crypto.getRandomValues(new Uint8Array(32)));
        check.step();
        check.free();
      }
      return new Response('hashed', { status: 201 });
    },
  };`;

/** Reads a question and answers as many bytes as the evaluator does, and does nothing else: what any worker's process grows by. */
export const trivial = () => `export default {
    start: async () => {},
    async fetch(request) {
      if (request.body === null) return new Response('up');
      const question = await request.arrayBuffer();
      return new Response(new Uint8Array(question.byteLength + 80));
    },
  };`;
