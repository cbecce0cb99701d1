// The pinned build tools: found on PATH, found in the user's cache, or built into it.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cache, Problem, wasmBindgenVersion } from './project.mjs';
import { capture, onPath, quietly } from './run.mjs';

const toolsFolder = join(cache, 'tools');

/** Each tool: the crate, its release, the programs that come with it. */
export const tools = () => [
  { name: 'wasm-pack', version: '0.15.1', programs: ['wasm-pack'] },
  { name: 'wasm-bindgen-cli', version: wasmBindgenVersion(), programs: ['wasm-bindgen', 'wasm-bindgen-test-runner'] },
];

/** The folder that has all programs of the tool in the right release, or undefined. */
export async function findTool({ name, version, programs }) {
  const first = onPath(programs[0]);
  if (first && programs.every((program) => existsSync(join(dirname(first), program)))) {
    const { output } = await capture(first, ['--version']);
    if (output.trim() === `${programs[0]} ${version}`) return dirname(first);
  }
  const cached = join(toolsFolder, `${name}-${version}`, 'bin');
  return programs.every((program) => existsSync(join(cached, program))) ? cached : undefined;
}

/** The environment in which the pinned tools come first on PATH. */
export async function toolEnv() {
  const folders = await Promise.all(
    tools().map(async (tool) => {
      const folder = await findTool(tool);
      if (!folder) throw new Problem(`${tool.name} ${tool.version} is missing. Run \`make setup\`.`);
      return folder;
    }),
  );
  return { ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) };
}

/**
 * Builds tools into the cache. Unoptimised on purpose: they run for under a second, and building them optimised takes
 * minutes. Each is built under a temporary name and renamed when complete, so an interrupted build never looks like one.
 */
export async function buildTools(missing, say) {
  mkdirSync(toolsFolder, { recursive: true });
  for (const left of readdirSync(toolsFolder).filter(isAbandoned)) rmSync(join(toolsFolder, left), { recursive: true });
  const workshop = join(toolsFolder, `building-${process.pid}`);
  const env = {
    ...process.env,
    CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
    CARGO_PROFILE_RELEASE_LTO: 'false',
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '256',
    CARGO_PROFILE_RELEASE_DEBUG: 'false',
  };
  try {
    for (const { name, version } of missing) {
      say(`building ${name} ${version}, one to three minutes, once for this user`);
      const made = join(workshop, name);
      const options = ['--locked', '--root', made, '--target-dir', join(workshop, 'target')];
      await quietly('cargo', ['install', name, '--version', version, ...options], {
        env,
        cure: 'If crates could not be downloaded, check the network and run `make setup` again.',
      });
      const home = join(toolsFolder, `${name}-${version}`);
      rmSync(home, { recursive: true, force: true });
      renameSync(made, home);
    }
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** A build folder whose process is gone. */
function isAbandoned(folder) {
  const pid = /^building-(\d+)$/.exec(folder)?.[1];
  if (!pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
