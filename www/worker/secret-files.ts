/** Secrets of a process: files that only its user may read, named by `…_FILE`, as containers mount them. */
import { readFileSync } from 'node:fs';
import { StartupError, type Environment } from './settings.js';

const NAMES = ['PRESEND_EVALUATOR_KEY', 'PRESEND_EVALUATOR_KEY_PREVIOUS', 'PRESEND_SEAL_KEY', 'PRESEND_METRICS_TOKEN'];

/** The environment with each file as an object that reads it, so that no secret stands among the variables. */
export function readSecretFiles(environment: Environment): Environment {
  const read: Record<string, unknown> = { ...environment };
  for (const name of NAMES) {
    const file = environment[`${name}_FILE`];
    if (typeof file !== 'string' || file === '') continue;
    if (environment[name] !== undefined) throw new StartupError('secret-twice', `${name} and ${name}_FILE are both set. Keep the file.`);
    read[name] = { get: async () => readFileSync(file, 'utf8') };
  }
  return read;
}
