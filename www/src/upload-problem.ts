/** What the upload guard of a server answered, as the verdict that the dialog shows. */
import type { Purpose, UncheckedWhy, Verdict } from './types.js';

const PURPOSES: readonly Purpose[] = ['csam', 'ncii', 'terrorism', 'host-blocklist', 'demo'];
const WHYS: readonly UncheckedWhy[] = ['offline', 'unsupported', 'too-large', 'too-plain', 'aborted', 'expired-set', 'error'];

/**
 * The verdict in a problem document of the guard, or undefined where the answer is something else; give it to
 * `guard.present()`. The answer can still be read afterwards. Nothing of the document is taken over unread: what is not
 * one of the known words becomes an ordinary failed upload.
 */
export async function verdictOfProblem(answer: Response): Promise<Verdict | undefined> {
  if (!/^application\/problem\+json\b/i.test(answer.headers.get('content-type') ?? '')) return undefined;
  let document: { code?: unknown; verdict?: { purpose?: unknown; why?: unknown } };
  try {
    document = ((await answer.clone().json()) ?? {}) as typeof document;
  } catch {
    return undefined;
  }
  const { code, verdict } = document;
  const held = { audience: 'unknown', next: 'hold' } as const;
  const purpose = PURPOSES.find((name) => name === verdict?.purpose);
  if (code === 'picture-known' && purpose) return { kind: 'known', purpose, ...held };
  const why = WHYS.find((name) => name === verdict?.why);
  if (code === 'picture-unchecked' && why) return { kind: 'unchecked', why, ...held };
  return undefined;
}
