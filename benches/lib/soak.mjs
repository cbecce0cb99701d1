// The soak of the edge worker: no error and no growth of what is the worker's own.
import { heapOf } from '../../pkg-tests/lib/heap.mjs';
import { cpuSeconds, median, pin, quantile, rss } from './edge.mjs';

/** Bytes that the heap of an isolate may differ by after two collections: compiled code and caches come and go. */
const HEAP_MARGIN = 1 << 20;
/** MB that a native process may. */
const PROCESS_MARGIN = 8;
const PARTS = 18;
const mb = (bytes) => (bytes / 2 ** 20).toFixed(2);

/**
 * Half capacity, whatever the capacity of a shared machine is at a time: one question after another, and after each a pause
 * as long as its answer took. Where there is a trivial worker, it is sent the same bytes after each question, so both
 * processes have had the same requests. The first tenth is for warming up: the rest is compared with what is there then.
 *
 * On workerd, what is compared is the isolate's: JavaScript's heap and its buffers after two full collections (`buffers`
 * are without WebAssembly), and the memory of WebAssembly, which the worker tells. The process around it is printed beside the trivial worker's.
 */
export async function soakPart(name, { start, startTrivial, asked, seconds, say, targets }) {
  let worker = await start();
  const trivial = await startTrivial?.();
  for (const one of [worker, trivial]) if (one) pin(one.pid, 0);
  const [ask, askTrivial] = [asked(worker), trivial && asked(trivial)];
  const [times, errors, samples] = [[], [], []];
  const started = performance.now();
  const run = async (until) => {
    while (performance.now() < until) {
      const from = performance.now();
      await ask().catch((error) => errors.push(`${error.code ?? ''} ${error.message}`));
      times.push(performance.now() - from);
      await askTrivial?.().catch((error) => errors.push(`trivial worker: ${error.code ?? ''} ${error.message}`));
      await new Promise((resolve) => setTimeout(resolve, times.at(-1)));
    }
  };
  const sample = async () => {
    const processes = { asked: times.length, process: rss(worker.pid), trivial: trivial && rss(trivial.pid) };
    if (!worker.inspector || !trivial) return samples.push(processes);
    const { core, held } = await (await fetch(new URL('usage', worker.url))).json();
    // The same is done to the other one, so that its process has the same reasons to grow.
    const other = await heapOf(trivial);
    return samples.push({ ...processes, ...(await heapOf(worker)), core, held, trivialUsed: other.used });
  };
  await run(started + seconds * 100);
  const cpuBefore = cpuSeconds(worker.pid);
  for (let part = 1; part <= PARTS; part++) {
    await sample();
    await run(started + seconds * (100 + 50 * part));
  }
  await sample();
  const of = (key) => samples.map((values) => values[key]);
  say(`soak, ${name}: ${times.length} questions in ${seconds} s, CPU ${(cpuSeconds(worker.pid) - cpuBefore).toFixed(0)} s, ${errors.length} errors ${[...new Set(errors)].join('; ')}; p50 ${median(times).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`);
  say(`soak, ${name}: the process ${of('process').map((value) => value.toFixed(0)).join(' ')} MB`);
  targets.held(`soak, ${name}: no error in ${seconds} s`, `${errors.length} errors`, errors.length === 0);
  // Growth shows at the end of the run, whatever a sample in between says.
  const growth = (key) => Math.max(...of(key).slice(-4)) - of(key)[0];
  if (worker.inspector) {
    say(`soak, ${name}: the process of a trivial worker, sent the same at the same times: ${of('trivial').map((value) => value.toFixed(0)).join(' ')} MB`);
    for (const [what, key] of [["JavaScript's heap", 'used'], ['its buffers', 'buffers'], ['memory of WebAssembly', 'core'], ['uploads held', 'held'], ['the heap of the trivial worker', 'trivialUsed']]) {
      say(`soak, ${name}: ${what}, after two collections: ${of(key).map(mb).join(' ')} MB`);
    }
    const ours = growth('used') + growth('buffers');
    targets.held(`soak, ${name}: heap and buffers of the isolate grow by under 1 MB`, `${mb(ours)} MB`, ours < HEAP_MARGIN);
    targets.held(`soak, ${name}: the memory of WebAssembly does not grow`, `${mb(of('core')[0])} to ${mb(of('core').at(-1))} MB`, growth('core') === 0);
    say(`soak, ${name}: from warm to the end the process ${growth('process').toFixed(1)} MB, the trivial worker's ${growth('trivial').toFixed(1)} MB`);
  } else {
    targets.held(`soak, ${name}: the process grows by under ${PROCESS_MARGIN} MB`, `${growth('process').toFixed(1)} MB`, growth('process') < PROCESS_MARGIN);
  }
  process.kill(worker.pid, 'SIGKILL');
  await worker.stop();
  await trivial?.stop();
  worker = await start();
  await asked(worker)();
  targets.held(`soak, ${name}: the next question works after a kill and a restart`, 'answered', true);
  await worker.stop();
}
