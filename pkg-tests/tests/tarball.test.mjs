// The tarball itself: what is in it, what is not, and that every door of it opens.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, posix } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { root } from '../../scripts/lib/project.mjs';
import { capture } from '../../scripts/lib/run.mjs';
import { built, installPackage, paintedPictures, temporaryFolder } from '../lib/fixture.mjs';

const wasmFiles = ['dist/wasm/presend_bg.wasm', 'dist/wasm/presend_simd_bg.wasm'];
const subpaths = ['.', './adapters', './custom-elements.json', './element', './help', './help-update', './node', './nsfwjs', './package.json', './wasm/presend_bg.wasm', './wasm/presend_simd_bg.wasm', './worker', './worker/serve', './worker/tokens'];

/**
 * Texts that the command line tool contains because it can build and sign sets and make evaluators' keys (so each is
 * known to be findable), and that the browser's file must not contain.
 */
const ownersOnly = ['PRIVATE+KEY+', 'presend-evaluator-key-v1', 'a set must end after it begins', 'the list holds nothing that can be matched'];

describe('the packed tarball', { timeout: 300_000 }, () => {
  const temporary = temporaryFolder();
  let installed;
  const read = (file) => readFileSync(join(installed.home, file));

  before(async () => {
    await paintedPictures();
    installed = await installPackage(temporary.folder);
  });
  after(() => temporary.remove());

  it('has the files that users need and no others', () => {
    const { files } = installed;
    for (const file of ['package.json', 'README.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'dist/wasm/presend.js', 'dist/worker/index.workerd.js', 'dist/worker/core/presend_worker_bg.wasm', ...wasmFiles]) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
    const expected = /^(package\.json|README\.md|LICENSE-(MIT|APACHE)|CHANGELOG\.md|dist\/[\w./-]+\.(js|d\.ts|wasm|json|css)|dist\/worker\/wrangler\.toml)$/;
    assert.deepEqual(files.filter((file) => !expected.test(file)), []);
  });

  it('names no folder of the machine it was built on', () => {
    const traces = [root, join(homedir(), '/'), '.cargo/registry', '.rustup'];
    const homes = /(?<![\w.-])\/(home|Users|root)\/\w/; // not the end of a web address
    for (const file of installed.files) {
      const text = read(file).toString('latin1');
      assert.deepEqual(traces.filter((trace) => text.includes(trace)), [], file);
      assert.doesNotMatch(text, homes, file);
      assert.doesNotMatch(text, /^\/\/[#@] sourceMappingURL=/m, file);
    }
  });

  it('has no key that signs', () => {
    for (const file of installed.files) assert.doesNotMatch(read(file).toString('latin1'), /PRIVATE[ +]KEY/, file);
  });

  it('has no builder or evaluator in its WebAssembly', () => {
    const program = readFileSync(built('presend')).toString('latin1');
    for (const text of ownersOnly) {
      assert.ok(program.includes(text), `the command line tool no longer contains "${text}": choose another marker`);
      for (const file of wasmFiles) assert.ok(!read(file).toString('latin1').includes(text), `${file} contains "${text}"`);
    }
  });

  it('has one WebAssembly file with vector instructions and one without', () => {
    const plain = new WebAssembly.Module(read(wasmFiles[0]));
    const simd = new WebAssembly.Module(read(wasmFiles[1]));
    const doors = (module) => WebAssembly.Module.exports(module).map(({ name }) => name).sort();
    assert.deepEqual(doors(simd), doors(plain));
    assert.deepEqual(WebAssembly.Module.imports(simd), WebAssembly.Module.imports(plain));
    assert.ok(!read(wasmFiles[0]).equals(read(wasmFiles[1])));
  });

  it('has a worker that fits the smallest plan: under 3 MB, compressed', () => {
    // Every module that Cloudflare's entry leads to, each by itself: a bundle of all of them is smaller.
    const seen = new Set();
    const weigh = (file) => {
      if (seen.has(file)) return 0;
      seen.add(file);
      const bytes = read(file);
      const imports = file.endsWith('.js') ? [...bytes.toString().matchAll(/(?:from|import)\s*\(?['"](\.[^'"]+)['"]/g)].map(([, name]) => posix.join(posix.dirname(file), name)) : [];
      return gzipSync(bytes).length + imports.reduce((sum, name) => sum + weigh(name), 0);
    };
    const size = weigh('dist/worker/index.workerd.js');
    for (const file of ['guard.js', 'evaluator.js', 'core/core.js', 'core/presend_worker_bg.wasm']) assert.ok(seen.has(`dist/worker/${file}`), file);
    assert.ok(![...seen].some((file) => /node/.test(file)), 'nothing of Node comes along');
    assert.ok(size > 200_000 && size < 1_000_000, `${size} bytes`);
  });

  it('asks for nothing to be installed or run', () => {
    const { manifest } = installed;
    assert.equal(manifest.name, 'presend');
    assert.equal(manifest.type, 'module');
    assert.equal(manifest.sideEffects, false);
    assert.equal(manifest.license, 'MIT OR Apache-2.0');
    assert.deepEqual(Object.keys(manifest.dependencies ?? {}), []);
    assert.deepEqual(['preinstall', 'install', 'postinstall', 'prepare'].filter((name) => manifest.scripts?.[name]), []);
  });

  it('opens every subpath, types first and default last', () => {
    const { exports } = installed.manifest;
    assert.deepEqual(Object.keys(exports).sort(), subpaths);
    for (const [subpath, conditions] of Object.entries(exports)) {
      if (typeof conditions === 'string') {
        assert.ok(existsSync(join(installed.home, conditions)), subpath);
        continue;
      }
      const names = Object.keys(conditions);
      assert.equal(names[0], 'types', subpath);
      assert.equal(names.at(-1), 'default', subpath);
      for (const target of Object.values(conditions).flatMap(targets)) {
        assert.ok(existsSync(join(installed.home, target)), `${subpath} leads to ${target}, which is not in the tarball`);
      }
    }
  });

  it('can be imported in Node, each part for itself, and does nothing on import', async () => {
    const names = async (specifier) => Object.keys(await installed.import(specifier)).sort();
    assert.ok((await names('presend')).includes('createGuard'));
    assert.ok((await names('presend/node')).includes('hashImage'));
    assert.ok((await names('presend/element')).includes('defineElement'));
    assert.ok((await names('presend/help')).length > 0);
  });

  it('has types that a strict project can use', async () => {
    writeFileSync(join(installed.project, 'use.ts'), readFileSync(new URL('../page/use.ts', import.meta.url)));
    const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
    for (const [module, resolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
      const { code, output } = await capture(
        process.execPath,
        [tsc, '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022', '--lib', 'es2022,dom', '--types', '', '--module', module, '--moduleResolution', resolution, 'use.ts'],
        { cwd: installed.project },
      );
      assert.equal(code, 0, `${resolution}:\n${output}`);
    }
  });
});

const targets = (condition) => (typeof condition === 'string' ? [condition] : Object.values(condition).flatMap(targets));
