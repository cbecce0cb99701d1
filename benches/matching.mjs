// Times match sets as their users have them: building with the command, opening and scanning in WebAssembly in Node.
// `node benches/matching.mjs [ENTRIES]` prints a part of the report; `make bench` writes it. Lists are made of numbers
// from a seed. Read the ratios: timings on a shared machine are noisy.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateSync, crc32 } from 'node:zlib';
import { buildPage, buildPrograms } from '../scripts/lib/demo-build.mjs';
import { at, Problem } from '../scripts/lib/project.mjs';
import { contenders } from './lib/build.mjs';
import { fresh } from './lib/contenders.mjs';

export const program = at('target', 'release', 'presend');
export const folder = at('target', 'bench', 'matching');

export function presend(args, env = {}) {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Problem(`presend ${args[0]} ${args[1]}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

/** A list of hashes with 128 ones, as those of pictures. */
export function makeList(file, entries, seed = 0x9e3779b97f4a7c15n) {
  let state = seed;
  const roll = () => {
    state = BigInt.asUintN(64, state ^ (state << 13n));
    state ^= state >> 7n;
    state = BigInt.asUintN(64, state ^ (state << 17n));
    return Number(state & 0xffffffn);
  };
  const out = openSync(file, 'w');
  writeSync(out, 'pdq,quality,label\n');
  const bits = Uint8Array.from({ length: 256 }, (_, i) => i & 1);
  let lines = [];
  for (let entry = 0; entry < entries; entry++) {
    for (let i = 255; i > 0; i--) {
      const j = roll() % (i + 1);
      [bits[i], bits[j]] = [bits[j], bits[i]];
    }
    let hex = '';
    for (let i = 0; i < 256; i += 4) hex += (bits[i] | (bits[i + 1] << 1) | (bits[i + 2] << 2) | (bits[i + 3] << 3)).toString(16);
    lines.push(`${hex},100,known\n`);
    if (lines.length === 10_000) {
      writeSync(out, lines.join(''));
      lines = [];
    }
  }
  writeSync(out, lines.join(''));
  closeSync(out);
}

/** A small picture that says enough to be looked up. */
export function png() {
  const side = 64;
  const rows = Buffer.alloc(side * (side + 1));
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) rows[y * (side + 1) + 1 + x] = 128 + 90 * Math.sin((x * x) / 90 + y / 5) * Math.cos(y / 9 - x / 23);
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const least = (rounds, work) => {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { min: times[0], median: times[times.length >> 1] };
};

/** Builds, times, and gives back the lines of the report. `large`: entries of the largest set, one million by default. */
export async function matching(large = 1_000_000) {
  await buildPrograms(console.log);
  await buildPage(console.log);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = (...names) => join(folder, ...names);
  const counts = [...new Set([100_000, large])];
  counts.forEach((count) => makeList(file(`${count}.csv`), count));
  makeList(file('10.csv'), 10);
  presend(['keygen', '--name', 'bench.example', '--out', file('owner.key')]);
  presend(['evaluator-keygen', '--out', file('evaluator.key')]);
  const keys = [readFileSync(file('owner.pub'), 'utf8').trim()];
  const build = (kind, count, ...options) => presend(['set', 'build', '--kind', kind, '--list', file(`${count}.csv`), '--sign', file('owner.key'), '--purpose', 'demo', '--id', 'bench', '--out', file(`${kind}-${count}`), ...options], { RAYON_NUM_THREADS: '1' });
  const lines = ['## Match sets', '', '| building with one thread, `private-local`, standard | seconds | bytes an entry |', '|---|---|---|'];
  for (const count of counts) {
    const seconds = build('private-local', count, '--evaluator-key', file('evaluator.key'));
    const bytes = statSync(file(`private-local-${count}`, 'index.bin')).size / count;
    lines.push(`| ${count.toLocaleString('en')} entries | ${seconds.toFixed(1)} | ${bytes.toFixed(1)} |`);
    console.log(lines.at(-1));
  }
  build('open', 10);
  build('open', large);

  const dist = (name) => at('www', 'dist', 'wasm', name);
  const { default: init, Core } = await import(pathToFileURL(dist('presend.js')));
  await init({ module_or_path: readFileSync(dist('presend_simd_bg.wasm')) });
  const open = (name) => {
    const parts = ['manifest.txt', 'index.bin'].map((part) => new Uint8Array(readFileSync(file(name, part))));
    const core = new Core({});
    const start = performance.now();
    core.openSet(...parts, { keys, purposes: ['demo'] }, Date.now());
    return { core, time: performance.now() - start };
  };
  lines.push('', '| in WebAssembly with SIMD, in Node | ms |', '|---|---|');
  const opened = [1, 2, 3, 4, 5].map(() => {
    const { core, time } = open('private-local-100000');
    core.free();
    return time;
  });
  lines.push(`| opening a \`private-local\` set of 100,000 entries | ${Math.min(...opened).toFixed(1)} |`);
  const picture = new Uint8Array(png());
  const randomness = new Uint8Array(32);
  const check = (core) => () => {
    const conversation = core.check(picture, { audience: 'adult', nowMs: Date.now() }, randomness);
    const step = conversation.step();
    if (step?.verdict?.kind !== 'clear' && step?.kind !== 'clear') throw new Error(`not clear: ${JSON.stringify(step)}`);
    conversation.free();
  };
  const [small, whole] = ['open-10', `open-${large}`].map((name) => open(name).core);
  const [nothing, scan] = [least(21, check(small)), least(21, check(whole))];
  lines.push(`| scanning an \`open\` set of ${large.toLocaleString('en')} hashes for all eight orientations | ${(scan.min - nothing.min).toFixed(1)} (${(scan.median - nothing.median).toFixed(1)}) |`);
  const built = await contenders(console.log);
  const bench = await fresh(() => import(pathToFileURL(join(built, 'bench.js'))), new WebAssembly.Module(readFileSync(join(built, 'bench_bg.wasm'))));
  const hashes = readFileSync(file(`${large}.csv`), 'latin1').split('\n').slice(1, -1).map((line) => line.slice(0, 64)).join('');
  const list = new bench.YumeList(Buffer.from(hashes, 'hex'));
  const queries = Buffer.alloc(256, 0x5a);
  const yume = least(21, () => {
    if (list.scan(queries)) throw new Error('a hash of all the same bits was found');
  });
  const each = (time, count) => (time * 1e6) / count;
  const ratio = each(yume.min, list.len()) / each(scan.min - nothing.min, large);
  lines.push(`| the same by \`yume-pdq\` 1.0.0, its matcher for stable Rust (${list.len().toLocaleString('en')} hashes): ${ratio.toFixed(1)} times as long | ${yume.min.toFixed(1)} (${yume.median.toFixed(1)}) |`);
  console.log(lines.slice(-4).join('\n'));
  return lines;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(`\n${(await matching(Number(process.argv[2] ?? 1_000_000))).join('\n')}`);
