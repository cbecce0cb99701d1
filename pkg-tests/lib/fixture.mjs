// What the tests start from: the package as npm packs it, pictures, and match sets made by the command line tool.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPage, buildPrograms, listOf, paint, pictures, presend } from '../../scripts/lib/demo-build.mjs';
import { at } from '../../scripts/lib/project.mjs';
import { quietly } from '../../scripts/lib/run.mjs';

export { built } from '../../scripts/lib/project.mjs';
export { jsonLines, presend } from '../../scripts/lib/demo-build.mjs';

const say = (text) => console.log(`# ${text}`);

/** A folder outside the repository, so that nothing in it can be found by accident; `remove` takes it away. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'presend-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Packs www/ and installs the tarball, offline, into an empty project in `folder`. */
export async function installPackage(folder) {
  await buildPage(say);
  const packed = await quietly('npm', ['pack', '--json', '--pack-destination', folder], { cwd: at('www') });
  const [{ filename, files }] = JSON.parse(packed.slice(packed.indexOf('[\n')));
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  await quietly('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], { cwd: project });
  const home = join(project, 'node_modules', 'presend');
  return {
    project,
    home,
    files: files.map(({ path }) => path).sort(),
    manifest: JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')),
    /** Imports `presend/…` as the project's own code would, through the exports of the package. */
    import: (specifier) => importFrom(project, specifier),
  };
}

let entries = 0;
async function importFrom(project, specifier) {
  const entry = join(project, `entry-${entries++}.mjs`);
  writeFileSync(entry, `export * from ${JSON.stringify(specifier)};\n`);
  return import(pathToFileURL(entry).href);
}

/** The painted pictures by file name (`harbour.jpg`), each with the path of the file and the group it belongs to. */
export async function paintedPictures() {
  await buildPrograms(say);
  await paint(say);
  return new Map(pictures().map((picture) => [picture.src.split('/').pop(), picture]));
}

/** Makes a key pair in `folder`; gives back the paths of both files and the public key as a page states it. */
export async function makeKey(folder, name) {
  const secret = join(folder, `${name}.key`);
  await presend('keygen', '--name', `${name}.presend.example`, '--out', secret);
  const open = join(folder, `${name}.pub`);
  return { secret, open, text: readFileSync(open, 'utf8').trim() };
}

/** Builds a match set of the given files, an open one unless `options` say otherwise; gives back its folder and files. */
export async function makeSet(folder, name, key, files, ...options) {
  return makeSetOf(folder, name, key, await listOf(files, name), ...options);
}

/** The same, from the text of a list. */
export async function makeSetOf(folder, name, key, text, ...options) {
  const list = join(folder, `${name}.csv`);
  writeFileSync(list, text);
  const out = join(folder, 'sets', name);
  mkdirSync(join(folder, 'sets'), { recursive: true });
  await presend('set', 'build', ...(options.includes('--kind') ? [] : ['--kind', 'open']), '--list', list, '--sign', key.secret, '--purpose', 'demo', '--id', `test-${name}`, '--out', out, ...options);
  return {
    folder: out,
    manifest: new Uint8Array(readFileSync(join(out, 'manifest.txt'))),
    index: new Uint8Array(readFileSync(join(out, 'index.bin'))),
  };
}

/** All files below a folder, as [name relative to it with slashes, path]. */
export function filesIn(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below ? `${below}/${entry.name}` : entry.name;
    return entry.isDirectory() ? filesIn(folder, name) : [[name, join(folder, name)]];
  });
}
