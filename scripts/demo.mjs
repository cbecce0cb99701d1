// `make demo`: builds the demo, serves it on this machine only, and says where. `--check` asks it for everything it
// serves and stops.
import { checkDemo } from './lib/demo-check.mjs';
import { buildDemo } from './lib/demo-build.mjs';
import { main, Problem, root } from './lib/project.mjs';
import { serve } from './lib/serve.mjs';

/** Resolves when the program is told to end. Miniflare listens too, and would end it on the spot: not here. */
function told() {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach((signal) => process.removeAllListeners(signal));
  return new Promise((resolve) => signals.forEach((signal) => process.once(signal, resolve)));
}

const say = (text) => console.log(`presend: ${text}`);

await main(async () => {
  const [mode, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || (mode !== undefined && mode !== '--check')) throw new Problem('usage: node scripts/demo.mjs [--check]');
  const port = Number(process.env.PORT || 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_500) throw new Problem('PORT should be a number from 1 to 65500.');
  process.chdir(root);
  await buildDemo(say);
  const { address, evaluator, stop } = await serve(port);
  if (mode === '--check') {
    checkDemo(address, evaluator, stop);
    return;
  }
  console.log(`\n  The demo is at ${address}\n  The list owner's evaluator is at ${evaluator.origin}\n  Pictures you choose there stay on this machine. Ctrl-C stops it.\n`);
  await told();
  await stop();
  say('stopped');
});
