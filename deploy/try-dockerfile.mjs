// Does what deploy/Dockerfile says, without Docker: `node deploy/try-dockerfile.mjs`. For machines that have no engine, and
// to see that the files it copies are all that the build needs. The first stage is done in an empty folder, with this
// machine's Rust; of the second one, what the program is linked with is held against what the image has, and the program
// is started as ENTRYPOINT and CMD have it, by another user where this one may change to it. What it does not show: the
// images themselves, and that their C library is new enough.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'presend-docker-'));
/** Of a slim Debian, without any package added: the C library, and GCC's for unwinding. */
const IN_THE_IMAGE = ['linux-vdso.so.1', 'libc.so.6', 'libm.so.6', 'libgcc_s.so.1', 'libpthread.so.0', 'libdl.so.2', '/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'];
const say = (text) => console.log(text);

const steps = readFileSync(join(root, 'deploy', 'Dockerfile'), 'utf8').split('\n').filter((line) => /^[A-Z]/.test(line)).map((line) => [line.split(' ')[0], line.slice(line.indexOf(' ') + 1)]);
const stages = [];
for (const [verb, rest] of steps) verb === 'FROM' ? stages.push([]) : stages.at(-1).push([verb, rest]);
const [build, image] = stages;

/** Where a path of an image is in the temporary folder. */
let here = '/';
const inside = (path) => join(folder, path.startsWith('/') ? path : join(here, path));

try {
  for (const [verb, rest] of build) {
    say(`${verb} ${rest}`);
    if (verb === 'WORKDIR') mkdirSync(join(folder, (here = rest)), { recursive: true });
    else if (verb === 'COPY') {
      const parts = rest.split(' ');
      const target = parts.pop();
      for (const source of parts) cpSync(join(root, source), target.endsWith('/') && target !== './' ? inside(join(target, basename(source))) : target === './' ? inside(basename(source)) : inside(target), { recursive: true });
    } else if (verb === 'RUN') execFileSync('sh', ['-c', rest], { cwd: inside('.'), stdio: 'inherit', env: { ...process.env, CARGO_TARGET_DIR: inside('target') } });
    else throw new Error(`this script does not know ${verb}`);
  }
  const of = (verb) => image.find(([name]) => name === verb)?.[1];
  const [from, to] = of('COPY').replace(/^--from=\S+ /, '').split(' ');
  const program = join(folder, 'image', to);
  mkdirSync(dirname(program), { recursive: true });
  copyFileSync(join(folder, from), program);
  chmodSync(program, 0o755);

  const linked = execFileSync('ldd', [program], { encoding: 'utf8' }).split('\n').map((line) => line.trim().split(' ')[0]).filter(Boolean);
  const missing = linked.filter((library) => !IN_THE_IMAGE.includes(library));
  if (missing.length > 0) throw new Error(`the image has no ${missing.join(', ')}`);
  say(`linked with ${linked.join(', ')}: all of it is in the image`);

  const [uid, gid] = of('USER').split(':').map(Number);
  const key = join(folder, 'evaluator.key');
  execFileSync(program, ['evaluator-keygen', '--out', key], { stdio: 'ignore' });
  const words = [...JSON.parse(of('ENTRYPOINT')), ...JSON.parse(of('CMD'))].slice(1).map((word) => (word === '/run/secrets/evaluator.key' ? key : word));
  const port = Number(/:(\d+)$/.exec(words[words.indexOf('--listen') + 1])[1]);
  if (port !== Number(of('EXPOSE'))) throw new Error(`it listens on ${port} and exposes ${of('EXPOSE')}`);
  const asRoot = process.getuid?.() === 0;
  chmodSync(folder, 0o755);
  if (asRoot) chownSync(key, uid, gid);
  const child = spawn(program, words, { cwd: '/', stdio: ['ignore', 'ignore', 'inherit'], env: {}, ...(asRoot ? { uid, gid } : {}) });
  let ready = false;
  for (let round = 0; round < 100 && !ready; round++) {
    ready = await fetch(`http://127.0.0.1:${port}/readyz`).then((answer) => answer.ok, () => false);
    if (!ready) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGTERM');
  const code = await ended;
  if (!ready || code !== 0) throw new Error(`it was ready: ${ready}; told to end, it ended with ${code}`);
  say(`started${asRoot ? ` as user ${uid}` : ', as this user'}, was ready on port ${port}, and ended when it was told to`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
