// The package as it stands in this folder. How it behaves once packed and installed is tested in pkg-tests/.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const www = fileURLToPath(new URL('..', import.meta.url));
const read = (...path) => readFileSync(join(www, ...path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const leaves = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(leaves));

function filesBelow(folder) {
  return readdirSync(join(www, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(www, path)).isDirectory() ? filesBelow(path) : [path];
  });
}

describe('the package', () => {
  it('has a file behind every export, types first and default last', () => {
    assert.ok(Object.keys(manifest.exports).length >= 7);
    for (const [subpath, target] of Object.entries(manifest.exports)) {
      for (const file of leaves(target)) assert.ok(existsSync(join(www, file)), `${subpath} leads to ${file}: run \`node build.mjs\``);
      if (typeof target === 'string') continue;
      const conditions = Object.keys(target);
      assert.equal(conditions[0], 'types', subpath);
      assert.equal(conditions.at(-1), 'default', subpath);
    }
  });

  it('can be imported in parts, and nothing happens on import', async () => {
    const before = Object.keys(globalThis).length;
    const [main, element, help, node] = await Promise.all(['index.node.js', 'element/index.js', 'help/index.js', 'node.js'].map((file) => import(`../dist/${file}`)));
    assert.deepEqual(Object.keys(main).sort(), ['PresendError', 'createGuard', 'verdictOfProblem']);
    assert.deepEqual(Object.keys(element).sort(), ['PresendNudge', 'defineElement', 'languages', 'preloadWords', 'presendHelp']);
    assert.deepEqual(Object.keys(help).sort(), ['directory', 'helpCountries', 'pickHelp']);
    assert.deepEqual(Object.keys(node).sort(), ['PresendError', 'createGuard', 'hashImage', 'readHelpUpdate', 'verdictOfProblem']);
    assert.equal(node.PresendError, main.PresendError);
    assert.equal(Object.keys(globalThis).length, before);
    assert.throws(() => element.defineElement(), { code: 'no-document' });
  });

  it('loads only files that are in it', () => {
    const imported = /(?:from|import)\s*\(?\s*'(\.[^']+)'|new URL\('(\.[^']+)'/g;
    let links = 0;
    // A token is the host's own word, and the only header besides.
    assert.ok(read('dist/asking.js').includes("const headers = { 'content-type': 'application/octet-stream', ...(authorization === undefined ? {} : { authorization }) };"));
    for (const file of filesBelow('dist').filter((path) => path.endsWith('.js') && !path.includes('wasm/'))) {
      for (const [, module, asset] of read(file).matchAll(imported)) {
        links++;
        assert.ok(existsSync(join(www, file, '..', module ?? asset)), `${file} asks for ${module ?? asset}`);
      }
    }
    assert.ok(links > 30);
  });

  it('keeps no code that a strict content security policy would refuse', () => {
    for (const file of filesBelow('dist').filter((path) => path.endsWith('.js'))) {
      assert.doesNotMatch(read(file), /\beval\(|new Function\(|innerHTML|document\.write|setAttribute\('style'|createObjectURL/, file);
    }
  });

  it('keeps no store, and sends nothing but blinded questions', () => {
    // One place only sends: it carries what the core has blinded, without cookie or referrer.
    const question = /method: 'POST',\s+body,\s+headers,\s+cache: 'no-store',\s+credentials: 'omit',\s+redirect: 'error',\s+referrerPolicy: 'no-referrer'/;
    for (const file of filesBelow('dist').filter((path) => path.endsWith('.js') && !path.includes('wasm/') && !path.startsWith(join('dist', 'worker')))) {
      assert.doesNotMatch(read(file), /worker\/(?:index|serve|core)\b/, `${file} loads the worker of servers`);
      assert.doesNotMatch(read(file), /localStorage|sessionStorage|indexedDB|document\.cookie|sendBeacon|XMLHttpRequest|WebSocket|caches\.|console\./, file);
      const allowed = file === join('dist', 'asking.js') ? question : /credentials: 'omit', referrerPolicy: 'no-referrer'/;
      for (const [call] of read(file).matchAll(/(?<![.#\w])fetch\([^)]*\)/g)) assert.match(call, allowed, file);
    }
  });

  it('is small enough to be loaded before the first picture', () => {
    const wire = (file) => brotliCompressSync(readFileSync(join(www, file))).length;
    const scripts = filesBelow('dist').filter((path) => path.endsWith('.js') && !path.includes('node'));
    const page = scripts.filter((path) => /^dist\/[^/]+\.js$|^dist\/element\/(?!strings\/)/.test(path));
    assert.ok(page.reduce((sum, file) => sum + wire(file), 0) < 27_000);
    // The element alone, without any text, as a server sends it: each file compressed for itself.
    const element = scripts.filter((path) => /^dist\/element\/[^/]+\.js$|^dist\/help\/pick\.js$|^dist\/errors\.js$/.test(path));
    const bytes = element.reduce((sum, file) => sum + gzipSync(readFileSync(join(www, file)), { level: 9 }).length, 0);
    assert.ok(element.length > 10 && bytes < 15_000, `the element has ${bytes} bytes after gzip`);
    for (const file of ['presend_bg.wasm', 'presend_simd_bg.wasm']) assert.ok(wire(join('dist/wasm', file)) < 300_000, file);
  });

  it('comes with its licences, and with a lock file that names no registry', () => {
    for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) assert.equal(read(name), read('..', name));
    assert.doesNotMatch(read('package-lock.json'), /"resolved"/);
    assert.deepEqual(Object.keys(manifest.dependencies ?? {}), []);
  });

  it('has one version', () => {
    assert.equal(/^version = "(.+)"$/m.exec(read('..', 'Cargo.toml'))[1], manifest.version);
    assert.equal(JSON.parse(read('package-lock.json')).version, manifest.version);
  });
});
