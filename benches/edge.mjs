// Times the edge worker of the package: `node benches/edge.mjs [evaluator] [guard] [memory] [soak]`, all but the soak where
// nothing is named. SOAK=600 is the length of the soak in seconds. Prints; writes nothing. Ends with 1 where a target is missed.
//   evaluator   questions of 512 elements, on workerd, Node and `presend serve`: how many a second, CPU of one, p99 at half load
//   guard       what it adds to an upload of 12 megapixels and to 100 MB that are no picture, against a plain proxy
//               worker in the same runtime, and the time of hash and digest alone in the same runtime; lower quartiles, taken in turn
//   memory      eight pictures of 12 megapixels at once
//   soak        the evaluator at half capacity beside a worker that does nothing, then a kill, a restart, and the next question
// ON=workerd (Node, presend serve) leaves the other runtimes out. The server is tied to the first core and all else to the second, where `taskset` is there. Rates for one core come from
// CPU time, which other work on the machine changes little; what the clock said is printed beside it.
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { film, send } from '../pkg-tests/lib/edge-scenarios.mjs';
import { answering } from '../pkg-tests/lib/evaluator.mjs';
import { installPackage, makeKey, makeSet, paintedPictures, presend, temporaryFolder } from '../pkg-tests/lib/fixture.mjs';
import { startOrigin } from '../pkg-tests/lib/origin.mjs';
import { startNative, startWorker } from '../pkg-tests/lib/runtimes.mjs';
import { at, built, main } from '../scripts/lib/project.mjs';
import { hashing, proxy, telling, trivial } from './lib/edge-scripts.mjs';
import { soakPart } from './lib/soak.mjs';
import { cpuExact, cpuSeconds, forgetPeak, load, median, peak, pin, quantile, rss, Targets } from './lib/edge.mjs';

const PARTS = ['evaluator', 'guard', 'memory', 'soak'];
const say = (text) => console.log(text);
const targets = new Targets(say);
const ms = (number) => `${number.toFixed(1)} ms`;
const mb = (number) => `${number.toFixed(1)} MB`;

/** A question of 512 elements as a device asks it. */
async function question(installed, painted, folder, trust, file) {
  const { createGuard } = await installed.import('presend');
  let asked;
  const catcher = await answering((bytes) => ((asked ??= Buffer.from(bytes)), Buffer.alloc(1)));
  const guard = await createGuard({ sets: [{ url: new URL(`file://${folder}/`), trust, evaluator: catcher.url }], hostReports: false });
  await guard.check(new Uint8Array(readFileSync(painted.get(file).file)), { audience: 'teen' });
  guard.close();
  await catcher.stop();
  return asked;
}

/** Connections are used again, and let go before a server ends an idle one (workerd after 5 s): that would be no error of its. */
const asking = (url, body) => {
  const agent = new Agent({ keepAlive: true, timeout: 1_500 });
  return async () => {
    const { status, length } = await send(new URL('evaluate', url), { body, agent, headers: { 'content-length': String(body.length) } });
    if (status !== 200 || length !== body.length + 80) throw new Error(`status ${status}, ${length} bytes`);
  };
};

/** Questions a second and the CPU seconds of one, as fast as it can. */
async function capacity(worker, ask, seconds) {
  await load(ask, { seconds: 2 });
  const before = cpuSeconds(worker.pid);
  const times = await load(ask, { seconds, atOnce: 2 });
  return { perSecond: times.length / seconds, cpu: (cpuSeconds(worker.pid) - before) / times.length };
}

/** CPU seconds of one question by the library, with no server around it (examples/oprf-interop). */
async function libraryAlone(body) {
  const child = spawn(built('examples', 'oprf-interop'), { stdio: ['pipe', 'pipe', 'inherit'] });
  pin(child.pid, 0);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const tell = async (message) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const answer = JSON.parse((await lines.next()).value);
    if (answer.error) throw new Error(answer.error);
  };
  await tell({ do: 'key', seed: '07'.repeat(32), info: '00' });
  const blinded = Array.from({ length: (body.length - 20) / 32 }, (_, place) => body.subarray(20 + 32 * place, 52 + 32 * place).toString('hex'));
  const ask = () => tell({ do: 'evaluate', blinded, seed: '01'.repeat(32) });
  const before = (await ask(), cpuSeconds(child.pid));
  const times = await load(ask, { seconds: 4 });
  const cpu = (cpuSeconds(child.pid) - before) / times.length;
  child.stdin.end();
  return cpu;
}

async function evaluatorPart(starts, body) {
  for (const [name, { start, least }] of Object.entries(starts)) {
    const worker = await start();
    pin(worker.pid, 0);
    const ask = asking(worker.url, body);
    const { perSecond, cpu } = await capacity(worker, ask, 8);
    const half = await load(ask, { seconds: 20, perSecond: Math.min(perSecond, 1 / cpu) / 2 });
    const [p50, p99] = [median(half), quantile(half, 0.99)];
    say(`evaluator, ${name}: ${perSecond.toFixed(1)} checks/s by the clock, ${ms(cpu * 1000)} of CPU each; at half load p50 ${ms(p50)}, p99 ${ms(p99)}, ${half.length} questions`);
    if (name === 'presend serve') say(`evaluator, the library alone in the same minute: ${ms(1000 * (await libraryAlone(body)))} of CPU for a question`);
    if (least) targets.held(`evaluator, ${name}: at least ${least} checks/s for one core`, (1 / cpu).toFixed(1), 1 / cpu >= least);
    if (least) targets.held(`evaluator, ${name}: p99 under 2 times p50 at half load`, (p99 / p50).toFixed(2), p99 < 2 * p50);
    await worker.stop();
  }
}

/** Sends by each way in turn, so that what else the machine does falls on all of them; gives back the times of each. */
async function inTurn(ways, rounds) {
  const times = new Map([...ways.keys()].map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, way] of ways) {
      const started = performance.now();
      await way();
      if (round > 0) times.get(name).push(performance.now() - started);
    }
  }
  return times;
}

async function put(url, bytes, type) {
  const { status, text } = await send(url, { method: 'PUT', body: bytes, headers: { 'content-type': type, 'content-length': String(bytes.length) } });
  if (status !== 201) throw new Error(`status ${status}: ${text}`);
}

/** The lower quartile: what other work on the machine does to a time is to make it longer. */
const low = (all) => quantile(all, 0.25);

async function guardPart(runtime, start, origin, picture, long) {
  const [guard, plain, hash] = [await start({}), await start({ script: proxy(origin.url), plain: true }), await start({ script: hashing(start.home, runtime === 'workerd'), plain: true })];
  for (const { pid } of [guard, plain, hash]) pin(pid, 0);
  const upload = (worker, bytes, type, query = '') => () => put(new URL(query, worker.url), bytes, type);
  /** CPU of each way's process, by round. The first rounds compile: another reason for the lower quartile. */
  const used = new Map();
  const counted = (name, worker, way) => async () => {
    const before = cpuExact(worker.pid);
    await way();
    used.set(name, [...(used.get(name) ?? []), 1000 * (cpuExact(worker.pid) - before)]);
  };
  const small = await inTurn(new Map([
    ['guard', counted('guard', guard, upload(guard, picture, 'image/jpeg'))],
    ['proxy', counted('proxy', plain, upload(plain, picture, 'image/jpeg'))],
    ['past', () => put(new URL(origin.url), picture, 'image/jpeg')],
    ['once', counted('once', hash, upload(hash, picture, 'image/jpeg', '?hashes=1&digests=1'))],
    ['eleven', counted('eleven', hash, upload(hash, picture, 'image/jpeg', '?hashes=11&digests=11'))],
    ['digests', upload(hash, picture, 'image/jpeg', '?hashes=1&digests=11')],
  ]), 30);
  const tenth = (more) => (low(small.get(more)) - low(small.get('once'))) / 10;
  const hashed = tenth('eleven');
  const over = low(small.get('guard')) - low(small.get('proxy'));
  say(`guard, ${runtime}, 12 megapixels: ${ms(low(small.get('guard')))} through it, ${ms(low(small.get('proxy')))} through a plain proxy, ${ms(low(small.get('past')))} past both; hashing ${ms(hashed)}, of which the digest is ${ms(tenth('digests'))}`);
  const cpuOf = (name) => low(used.get(name));
  const cpuHash = (cpuOf('eleven') - cpuOf('once')) / 10;
  say(`guard, ${runtime}, 12 megapixels, CPU of the worker: ${ms(cpuOf('guard'))} for one, a plain proxy ${ms(cpuOf('proxy'))}, hashing ${ms(cpuHash)}: ${ms(cpuOf('guard') - cpuOf('proxy') - cpuHash)} beyond both`);
  targets.held(`guard, ${runtime}: adds at most hashing and 5 ms to 12 megapixels`, `${ms(over)}, hashing ${ms(hashed)}`, over <= hashed + 5);

  const memory = new Map();
  const growth = new Map();
  const cpu = new Map();
  const watched = (name, worker) => async () => {
    forgetPeak(worker.pid);
    const [mbBefore, cpuBefore] = [rss(worker.pid), cpuSeconds(worker.pid)];
    await upload(worker, long, 'video/mp4')();
    for (const [all, value] of [[memory, peak(worker.pid)], [growth, peak(worker.pid) - mbBefore], [cpu, cpuSeconds(worker.pid) - cpuBefore]]) all.set(name, [...(all.get(name) ?? []), value]);
  };
  const [guardFirst, plainFirst] = [rss(guard.pid), rss(plain.pid)];
  const large = await inTurn(new Map([['guard', watched('guard', guard)], ['proxy', watched('proxy', plain)], ['past', () => put(new URL(origin.url), long, 'video/mp4')]]), 15);
  const times = (name) => large.get(name);
  const more = low(times('guard')) / low(times('proxy')) - 1;
  const grown = (name, first) => Math.max(...memory.get(name)) - first;
  say(`guard, ${runtime}, 100 MB that are no picture: ${ms(low(times('guard')))} through it, ${ms(low(times('proxy')))} through a plain proxy, ${ms(low(times('past')))} past both; CPU ${ms(1000 * median(cpu.get('guard')))} and ${ms(1000 * median(cpu.get('proxy')))}`);
  say(`guard, ${runtime}, memory with 100 MB: before ${mb(guardFirst)} and at most ${mb(Math.max(...memory.get('guard')))}, plain proxy ${mb(plainFirst)} and ${mb(Math.max(...memory.get('proxy')))}; one upload ${mb(median(growth.get('guard')))} and ${mb(median(growth.get('proxy')))}`);
  targets.held(`guard, ${runtime}: 100 MB take under 5 % longer than by a plain proxy`, `${(100 * more).toFixed(1)} %`, more < 0.05);
  const difference = grown('guard', guardFirst) - grown('proxy', plainFirst);
  targets.held(`guard, ${runtime}: 100 MB take under 8 MB more than by a plain proxy`, mb(difference), difference < 8);
  for (const worker of [guard, plain, hash]) await worker.stop();
}

async function memoryPart(runtime, start, pictures) {
  const worker = await start({ script: telling });
  const usage = async () => (await fetch(new URL('usage', worker.url))).json();
  await put(worker.url, pictures[0], 'image/jpeg');
  const before = rss(worker.pid);
  forgetPeak(worker.pid);
  const [started, cpuBefore] = [performance.now(), cpuSeconds(worker.pid)];
  await Promise.all(Array.from({ length: 8 }, (_, turn) => put(worker.url, pictures[turn % pictures.length], 'image/jpeg')));
  const { core, mostHeld } = await usage();
  say(`guard, ${runtime}, 8 pictures of 12 megapixels at once: ${ms(performance.now() - started)}, CPU ${ms((1000 * (cpuSeconds(worker.pid) - cpuBefore)) / 8)} each; core ${mb(core / 2 ** 20)}, held ${mb(mostHeld / 2 ** 20)}; the process ${mb(before)} before, at most ${mb(peak(worker.pid))}, ${mb(rss(worker.pid))} after`);
  targets.held(`guard, ${runtime}: under 128 MB with 8 pictures of 12 megapixels`, mb((core + mostHeld) / 2 ** 20), core + mostHeld < 128 * 2 ** 20);
  await worker.stop();
}

await main(async () => {
  const named = process.argv.slice(2);
  const unknown = named.find((part) => !PARTS.includes(part));
  if (unknown) throw new Error(`there is no part ${unknown}. There are ${PARTS.join(', ')}.`);
  const wants = (part) => (named.length === 0 ? part !== 'soak' : named.includes(part));
  const temporary = temporaryFolder();
  const { folder } = temporary;
  const painted = await paintedPictures();
  const installed = await installPackage(folder);
  const owner = await makeKey(folder, 'owner');
  const keyFile = join(folder, 'evaluator.key');
  await presend('evaluator-keygen', '--out', keyFile);
  const listed = [...painted.values()].filter(({ group }) => group === 'match').map(({ file }) => file);
  await makeSet(folder, 'open', owner, listed);
  const set = await makeSet(folder, 'private', owner, listed, '--kind', 'private-local', '--evaluator-key', keyFile);
  const trust = { keys: [owner.text], required: 1, purposes: ['demo'] };
  const body = await question(installed, painted, set.folder, trust, 'city.jpg');
  say(pin(process.pid, 1) ? 'tied: the server to one core, the load to another' : 'not tied to cores: rates by the clock are those of a server that shares its core');

  const secrets = { PRESEND_EVALUATOR_KEY: readFileSync(keyFile, 'utf8') };
  const variables = { PRESEND_ROLES: 'evaluator', PRESEND_CLIENT_BUDGET: '9999999/1', PRESEND_GLOBAL_BUDGET: '9999999/1' };
  const evaluator = (runtime) => () => startWorker(runtime, installed, folder, { variables, secrets });
  const evaluators = {
    workerd: { start: evaluator('workerd'), least: 12 },
    Node: { start: evaluator('Node') },
    'presend serve': { start: () => startNative(keyFile, ['--client-budget', '9999999/1', '--global-budget', '9999999/1', '--threads', '1']), least: 60 },
  };
  const on = (name) => !process.env.ON || process.env.ON === name;
  if (wants('evaluator')) await evaluatorPart(Object.fromEntries(Object.entries(evaluators).filter(([name]) => on(name))), body);

  const origin = await startOrigin();
  const guardOn = (runtime) => Object.assign(
    ({ script, plain }) => startWorker(runtime, installed, folder, plain ? { script } : { script, variables: { PRESEND_ROLES: 'guard', PRESEND_SETS: 'open', PRESEND_TRUST: JSON.stringify(trust), PRESEND_ORIGIN: origin.url }, sets: join(folder, 'sets') }),
    { home: installed.home },
  );
  const picture = readFileSync(at('tests/vectors/images/photo-12mp-baseline.jpg'));
  const progressive = readFileSync(at('tests/vectors/images/photo-12mp-progressive.jpg'));
  const long = film(100 << 20);
  for (const runtime of ['workerd', 'Node'].filter(on)) {
    if (wants('guard')) await guardPart(runtime, guardOn(runtime), origin, picture, long);
    if (wants('memory')) await memoryPart(runtime, guardOn(runtime), [picture, progressive]);
  }
  const sent = [picture, progressive, long].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  if (!origin.uploads.every(({ sha256, length }) => length === 0 || sent.includes(sha256))) throw new Error('what was passed on is not what was sent');
  await origin.stop();

  const seconds = Number(process.env.SOAK ?? 600);
  if (wants('soak')) {
    const asked = (worker) => asking(worker.url, body);
    const trivialWorker = () => startWorker('workerd', installed, folder, { script: trivial, inspected: true });
    const inIsolate = () => startWorker('workerd', installed, folder, { variables, secrets, script: telling, inspected: true });
    if (on('workerd')) await soakPart('workerd', { start: inIsolate, startTrivial: trivialWorker, asked, seconds, say, targets });
    if (on('presend serve')) await soakPart('presend serve', { start: evaluators['presend serve'].start, asked, seconds, say, targets });
  }
  temporary.remove();
  if (targets.end().length > 0) process.exitCode = 1;
});
