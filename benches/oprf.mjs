// Times the blind evaluation of one check, presend and its peers in one run, and prints a part of benches/RESULTS.md.
// `node benches/oprf.mjs` builds and runs it by itself; `make bench` may call `blindEvaluation()`.
// Timings on a shared machine are noisy: read the ratios.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { toolEnv } from '../scripts/lib/tools.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'target/bench-oprf');
const crate = join(root, 'benches/oprf');
const rounds = Number(process.env.ROUNDS ?? 9);
const require = createRequire(import.meta.url);
const fromTests = createRequire(join(root, 'pkg-tests/package.json'));

function run(command, args, env) {
  const { status, stdout } = spawnSync(command, args, { env: { ...env, CARGO_TARGET_DIR: target }, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed`);
  return stdout;
}

/** Milliseconds of processor time of this thread, where the system tells; otherwise of the clock. */
function now() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

const middle = (all) => {
  const sorted = [...all].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[sorted.length >> 1] };
};

/** Contenders take turns; the first two rounds are not counted. */
function race(contenders) {
  const times = contenders.map(() => []);
  for (let round = -2; round < rounds; round++) {
    contenders.forEach((work, i) => {
      const start = now();
      work();
      if (round >= 0) times[i].push(now() - start);
    });
  }
  return times.map(middle);
}

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const split = (bytes, size) => Array.from({ length: bytes.length / size }, (_, i) => bytes.slice(i * size, (i + 1) * size));

/** A device made of @noble/curves; presend's evaluator answers it, and its outputs are compared. */
async function noble(presend, inputs) {
  const { ristretto255_oprf: suite } = await import(pathToFileURL(fromTests.resolve('@noble/curves/ed25519.js')));
  const blind = () => inputs.map((input) => ({ input, ...suite.voprf.blind(input) }));
  return async () => {
    const start = now();
    const blinded = blind();
    const half = now();
    const answer = presend.answer(Buffer.concat(blinded.map((each) => each.blinded)));
    const evaluated = split(answer.slice(0, -64), 32);
    const items = blinded.map((each, i) => ({ ...each, evaluated: evaluated[i] }));
    const again = now();
    const outputs = suite.voprf.finalizeBatch(items, presend.publicKey(), answer.slice(-64));
    return { time: half - start + (now() - again), outputs };
  };
}

/** The same of @cloudflare/voprf-ts. */
async function voprfTs(presend, inputs) {
  const { Oprf, VOPRFClient, Evaluation, DLEQProof } = fromTests('@cloudflare/voprf-ts');
  const { CryptoNoble } = fromTests('@cloudflare/voprf-ts/crypto-noble');
  const client = new VOPRFClient(Oprf.Suite.RISTRETTO255_SHA512, presend.publicKey(), CryptoNoble);
  return async () => {
    const start = now();
    const [waiting, request] = await client.blind(inputs);
    const half = now();
    const answer = presend.answer(Buffer.concat(request.blinded.map((element) => element.serialize(true))));
    const evaluated = split(answer.slice(0, -64), 32).map((bytes) => client.group.desElt(bytes));
    const proof = DLEQProof.deserialize(client.group.id, answer.slice(-64), CryptoNoble);
    const again = now();
    const outputs = await client.finalize(waiting, new Evaluation(Oprf.Mode.VOPRF, evaluated, proof));
    return { time: half - start + (now() - again), outputs };
  };
}

/** Builds, times, and gives back the lines of the report. */
export async function blindEvaluation() {
  const environment = await toolEnv();
  console.log('bench: building the blind evaluation');
  const wasm = ['build', '--target', 'nodejs', '--mode', 'no-install', '--release', '--no-pack', '--out-dir', join(target, 'pkg'), '--out-name', 'bench', crate];
  run('wasm-pack', wasm, { ...environment, RUSTFLAGS: '-C target-feature=+simd128' });
  const { Presend, VoprfCrate } = require(join(target, 'pkg/bench.js'));
  const native = JSON.parse(run('cargo', ['run', '--quiet', '--release', '--manifest-path', join(crate, 'Cargo.toml'), '--bin', 'evaluator'], environment));

  const ms = ({ min, median }) => `${min.toFixed(1)} (${median.toFixed(1)})`;
  const lines = [
    '## Blind evaluation (RFC 9497, ristretto255-SHA512, VOPRF)',
    '',
    'Milliseconds a check on the device, proof verified, outputs equal; WebAssembly in Node, one thread. JavaScript peers ran twice, the better run counts.',
    '',
    '| probes | presend, RFC blinding | fixed-base, all of it | before a picture is chosen | after | evaluator in WebAssembly |',
    '|---|---|---|---|---|---|',
  ];
  let at512;
  for (const count of [512, 1024, 2048]) {
    const presend = new Presend(count);
    const outputs = hex(presend.outputs());
    presend.prepare();
    if (hex(presend.multiply()) !== outputs || hex(presend.afterChoosing()) !== outputs) throw new Error('outputs differ');
    const contenders = [() => presend.multiply(), () => presend.prepare(), () => presend.afterChoosing(), () => presend.evaluate()];
    const peer = count === 512 ? new VoprfCrate(count) : undefined;
    if (peer) {
      if (hex(peer.multiply()) !== outputs) throw new Error('outputs of the voprf crate differ');
      contenders.push(() => peer.multiply(), () => presend.tables());
    }
    const [rfc, before, after, evaluator, voprf, tables] = race(contenders);
    const total = { min: before.min + after.min, median: before.median + after.median };
    lines.push(`| ${count} | ${ms(rfc)} | ${ms(total)} | ${ms(before)} | ${ms(after)} | ${ms(evaluator)} |`);
    console.log(lines.at(-1));
    if (peer) at512 = { rfc, total, after, voprf, tables, presend, outputs };
  }
  const inputs = split(at512.presend.allInputs(), 40);
  const peers = [['the `voprf` crate 0.5.0, WebAssembly', at512.voprf]];
  for (const [title, make] of [['@noble/curves 2.4.0', noble], ['@cloudflare/voprf-ts 1.0.0', voprfTs]]) {
    const work = await make(at512.presend, inputs);
    const times = [];
    for (let round = 0; round < 2; round++) {
      const { time, outputs } = await work();
      if (hex(Buffer.concat(outputs)) !== at512.outputs) throw new Error(`outputs of ${title} differ`);
      times.push(time);
    }
    peers.push([title, middle(times)]);
  }
  const times = (peer, ours) => (peer.min / ours.min).toFixed(1);
  lines.push('', '| peer, 512 probes | ms | RFC blinding is faster by | fixed-base, all of it | fixed-base, after |', '|---|---|---|---|---|');
  for (const [title, peer] of peers) {
    lines.push(`| ${title} | ${ms(peer)} | ${times(peer, at512.rfc)} | ${times(peer, at512.total)} | ${times(peer, at512.after)} |`);
  }
  const [blindly, directly] = [native.blindEvaluate, native.evaluate].map(([min, median]) => ({ min, median }));
  const checks = (time) => (1 / time).toFixed(0);
  const micros = (time) => ((time / 512) * 1e6).toFixed(1);
  lines.push('', `Tables of fixed-base blinding, once a session: ${ms(at512.tables)} ms.`);
  lines.push(`Evaluator, native, one core, 512 probes with proof: ${checks(blindly.min)} (${checks(blindly.median)}) checks a second. Evaluation in the clear, for lists: ${micros(directly.min)} (${micros(directly.median)}) µs an input.`, '');
  return lines;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`\n${(await blindEvaluation()).join('\n')}`);
