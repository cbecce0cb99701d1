// What a strict TypeScript project writes. Compiled, never run; each error that must be one is expected by name.
import { createGuard, PresendError, type Audience, type Decision, type Guard, type GuardOptions, type Verdict } from 'presend';
import { dropzoneAccept, gate, guardedFetch, guardFiles, type UppyLike } from 'presend/adapters';
import { defineElement, type Language, languages, presendHelp, PresendNudge } from 'presend/element';
import * as help from 'presend/help';
import { readHelpUpdate } from 'presend/help-update';
import { hashImage } from 'presend/node';
import { nsfwjsClassifier } from 'presend/nsfwjs';

const options: GuardOptions = {
  sets: [{ url: '/sets/demo/', trust: { keys: ['demo.presend.example+00000000+AAAA'], required: 1, purposes: ['demo'] } }],
  hostReports: false,
  policy: { level: 'full', under13Intimate: 'hold', onUnchecked: { youth: 'ask', adult: 'allow' } },
};

// @ts-expect-error hostReports has no default: the sentence on the screen depends on it
const incomplete: GuardOptions = { sets: options.sets };

const paying: GuardOptions = { ...options, sets: [{ url: '/sets/demo/', trust: { keys: [] }, evaluator: { url: 'https://evaluator.example/evaluate', token: async (challenge: string) => (challenge ? 'PrivateToken token=""' : undefined) } }] };

// @ts-expect-error an evaluator that is an object has a way to a token
const unpaid: GuardOptions = { ...options, sets: [{ url: '/', trust: { keys: [] }, evaluator: { url: '/' } }] };

// @ts-expect-error a purpose is one of a closed list
const unknownPurpose: GuardOptions = { ...options, sets: [{ url: '/', trust: { keys: [], purposes: ['advertising'] } }] };

export async function upload(file: File, audience: Audience, signal: AbortSignal): Promise<Decision> {
  const guard: Guard = await createGuard(options);
  try {
    const verdict: Verdict = await guard.check(file, { audience, signal });
    if (verdict.kind === 'known') console.log(verdict.purpose);
    if (verdict.kind === 'unchecked') console.log(verdict.why);
    // @ts-expect-error a verdict has no score
    console.log(verdict.score);
    return await guard.present(verdict, { locale: 'en' });
  } catch (error) {
    if (error instanceof PresendError) console.log(error.code);
    throw error;
  } finally {
    guard.close();
  }
}

export async function firstHash(bytes: Uint8Array): Promise<string | undefined> {
  const [frame] = (await hashImage(bytes, { margins: true })).frames;
  const margins: Float32Array | undefined = frame?.margins;
  return frame && `${frame.upright?.hash ?? frame.hash} ${frame.quality} ${frame.width} ${frame.height} ${margins?.length}`;
}

export async function everythingElse(guard: Guard, file: File, note: Uint8Array): Promise<void> {
  const helpDirectory = await readHelpUpdate(note, { keys: ['help.example+00000000+AAAA'], required: 1 });
  const withMore: GuardOptions = { ...options, helpDirectory, drafts: true, locale: 'cy', classifier: nsfwjsClassifier({ threshold: 0.8, model: '/model/' }) };
  // @ts-expect-error a classifier has no default threshold
  const careless: GuardOptions = { ...options, classifier: { load: async () => {}, score: () => 0 } };
  const end: () => void = guardFiles(document, guard, { audience: 'teen' });
  const decision: Decision = await gate(guard, file, { audience: () => 'adult' });
  const wait: (file: File, done: (error?: string) => void) => void = dropzoneAccept(guard, { audience: 'teen' });
  const ask: typeof fetch = guardedFetch(guard, { audience: 'teen' });
  const drafts: readonly Language[] = languages.filter(({ review }) => review === 'draft');
  await presendHelp({ hostReports: false, region: 'GB', audience: 'teen' });
  console.log(withMore, careless, end, decision, wait, ask, drafts, {} as UppyLike);
}

defineElement();
export { help, incomplete, paying, PresendNudge, unknownPurpose, unpaid };
