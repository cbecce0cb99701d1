// An evaluator and a mirror on this machine, with the core that list owners run; they can be told to lie.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { buildPage, packagedWorker } from '../../scripts/lib/demo-build.mjs';

/** The owner's half of the core. */
export async function loadOwnersCore() {
  await buildPage((text) => console.log(`# ${text}`));
  const { instantiate } = await import(pathToFileURL(packagedWorker('core', 'core.js')).href);
  return instantiate(new WebAssembly.Module(readFileSync(packagedWorker('core', 'presend_worker_bg.wasm'))));
}

/** Serves `answer(bytes)` for every POST. `log` gets [bytes there, bytes back]; `lie` may change what goes back. */
export async function answering(answer) {
  const log = [];
  const state = { lie: (bytes) => bytes };
  const server = createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const question = Buffer.concat(pieces);
      const bytes = state.lie(Buffer.from(answer(question)));
      log.push([question.length, bytes.length]);
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    log,
    state,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
