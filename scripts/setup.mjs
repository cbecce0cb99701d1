// Makes this machine ready: `make setup` (everything), or `node scripts/setup.mjs build` (all but the tests' browser), or
// `node scripts/setup.mjs bench` (everything, and what `make bench` compares with).
// Can be run again at any time; what is there already is left alone.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { browserCure, findBrowser, findFirefox, findWebKit, firefoxCure, webKitCure } from './lib/browser.mjs';
import { at, main, Problem, root, rustChannel } from './lib/project.mjs';
import { capture, onPath, quietly } from './lib/run.mjs';
import { buildTools, findTool, tools } from './lib/tools.mjs';

const say = (mark, text) => console.log(`  ${mark.padEnd(4)} ${text}`);
const done = (text) => say('ok', text);
const doing = (text) => say('...', text);

function checkNode() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Problem(`Node ${process.versions.node} is too old. Install Node 20 or newer (nodejs.org, or your package manager).`);
  }
  if (!onPath('npm')) throw new Problem('npm is missing. It comes with Node; on Debian it is a package of its own: `apt-get install npm`.');
  done(`Node ${process.versions.node}`);
}

function checkSystem() {
  if (!onPath('make')) throw new Problem('make is missing. On Debian: `apt-get install make`; on macOS: `xcode-select --install`.');
  if (!onPath('cc')) throw new Problem('A C compiler is missing; Rust links with it. On Debian: `apt-get install gcc libc6-dev`; on macOS: `xcode-select --install`.');
}

async function setUpRust() {
  if (!onPath('rustup')) throw new Problem('rustup is missing. Install it as https://rustup.rs says, open a new terminal, then run `make setup` again.');
  const channel = rustChannel();
  const wanted = ['rustfmt', 'clippy', 'rust-std-wasm32-unknown-unknown'];
  const has = async () => {
    const { code, output } = await capture('rustup', ['component', 'list', '--installed', '--toolchain', channel]);
    return code === 0 && wanted.every((part) => output.split('\n').some((line) => line.trim().startsWith(part)));
  };
  if (!(await has())) {
    doing(`installing Rust ${channel} for this machine and for WebAssembly`);
    const parts = ['--profile', 'minimal', '--component', 'rustfmt,clippy', '--target', 'wasm32-unknown-unknown', '--no-self-update'];
    await quietly('rustup', ['toolchain', 'install', channel, ...parts], { cure: 'If it could not be downloaded, check the network and run `make setup` again.' });
  }
  done(`Rust ${channel} with wasm32-unknown-unknown, rustfmt and clippy`);
}

async function setUpTools() {
  const found = await Promise.all(tools().map(async (tool) => ({ ...tool, there: await findTool(tool) })));
  const missing = found.filter(({ there }) => !there);
  if (missing.length > 0) await buildTools(missing, doing);
  for (const { name, version } of found) done(`${name} ${version}`);
}

/** `npm ci`, unless the folder holds exactly what this lock file asks for. No package may run a script of its own. */
async function setUpPackages(folder) {
  const digest = createHash('sha256').update(readFileSync(at(folder, 'package-lock.json'))).digest('hex');
  const stamp = join(at(folder), 'node_modules', '.presend-lock-sha256');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
    doing(`installing the packages of ${folder}/`);
    await quietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: at(folder),
      cure: 'If packages could not be downloaded, check the network and run `make setup` again.',
    });
    writeFileSync(stamp, digest);
  }
  done(`packages of ${folder}/`);
}

/** Chromium, and the two other engines. */
async function setUpBrowser() {
  const wanted = [
    { name: 'Chromium', find: findBrowser, debian: ['chromium'], help: browserCure },
    { name: 'Firefox', find: findFirefox, debian: ['firefox-esr'], help: firefoxCure },
    { name: 'WebKit', find: findWebKit, debian: ['webkit2gtk-driver', 'xvfb', 'xauth'], help: webKitCure },
  ];
  for (const { name, find, debian, help } of wanted) {
    if (!find() && onPath('apt-get') && process.getuid?.() === 0) {
      doing(`installing ${name} with apt-get`);
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      const cure = `${help} Or check the network and run \`make setup\` again.`;
      await quietly('apt-get', ['update'], { env, cure });
      await quietly('apt-get', ['install', '-y', '--no-install-recommends', ...debian], { env, cure });
    }
    // Without a browser everything can still be built: only its tests cannot run, and they say so by failing.
    if (find()) done(`${name} for the tests`);
    else say('!', `no ${name}. ${help}`);
  }
}

/** A peer of the bench, which says so where it is missing. */
async function setUpDjpeg() {
  if (!onPath('djpeg') && onPath('apt-get') && process.getuid?.() === 0) {
    doing('installing djpeg with apt-get');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await capture('apt-get', ['update'], { env });
    await capture('apt-get', ['install', '-y', '--no-install-recommends', 'libjpeg-turbo-progs'], { env });
  }
  if (onPath('djpeg')) done('djpeg, a peer of the bench');
  else say('!', 'no djpeg (libjpeg-turbo): the bench goes on without it');
}

await main(async () => {
  const what = process.argv[2] ?? 'all';
  if (!['all', 'build', 'bench'].includes(what)) throw new Problem(`usage: node scripts/setup.mjs [all|build|bench], not "${what}"`);
  process.chdir(root);
  console.log('presend: setting up');
  checkNode();
  checkSystem();
  await setUpRust();
  await setUpTools();
  const folders = ['www', 'scripts', 'pkg-tests', ...(what === 'bench' ? ['benches'] : [])];
  for (const folder of folders) await setUpPackages(folder);
  if (what !== 'build') await setUpBrowser();
  if (what === 'bench') await setUpDjpeg();
});
