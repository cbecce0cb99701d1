// Times the edge worker of the package: `node benches/edge.mjs [minutes of soak]`. Prints; writes nothing.
//   evaluator   questions of 512 elements a second, on workerd, Node and, where it is built, `presend serve`
//   guard       what it adds to an upload of 12 megapixels and of 100 MB that are no picture, and the memory it takes
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { film, send } from '../pkg-tests/lib/edge-scenarios.mjs';
import { answering } from '../pkg-tests/lib/evaluator.mjs';
import { installPackage, makeKey, makeSet, paintedPictures, presend, temporaryFolder } from '../pkg-tests/lib/fixture.mjs';
import { startOrigin } from '../pkg-tests/lib/origin.mjs';
import { startWorker } from '../pkg-tests/lib/runtimes.mjs';
import { at, main } from '../scripts/lib/project.mjs';

const say = (text) => console.log(text);
const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
const quantile = (all, q) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * q))];
const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Asks with so many at once, or at a pace, for so many seconds; gives back times in ms. */
async function load(ask, { seconds, atOnce = 1, perSecond }) {
  const times = [];
  const until = performance.now() + seconds * 1000;
  const one = async () => {
    const started = performance.now();
    await ask();
    times.push(performance.now() - started);
  };
  if (perSecond) {
    const running = [];
    for (let next = performance.now(); next < until; next += 1000 / perSecond) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
      running.push(one());
    }
    await Promise.all(running);
  } else {
    await Promise.all(Array.from({ length: atOnce }, async () => {
      while (performance.now() < until) await one();
    }));
  }
  return times;
}

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

async function native(keyFile) {
  const program = ['target/release/presend', 'target/serve/release/presend'].map((path) => at(path)).find((path) => existsSync(path) && path.includes('serve'));
  if (!program) return undefined;
  const child = spawn(program, ['serve', '--evaluator-key', keyFile, '--listen', '127.0.0.1:18787', '--client-budget', '9999999/1', '--global-budget', '9999999/1', '--threads', '1'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = new URL('http://127.0.0.1:18787/');
  for (let round = 0; round < 100; round++) {
    if (await fetch(new URL('readyz', url)).then(() => true, () => false)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, pid: child.pid, stop: async () => void child.kill('SIGTERM') };
}

await main(async () => {
  const minutes = Number(process.argv[2] ?? 0);
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
  const secrets = { PRESEND_EVALUATOR_KEY: readFileSync(keyFile, 'utf8') };
  const variables = { PRESEND_ROLES: 'evaluator', PRESEND_CLIENT_BUDGET: '9999999/1', PRESEND_GLOBAL_BUDGET: '9999999/1' };

  const starts = { workerd: () => startWorker('workerd', installed, folder, { variables, secrets }), Node: () => startWorker('Node', installed, folder, { variables, secrets }), 'presend serve, 1 thread': () => native(keyFile) };
  for (const [name, start] of Object.entries(starts)) {
    const worker = await start();
    if (!worker) {
      say(`evaluator, ${name}: not built; cargo build --release --features serve --target-dir target/serve`);
      continue;
    }
    const ask = async () => {
      const answer = await fetch(new URL('evaluate', worker.url), { method: 'POST', body });
      const { byteLength } = await answer.arrayBuffer();
      if (answer.status !== 200 || byteLength !== body.length + 80) throw new Error(`status ${answer.status}, ${byteLength} bytes`);
    };
    await load(ask, { seconds: 2 });
    const full = await load(ask, { seconds: 8, atOnce: 2 });
    const rate = full.length / 8;
    const half = await load(ask, { seconds: 10, perSecond: rate / 2 });
    say(`evaluator, ${name}: ${rate.toFixed(1)} checks/s at Q=512; at half load p50 ${median(half).toFixed(1)} ms, p99 ${quantile(half, 0.99).toFixed(1)} ms`);
    if (minutes > 0 && name !== 'Node') {
      const before = worker.pid && rss(worker.pid);
      const soaked = await load(ask, { seconds: minutes * 60, perSecond: rate / 2 });
      say(`soak, ${name}: ${soaked.length} questions in ${minutes} minutes, no error${before ? `; memory ${before.toFixed(0)} MB before, ${rss(worker.pid).toFixed(0)} MB after` : ''}`);
    }
    await worker.stop();
  }

  const origin = await startOrigin();
  const guardVariables = { PRESEND_ROLES: 'guard', PRESEND_SETS: 'open', PRESEND_TRUST: JSON.stringify(trust), PRESEND_ORIGIN: origin.url };
  const picture = readFileSync(at('tests/vectors/images/photo-12mp-baseline.jpg'));
  const long = film(100 << 20);
  const put = (url, bytes, type) => send(url, { method: 'PUT', body: bytes, headers: { 'content-type': type, 'content-length': String(bytes.length) } });
  const direct = new URL(origin.url);
  for (const runtime of ['workerd', 'Node']) {
    const worker = await startWorker(runtime, installed, folder, { variables: guardVariables, sets: join(folder, 'sets') });
    const time = async (url, bytes, type) => {
      const started = performance.now();
      const { status, text } = await put(url, bytes, type);
      if (status !== 201) throw new Error(`status ${status}: ${text}`);
      return performance.now() - started;
    };
    await time(worker.url, picture, 'image/jpeg');
    const rows = { picture: [picture, 'image/jpeg', 15], 'film, 100 MB': [long, 'video/mp4', 5] };
    for (const [what, [bytes, type, rounds]] of Object.entries(rows)) {
      const [through, past] = [[], []];
      const before = worker.pid && rss(worker.pid);
      let most = 0;
      const watch = worker.pid && setInterval(() => (most = Math.max(most, rss(worker.pid))), 10);
      for (let round = 0; round < rounds; round++) {
        through.push(await time(worker.url, bytes, type));
        past.push(await time(direct, bytes, type));
      }
      clearInterval(watch);
      say(`guard, ${runtime}, ${what}: ${median(through).toFixed(1)} ms through it, ${median(past).toFixed(1)} ms past it${before ? `; memory ${before.toFixed(0)} MB, at most ${most.toFixed(0)} MB` : ''}`);
    }
    const before = performance.now();
    const answers = await Promise.all(Array.from({ length: 8 }, () => put(worker.url, picture, 'image/jpeg')));
    say(`guard, ${runtime}: 8 pictures of 12 megapixels at once in ${(performance.now() - before).toFixed(0)} ms, statuses ${[...new Set(answers.map(({ status }) => status))]}${worker.pid ? `, memory ${rss(worker.pid).toFixed(0)} MB` : ''}`);
    await worker.stop();
  }
  say(`digest of what was passed on is that of what was sent: ${origin.uploads.every(({ sha256, length }) => [picture, long].some((bytes) => bytes.length === length && createHash('sha256').update(bytes).digest('hex') === sha256))}`);
  await origin.stop();
  temporary.remove();
});
