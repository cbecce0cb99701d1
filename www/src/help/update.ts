/** A newer help directory than the one in the package, signed by whoever keeps it: numbers change faster than releases. */
import { fromCore, PresendError } from '../errors.js';
import { verifyNote } from '../wasm/presend.js';
import { compileDirectory, DirectoryProblem } from './schema.js';
import { generated as shipped } from './shown.js';
import type { HelpDirectory } from './types.js';

/** First line of the signed text: a signature over anything else counts for nothing here. */
const HEADER = 'presend help directory v1';

export interface HelpUpdateTrust {
  /** Public keys of those who keep the directory, as `name+8hexkeyid+base64`. */
  keys: readonly string[];
  /** How many of them must have signed. Default 1. */
  required?: number;
  /** Refuse what was put together before this day, `YYYY-MM-DD`. Default: the day of the directory in the package. */
  notBefore?: string;
}

/** Reads a signed note once the core is loaded. Throws a PresendError: `untrusted-directory`, `bad-directory`, `old-directory`, or `bad-key`. */
export function verifiedDirectory(note: Uint8Array, { keys, required = 1, notBefore = shipped }: HelpUpdateTrust): HelpDirectory {
  const [header, json, ...rest] = verified(note, { keys: [...keys], required }).split('\n');
  if (header !== HEADER || json === undefined || rest.join('') !== '') throw new PresendError('bad-directory', `A help directory should be one line of JSON below "${HEADER}".`);
  const directory = compiled(json);
  if (directory.generated < notBefore) {
    throw new PresendError('old-directory', `This help directory is of ${directory.generated}, older than the one that is there already.`);
  }
  return directory;
}

function verified(note: Uint8Array, trust: { keys: string[]; required: number }): string {
  try {
    return verifyNote(note, trust);
  } catch (error) {
    const known = fromCore(error);
    const trusts = known instanceof PresendError && ['untrusted-set', 'bad-signature', 'bad-note'].includes(known.code);
    throw trusts ? new PresendError('untrusted-directory', 'Not enough of the trusted keys have signed this help directory, or it was changed after signing.', { cause: error }) : known;
  }
}

function compiled(json: string): HelpDirectory {
  try {
    return compileDirectory(JSON.parse(json));
  } catch (cause) {
    const why = cause instanceof DirectoryProblem ? cause.message : 'It is no JSON of the right form.';
    throw new PresendError('bad-directory', why, { cause });
  }
}
