// The packed worker on each runtime it is made for: workerd (miniflare), Deno, Bun and Node.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesIn } from './fixture.mjs';

const modules = (...parts) => join(fileURLToPath(new URL('../node_modules', import.meta.url)), ...parts);
const cure = 'Run `make setup`, or `npm ci` in pkg-tests/.';

/** Bun's program lies in a package for each kind of machine; its own package only points to it. */
function bunProgram() {
  const kinds = [`bun-${process.platform}-${process.arch}`, `bun-${process.platform}-${process.arch}-baseline`, `bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`];
  return needed('Bun', kinds.map((kind) => modules('@oven', kind, 'bin', 'bun')));
}

/** The same for Deno. */
function denoProgram() {
  const folder = modules('@deno');
  const kinds = existsSync(folder) ? readdirSync(folder) : [];
  return needed('Deno', kinds.flatMap((kind) => [join(folder, kind, 'deno'), join(folder, kind, 'deno.exe')]));
}

function needed(name, files) {
  const found = files.find((file) => existsSync(file));
  if (!found) throw new Error(`${name} is not installed, so the worker was not tested on it. ${cure}`);
  return found;
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Starts a process that serves HTTP on a port, and waits for it. `log` gets everything it prints. Ends with the process'
 * exit code as `code` where it stops by itself.
 */
async function served(command, args, { port, cwd, env }) {
  const log = [];
  const child = spawn(command, args, { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => log.push(text));
  let code;
  const ended = new Promise((resolve) => child.once('close', (...how) => resolve((code = how[0] ?? how[1]))));
  const url = new URL(`http://127.0.0.1:${port}/`);
  const until = Date.now() + 20_000;
  for (;;) {
    if (code !== undefined) return { url, log, code, pid: child.pid, stop: async () => {} };
    const up = await fetch(new URL('healthz', url)).then((answer) => answer.arrayBuffer().then(() => true), () => false);
    if (up) break;
    if (Date.now() > until) throw new Error(`${command} did not serve within 20 s. It said:\n${log.join('')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(late);
  };
  return { url, log, pid: child.pid, stop };
}

/** Variables, secrets as texts, the folder of sets, and more bindings for workerd: what each role is started with. */
const asProcess = (folder, { variables = {}, secrets = {}, sets }) => {
  const files = Object.entries(secrets).map(([name, text]) => {
    const file = join(folder, `${name}-${Math.random().toString(36).slice(2)}`);
    writeFileSync(file, text, { mode: 0o600 });
    return [`${name}_FILE`, file];
  });
  return { ...variables, ...Object.fromEntries(files), ...(sets ? { PRESEND_SETS_FOLDER: sets } : {}) };
};

const entry = (project, text) => {
  const file = join(project, `worker-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(file, text);
  return file;
};

/** As docs/deploy.md has it: a mistake in the environment ends the process before a port is open. */
const ENTRY = "import worker from 'presend/worker';\n\nawait worker.start();\nexport default worker;\n";

const programs = {
  Node: async ({ project }, port) => [process.execPath, ['node_modules/presend/dist/worker/serve.js'], { PRESEND_PORT: String(port) }, project],
  Deno: async ({ project }, port) => [
    denoProgram(),
    ['serve', '--allow-net', '--allow-read', '--allow-env', '--no-lock', '--host', '127.0.0.1', '--port', String(port), entry(project, ENTRY)],
    {},
    project,
  ],
  Bun: async ({ project }, port) => [bunProgram(), ['run', entry(project, ENTRY)], { BUN_PORT: String(port) }, project],
};

async function onWorkerd({ home }, { variables = {}, secrets = {}, sets, bindings = {} }) {
  const { Log, LogLevel, Miniflare } = await import('miniflare').catch(() => {
    throw new Error(`miniflare is not installed, so the worker was not tested on workerd. ${cure}`);
  });
  const log = [];
  const worker = join(home, 'dist', 'worker');
  const runtime = new Miniflare({
    host: '127.0.0.1',
    port: 0,
    rootPath: worker,
    modulesRoot: worker,
    modules: true,
    modulesRules: [
      { type: 'ESModule', include: ['**/*.js'] },
      { type: 'CompiledWasm', include: ['**/*.wasm'] },
    ],
    scriptPath: 'index.workerd.js',
    compatibilityDate: '2026-07-01',
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    handleRuntimeStdio: (out, err) => [out, err].forEach((stream) => stream.on('data', (text) => log.push(String(text)))),
    bindings: { ...variables, ...secrets },
    ...(sets ? { r2Buckets: ['SETS'] } : {}),
    ...bindings,
  });
  const url = await runtime.ready;
  if (sets) {
    const bucket = await runtime.getR2Bucket('SETS');
    for (const [key, file] of filesIn(sets)) await bucket.put(key, readFileSync(file));
  }
  return { url, log, stop: () => runtime.dispose() };
}

export const RUNTIMES = ['workerd', 'Deno', 'Bun', 'Node'];

/** Starts the worker of the installed package; gives back `{ url, log, pid?, code?, stop() }`. */
export async function startWorker(runtime, installed, folder, configuration) {
  if (runtime === 'workerd') return onWorkerd(installed, configuration);
  const port = await freePort();
  const [command, args, env, cwd] = await programs[runtime](installed, port);
  return served(command, args, { port, cwd, env: { ...env, ...asProcess(folder, configuration) } });
}
