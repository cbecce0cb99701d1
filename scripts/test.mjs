// `make test`: runs every suite, one after another, goes on after a failure, and ends with the count.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { at, main, Problem, root } from './lib/project.mjs';
import { toolEnv } from './lib/tools.mjs';

const minutes = 60_000;
const node = process.execPath;

/** Counters: the text a suite printed, and whether it ended well, to { passed, failed }. A skipped test is a failed one. */
const one = (_text, ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 });
const cargo = (text) => sum(text, /^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm);
const nodeTest = (text) => ({
  passed: total(text, /^(?:#|ℹ) pass (\d+)$/gm),
  failed: total(text, /^(?:#|ℹ) (?:fail|cancelled|skipped|todo) (\d+)$/gm),
});

const suites = [
  { name: 'setup', run: [node, 'scripts/setup.mjs'], count: one },
  { name: 'formatting', run: ['cargo', 'fmt', '--check'], count: one },
  { name: 'clippy', run: ['cargo', 'clippy', '--all-targets', '--features', 'serve', '--', '-D', 'warnings'], count: one },
  { name: 'core', run: ['cargo', 'test', '--features', 'serve', '--no-fail-fast'], count: cargo },
  { name: 'bindings in Node', run: ['wasm-pack', 'test', '--node', '--mode', 'no-install', '--', '--test', 'web'], count: cargo, tools: true },
  // Not with wasm-pack, which builds all tests: those with the peers of the evaluator are native.
  {
    name: 'lanes in Node',
    run: ['cargo', 'test', '--target', 'wasm32-unknown-unknown', '--features', 'evaluator', '--lib'],
    env: {
      RUSTFLAGS: '-C target-feature=+simd128',
      CARGO_TARGET_DIR: 'target/lanes',
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: 'wasm-bindgen-test-runner',
    },
    count: cargo,
    tools: true,
  },
  { name: 'package, built', run: [node, 'scripts/package.mjs'], count: one },
  { name: 'package', run: ['npm', 'test', '--silent'], in: 'www', count: nodeTest },
  { name: 'demo on workerd', run: [node, '--test-reporter=spec', 'scripts/demo.mjs', '--check'], count: nodeTest },
  { name: 'packed package', run: ['npm', 'test', '--silent'], in: 'pkg-tests', count: nodeTest },
];

function sum(text, pattern) {
  const counts = { passed: 0, failed: 0 };
  for (const [, passed, failed, ignored] of text.matchAll(pattern)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed) + Number(ignored);
  }
  return counts;
}

function total(text, pattern) {
  return [...text.matchAll(pattern)].reduce((all, [, count]) => all + Number(count), 0);
}

/** Runs one suite in a process group of its own, so that nothing it started outlives it. */
function execute([command, ...args], cwd, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const killGroup = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // already gone
      }
    };
    const interrupt = () => {
      killGroup('SIGINT');
      process.exit(130);
    };
    ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, interrupt));
    let why;
    const limit = setTimeout(() => {
      why = 'it took longer than 25 minutes';
      killGroup('SIGKILL');
    }, 25 * minutes);
    let text = '';
    for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
      from.setEncoding('utf8').on('data', (piece) => {
        text += piece;
        to.write(piece);
      });
    }
    child.on('error', (error) => {
      why = error.message;
    });
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      ['SIGINT', 'SIGTERM'].forEach((name) => process.removeListener(name, interrupt));
      killGroup('SIGKILL');
      if (code !== 0) why ??= signal ? `it was ended by ${signal}` : `exit code ${code}`;
      resolve({ text: stripVTControlCharacters(text), why });
    });
  });
}

async function runSuite({ name, run, in: folder = '', env = {}, count, tools }) {
  console.log(`\n=== ${name}: ${run.join(' ').replaceAll(node, 'node')}${folder && ` (in ${folder}/)`}`);
  const started = performance.now();
  let result;
  try {
    result = await execute(run, at(folder), { ...(tools ? await toolEnv() : process.env), ...env });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    result = { text: '', why: error.message };
  }
  const counts = count(result.text, result.why === undefined);
  if (counts.failed === 0 && (result.why !== undefined || counts.passed === 0)) {
    console.log(`\n${name}: ${result.why ?? 'no test ran'}`);
    counts.failed = 1;
  }
  return { name, ...counts, seconds: (performance.now() - started) / 1000 };
}

function table(results) {
  const line = (name, passed, failed, time) =>
    `${name.padEnd(20)}${String(passed).padStart(8)}${String(failed).padStart(8)}${time.padStart(10)}`;
  const rows = results.map(({ name, passed, failed, seconds }) => line(name, passed, failed, `${seconds.toFixed(1)} s`));
  return [line('suite', 'passed', 'failed', 'time'), ...rows].join('\n');
}

await main(async () => {
  process.chdir(root);
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new Problem(`no suite is called "${unknown[0]}". There are: ${suites.map(({ name }) => name).join('; ')}.`);
  }
  const results = [];
  for (const suite of suites) {
    if (wanted.length === 0 || wanted.includes(suite.name)) results.push(await runSuite(suite));
  }
  const all = (what) => results.reduce((count, result) => count + result[what], 0);
  console.log(`\n${table(results)}\n\n${all('passed')} passed, ${all('failed')} failed`);
  if (all('failed') > 0) process.exitCode = 1;
});
