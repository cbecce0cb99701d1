// The packed worker on each runtime it is made for: workerd (miniflare), Deno, Bun and Node.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { built, filesIn } from './fixture.mjs';

const modules = (...parts) => join(fileURLToPath(new URL('../node_modules', import.meta.url)), ...parts);
const cure = 'Run `make setup`, or `npm ci` in pkg-tests/.';

/** Bun's program lies in a package for each kind of machine; its own package only points to it. */
export function bunProgram() {
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

const entry = (project, text, end = 'mjs') => {
  const file = join(project, `worker-${Math.random().toString(36).slice(2)}.${end}`);
  writeFileSync(file, text);
  return file;
};

/** As docs/deploy.md has it: a mistake in the environment ends the process before a port is open. */
const ENTRY = "import worker from 'presend/worker';\n\nawait worker.start();\nexport default worker;\n";
/** For any worker on Node, behind the package's own server. */
const ON_NODE = (script) => `import { serve } from 'presend/worker/serve';\nimport worker from ${JSON.stringify(script)};\nawait serve(worker, { port: Number(process.env.PRESEND_PORT) });\n`;

/**
 * Texts of other workers, for `script`. `from` is where the package's worker is to be imported from. `telling` is the
 * same worker with an address that tells what it has in use: a hook of the tests, which the package does not have.
 */
export const scripts = {
  telling: (from) => `import { createWorker } from ${JSON.stringify(from)};
    const worker = createWorker();
    const fetch = (request, ...more) => (new URL(request.url).pathname === '/usage' ? Response.json(worker.usage()) : worker.fetch(request, ...more));
    export default { start: worker.start, fetch };`,
};

const programs = {
  Node: async ({ project }, port, script) => [process.execPath, [script ? entry(project, ON_NODE(script)) : 'node_modules/presend/dist/worker/serve.js'], { PRESEND_PORT: String(port) }, project],
  Deno: async ({ project }, port, script) => [
    denoProgram(),
    ['serve', '--allow-net', '--allow-read', '--allow-env', '--no-lock', '--host', '127.0.0.1', '--port', String(port), script ?? entry(project, ENTRY)],
    {},
    project,
  ],
  Bun: async ({ project }, port, script) => [bunProgram(), ['run', script ?? entry(project, ENTRY)], { BUN_PORT: String(port) }, project],
};

/** Processes of this one that are workerd. */
const workerds = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
  try {
    const [, command, parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return command === 'workerd' && Number(parent) === process.pid;
  } catch {
    return false;
  }
}).map(Number);

async function onWorkerd({ home }, { variables = {}, secrets = {}, sets, store = 'R2', bindings = {}, script, inspected }) {
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
    scriptPath: script ? relative(worker, entry(worker, script('./index.workerd.js'), 'js')) : 'index.workerd.js',
    compatibilityDate: '2026-07-01',
    cf: false,
    telemetry: { enabled: false },
    ...(inspected ? { inspectorPort: 0 } : {}),
    log: new Log(LogLevel.NONE),
    handleRuntimeStdio: (out, err) => [out, err].forEach((stream) => stream.on('data', (text) => log.push(String(text)))),
    bindings: { ...variables, ...secrets },
    ...(sets ? { [store === 'KV' ? 'kvNamespaces' : 'r2Buckets']: ['SETS'] } : {}),
    ...bindings,
  });
  const before = existsSync('/proc') ? workerds() : [];
  const url = await runtime.ready;
  const [pid] = existsSync('/proc') ? workerds().filter((other) => !before.includes(other)) : [];
  if (sets) {
    const place = store === 'KV' ? await runtime.getKVNamespace('SETS') : await runtime.getR2Bucket('SETS');
    for (const [key, file] of filesIn(sets)) await place.put(key, readFileSync(file));
  }
  let stopped;
  const inspector = inspected ? await runtime.getInspectorURL() : undefined;
  return { url, log, pid, inspector, stop: () => (stopped ??= runtime.dispose()) };
}

/** `presend serve` with a key file, on a free port; `under` is a command to run it under, as `taskset -c 0`. */
export async function startNative(keyFile, more = [], under = []) {
  const port = await freePort();
  const [command, ...args] = [...under, built('presend'), 'serve', '--listen', `127.0.0.1:${port}`, '--evaluator-key', keyFile, ...more];
  return served(command, args, { port });
}

export const RUNTIMES = ['workerd', 'Deno', 'Bun', 'Node'];

/**
 * Starts the worker of the installed package, or another one (`script`: one of `scripts`, or alike); gives back
 * `{ url, log, pid?, code?, inspector?, stop() }`. `inspected` (workerd only) opens its inspector for lib/heap.mjs.
 */
export async function startWorker(runtime, installed, folder, configuration) {
  if (runtime === 'workerd') return onWorkerd(installed, configuration);
  const port = await freePort();
  const script = configuration.script && entry(installed.project, configuration.script('presend/worker'));
  const [command, args, env, cwd] = await programs[runtime](installed, port, script);
  return served(command, args, { port, cwd, env: { ...env, ...asProcess(folder, configuration) } });
}
