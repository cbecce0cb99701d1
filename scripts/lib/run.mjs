// Running other programs.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem, root } from './project.mjs';

/** The full path of a program on PATH, or undefined. */
export function onPath(program) {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/**
 * Runs a program to its end, or for `timeout` milliseconds, and gives back { code, output }, both streams together; a
 * missing program is code 127.
 */
export function capture(command, args, { cwd = root, env = process.env, timeout } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, timeout, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }));
  });
}

/** Runs a program that must succeed; its output is shown only when it does not. Gives back the output. */
export async function quietly(command, args, { cure, ...options } = {}) {
  const { code, output } = await capture(command, args, options);
  if (code !== 0) {
    process.stderr.write(`\n${output.trimEnd()}\n`);
    throw new Problem(`\`${name(command, args)}\` failed (exit code ${code}; its output is above). ${cure ?? ''}`.trim());
  }
  return output;
}

/** Runs a program that must succeed, with its output going straight to the terminal. */
export function shown(command, args, { cwd = root, env = process.env, cure } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    const fail = (why) => reject(new Problem(`\`${name(command, args)}\` failed (${why}). ${cure ?? ''}`.trim()));
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => (code === 0 ? resolve() : fail(signal ?? `exit code ${code}`)));
  });
}

const name = (command, args) => [command, ...args].join(' ').replaceAll(root, '').slice(0, 120);
