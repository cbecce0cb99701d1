// What a strict TypeScript project writes. Compiled, never run; each error that must be one is expected by name.
import { createGuard, PresendError, type Audience, type Decision, type Guard, type GuardOptions, type Verdict } from 'presend';
import { defineElement, PresendNudge } from 'presend/element';
import * as help from 'presend/help';
import { hashImage } from 'presend/node';

const options: GuardOptions = {
  sets: [{ url: '/sets/demo/', trust: { keys: ['demo.presend.example+00000000+AAAA'], required: 1, purposes: ['demo'] } }],
  hostReports: false,
  policy: { level: 'full', under13Intimate: 'hold', onUnchecked: { youth: 'ask', adult: 'allow' } },
};

// @ts-expect-error hostReports has no default: the sentence on the screen depends on it
const incomplete: GuardOptions = { sets: options.sets };

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

defineElement();
export { help, incomplete, PresendNudge, unknownPurpose };
