// `make lint`: everything that can be said about the code without running it.
import { at, main, Problem, root } from './lib/project.mjs';
import { onPath, shown } from './lib/run.mjs';

const checks = [
  ['formatting', 'cargo', ['fmt', '--check']],
  ['clippy', 'cargo', ['clippy', '--all-targets', '--features', 'cli', '--', '-D', 'warnings']],
  ['types of the package', 'npm', ['run', 'lint', '--if-present'], 'www'],
  ['types of the worker', process.execPath, [at('scripts/node_modules/typescript/bin/tsc'), '--noEmit', '-p', at('www/worker')]],
];

await main(async () => {
  process.chdir(root);
  if (onPath('cargo-deny')) checks.push(['dependency rules', 'cargo', ['deny', 'check', 'bans', 'licenses', 'sources']]);
  const broken = [];
  for (const [name, command, args, folder = ''] of checks) {
    console.log(`presend: ${name}`);
    await shown(command, args, { cwd: at(folder) }).catch(() => broken.push(name));
  }
  if (!onPath('cargo-deny')) console.log('presend: dependency rules were not checked: `cargo install cargo-deny` for that');
  if (broken.length > 0) throw new Problem(`to mend: ${broken.join(', ')}.`);
});
