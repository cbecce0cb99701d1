// An evaluator and a mirror on this machine, with the core that list owners run; they can be told to lie.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { buildEvaluatorCore, evaluatorCore } from '../../scripts/lib/demo-build.mjs';

/** The owner's half of the core. */
export async function loadOwnersCore() {
  await buildEvaluatorCore((text) => console.log(`# ${text}`));
  const core = await import(pathToFileURL(evaluatorCore('presend.js')).href);
  core.initSync({ module: readFileSync(evaluatorCore('presend_bg.wasm')) });
  return core;
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
