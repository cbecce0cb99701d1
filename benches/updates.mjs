// What an update costs: a thousand entries on a set of a million. `node benches/updates.mjs [ENTRIES]` prints a table with
// the bytes that a device downloads and the time that its core takes to apply them, and ends with 1 where a target is
// missed. Uses the set that matching.mjs leaves behind, or builds it (five minutes).
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPage, buildPrograms, packagedWorker } from '../scripts/lib/demo-build.mjs';
import { at } from '../scripts/lib/project.mjs';
import { folder as matching, makeList, png, presend } from './matching.mjs';

const large = Number(process.argv[2] ?? 1_000_000);
const MOST_BYTES = 100_000;
const MOST_MS = 100;

await buildPrograms(console.log);
await buildPage(console.log);
mkdirSync(matching, { recursive: true });
const file = (...names) => join(matching, ...names);
const secret = ['--sign', file('owner.key')];
const key = ['--evaluator-key', file('evaluator.key')];
const base = file(`private-local-${large}`);
if (!existsSync(join(base, 'manifest.txt'))) {
  if (!existsSync(file('owner.key'))) presend(['keygen', '--name', 'bench.example', '--out', file('owner.key')]);
  if (!existsSync(file('evaluator.key'))) presend(['evaluator-keygen', '--out', file('evaluator.key')]);
  makeList(file(`${large}.csv`), large);
  presend(['set', 'build', '--kind', 'private-local', '--list', file(`${large}.csv`), ...secret, '--purpose', 'demo', '--id', 'bench', '--out', base, ...key]);
}
/** The least of what the work says it took. */
const least = (rounds, work) => Math.min(...Array.from({ length: rounds }, work));
const keys = [readFileSync(file('owner.pub'), 'utf8').trim()];
const old = file(`${large}.csv`);
const lines = readFileSync(old, 'utf8').split('\n');
makeList(file('more.csv'), 1000, 0x2545f4914f6cdd1dn);
const more = readFileSync(file('more.csv'), 'utf8').split('\n').slice(1, 1001);
const lists = {
  '1,000 added': () => [...lines.slice(0, -1), ...more, ''],
  '500 added, 500 removed': () => [lines[0], ...lines.slice(501, -1), ...more.slice(0, 500), ''],
  '1,000 removed': () => [lines[0], ...lines.slice(1001)],
};

const dist = (name) => at('www', 'dist', 'wasm', name);
const { default: init, Core } = await import(pathToFileURL(dist('presend.js')));
await init({ module_or_path: readFileSync(dist('presend_simd_bg.wasm')) });
const { packed } = await import(pathToFileURL(at('www', 'dist', 'packed.js')));
const trust = { keys, purposes: ['demo'] };
const bytes = (...names) => new Uint8Array(readFileSync(join(...names)));
const table = ['## Updates', '', `| on ${large.toLocaleString('en')} entries, \`private-local\`, standard | bytes to download | applied in WebAssembly, ms (median of 9) | making it, s |`, '|---|---|---|---|'];
let missed = false;
for (const [what, list] of Object.entries(lists)) {
  const updated = file('updated');
  rmSync(updated, { recursive: true, force: true });
  mkdirSync(updated);
  copyFileSync(join(base, 'manifest.txt'), join(updated, 'manifest.txt'));
  symlinkSync(join(base, 'index.bin'), join(updated, 'index.bin'));
  writeFileSync(file('new.csv'), '');
  appendFileSync(file('new.csv'), list().join('\n'));
  const seconds = presend(['set', 'update', updated, '--was', old, '--list', file('new.csv'), ...secret, ...key], { RAYON_NUM_THREADS: '1' });
  const manifest = bytes(updated, 'manifest.txt');
  const order = [...new TextDecoder().decode(manifest).matchAll(/^segment: \S+ ([0-9a-f]{64}) /gm)].map(([, digest]) => digest);
  const segments = order.map((digest) => bytes(updated, 'segments', `${digest}.bin`));
  const download = [manifest, ...segments].reduce((sum, { length }) => sum + length, 0);
  if (segments.length !== readdirSync(join(updated, 'segments')).length) throw new Error('the manifest names other segments');
  const applied = Array.from({ length: 9 }, () => {
    const core = new Core({});
    core.openSet(bytes(base, 'manifest.txt'), bytes(base, 'index.bin'), trust, Date.now());
    const start = performance.now();
    core.openSet(manifest, new Uint8Array(), trust, Date.now(), packed(segments), 0);
    const time = performance.now() - start;
    core.free();
    return time;
  });
  const median = applied.sort((a, b) => a - b)[4];
  missed ||= download > MOST_BYTES || median > MOST_MS;
  table.push(`| ${what} | ${download.toLocaleString('en')} | ${median.toFixed(1)} | ${seconds.toFixed(1)} |`);
  console.log(table.at(-1));
}
// What a check pays for segments: the time between the evaluator's answer and the verdict, on a small index.
const { instantiate } = await import(pathToFileURL(packagedWorker('core', 'core.js')));
const { Evaluator } = instantiate(new WebAssembly.Module(readFileSync(packagedWorker('core', 'presend_worker_bg.wasm'))));
const evaluator = new Evaluator(readFileSync(file('evaluator.key'), 'utf8'));
const fresh = () => crypto.getRandomValues(new Uint8Array(32));
const small = file('small');
rmSync(small, { recursive: true, force: true });
writeFileSync(file('small.csv'), lines.slice(0, 11).join('\n') + '\n');
presend(['set', 'build', '--kind', 'private-local', '--list', file('small.csv'), ...secret, '--purpose', 'demo', '--id', 'bench-small', '--out', small, ...key]);
const SEGMENTS = 16;
const times = [];
for (let count = 0; count <= SEGMENTS; count++) {
  if (count > 0) {
    copyFileSync(file('small.csv'), file('small-old.csv'));
    appendFileSync(file('small.csv'), `${lines.slice(11 + (count - 1) * 1000, 11 + count * 1000).join('\n')}\n`);
    presend(['set', 'update', small, '--was', file('small-old.csv'), '--list', file('small.csv'), ...secret, ...key]);
  }
  if (count !== 0 && count !== SEGMENTS) continue;
  const manifest = bytes(small, 'manifest.txt');
  const order = [...new TextDecoder().decode(manifest).matchAll(/^segment: \S+ ([0-9a-f]{64}) /gm)].map(([, digest]) => digest);
  const core = new Core({});
  core.openSet(manifest, bytes(small, 'index.bin'), trust, Date.now(), packed(order.map((digest) => bytes(small, 'segments', `${digest}.bin`))));
  const took = least(21, () => {
    const conversation = core.check(new Uint8Array(png()), { audience: 'adult', nowMs: Date.now() }, fresh());
    const answer = evaluator.evaluate(conversation.step().body, fresh());
    const start = performance.now();
    conversation.answer(answer);
    const time = performance.now() - start;
    if (conversation.step().verdict.kind !== 'clear') throw new Error('not clear');
    conversation.free();
    return time;
  });
  times.push(took);
}
table.push('', `A check takes ${((times[1] - times[0]) / SEGMENTS).toFixed(2)} ms longer for each segment that adds (${times.map((time) => time.toFixed(1)).join(' and ')} ms behind the answer, with none and with ${SEGMENTS}).`);
table.push('', `Targets: at most ${MOST_BYTES.toLocaleString('en')} bytes and ${MOST_MS} ms${missed ? ': MISSED' : '; both are met'}. The index has ${statSync(join(base, 'index.bin')).size.toLocaleString('en')} bytes, which nobody downloads again.`);
console.log(`\n${table.join('\n')}`);
if (missed) process.exitCode = 1;
