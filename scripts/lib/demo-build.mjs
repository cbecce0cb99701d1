// Builds the demo site into target/demo/site: program, page, pictures, and a match set made of some of the pictures.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { at, built, Problem } from './project.mjs';
import { quietly, shown } from './run.mjs';
import { once } from './stamp.mjs';
import { toolEnv } from './tools.mjs';

const demo = (...parts) => at('target', 'demo', ...parts);
export const site = (...parts) => demo('site', ...parts);
const setId = 'presend-demo';
const key = demo('owner.key');
const publicKey = demo('owner.pub');
/** Of the second operator; the page's operator never has it. */
export const evaluatorKey = demo('evaluator.key');
/** The edge worker, as it is in the package. */
export const packagedWorker = (...parts) => at('www', 'dist', 'worker', ...parts);

/** The verdict that each group of pictures promises to the person looking at the demo. */
const promised = { match: 'known', edited: 'known', clear: 'clear', unchecked: 'unchecked' };

export async function buildDemo(say) {
  await buildPrograms(say);
  await buildPage(say);
  await buildWorker(say);
  await paint(say);
  cpSync(demo('pictures'), site('pictures'), { recursive: true });
  await buildSet(say);
  await keepPromises(say);
}

/** The command line tool and the painter; cargo knows by itself when there is nothing to do. */
export async function buildPrograms(say) {
  say('building the program and the painter of the pictures (cargo)');
  await shown('cargo', ['build', '--release', '--features', 'serve', '--bin', 'presend', '--example', 'demo-pictures', '--example', 'oprf-interop', '--target-dir', at('target')]);
}

/** Runs the command line tool; gives back what it printed. */
export const presend = (...args) => quietly(built('presend'), args);

/** The npm package and the page; www/build.mjs writes www/dist and target/demo/site. */
export async function buildPage(say) {
  const core = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'src', 'scripts/lib/tools.mjs'];
  const inputs = [...core, ...['src', 'worker', 'demo', 'build', 'build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'].map((name) => `www/${name}`)];
  await once('page', { inputs, outputs: ['www/dist/index.js', 'www/dist/worker/core/core.js', 'target/demo/site/index.html'] }, async () => {
    say('building the package and the page: WebAssembly three times (for pages with and without SIMD, and for the worker), then TypeScript');
    await shown('node', ['build.mjs'], { cwd: at('www'), env: await toolEnv() });
  });
}

async function buildWorker(say) {
  const inputs = ['www/worker/demo', 'scripts/package-lock.json'];
  await once('worker', { inputs, outputs: ['target/demo/worker/index.js'] }, async () => {
    say('building the worker of the page');
    rmSync(demo('worker'), { recursive: true, force: true });
    await quietly(process.execPath, [at('scripts/node_modules/typescript/bin/tsc'), '-p', at('www/worker/demo')]);
  });
}

/** The pictures, into target/demo/pictures. */
export async function paint(say) {
  const inputs = ['examples/demo-pictures', 'Cargo.lock'];
  await once('pictures', { inputs, outputs: ['target/demo/pictures/index.json'] }, async () => {
    say('painting the pictures');
    rmSync(demo('pictures'), { recursive: true, force: true });
    await quietly(built('examples', 'demo-pictures'), [demo('pictures')]);
  });
}

/** Pictures of the demo: [{ src, title, alt, group, note }], with the path of each file. */
export const pictures = () =>
  JSON.parse(readFileSync(demo('pictures', 'index.json'), 'utf8')).map((picture) => ({
    ...picture,
    file: demo('pictures', basename(picture.src)),
  }));

/** What an owner does: make a key, hash the pictures, list the hashes, sign. Quick enough to be done every time. */
async function buildSet(say) {
  say('signing the match set');
  if (!existsSync(key) || !existsSync(publicKey)) {
    await presend('keygen', '--force', '--name', 'demo.presend.example', '--out', key);
  }
  if (!existsSync(evaluatorKey)) await presend('evaluator-keygen', '--out', evaluatorKey);
  const listed = pictures().filter(({ group }) => group === 'match');
  writeFileSync(demo('list.csv'), await listOf(listed.map(({ file }) => file), setId));
  mkdirSync(site('sets'), { recursive: true });
  await presend('set', 'build', '--kind', 'private-local', '--evaluator-key', evaluatorKey, '--list', demo('list.csv'), '--sign', key, '--purpose', 'demo', '--id', setId, '--out', site('sets', 'demo'), '--force');
  const trust = { keys: [readFileSync(publicKey, 'utf8').trim()], required: 1, purposes: ['demo'] };
  writeFileSync(demo('set.json'), JSON.stringify({ set: 'sets/demo/', trust }));
}

/** What the page reads when it opens: the set, whom to trust with it, and where its evaluator is. */
export function writeSettings(evaluator) {
  const settings = { ...JSON.parse(readFileSync(demo('set.json'), 'utf8')), evaluator };
  writeFileSync(site('demo.json'), `${JSON.stringify(settings, null, 2)}\n`);
}

/** A list as owners keep it: for each picture its PDQ hash, the quality of that hash, and the digest of the file. */
export async function listOf(files, label) {
  const rows = jsonLines(await presend('hash', '--json', ...files)).map(({ file, hash, quality }) => {
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    return [hash, quality, sha256, label].join(',');
  });
  return ['pdq,quality,sha256,label', ...rows, ''].join('\n');
}

/** No picture may be shown in a group whose verdict it does not get. */
async function keepPromises(say) {
  say('checking every picture');
  const all = pictures();
  const output = await presend('check', '--json', '--set', site('sets', 'demo'), '--trust', publicKey, '--evaluator-key', evaluatorKey, ...all.map(({ file }) => file));
  const verdicts = new Map(jsonLines(output).map(({ file, verdict }) => [basename(file), verdict]));
  const broken = all.filter(({ file, group }) => verdicts.get(basename(file)) !== promised[group]);
  if (broken.length > 0) {
    const list = broken.map(({ file, group }) => `${basename(file)} is in "${group}" but is ${verdicts.get(basename(file))}`);
    throw new Problem(`these pictures do not get the verdict of their group: ${list.join('; ')}.`);
  }
}

export const jsonLines = (output) => output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
