/**
 * The verdict on a picture that never reached the core (offline, aborted, worker gone). The same rules as the core's
 * policy table, written again because there is no core to ask; a test compares the two for every case.
 */
import type { Audience, IntimateSource, Next, Policy, UncheckedWhy, Verdict } from './types.js';

const NEXT = { allow: 'send', ask: 'ask', hold: 'hold' } as const;
const STRICTNESS: Record<Next, number> = { send: 0, ask: 1, hold: 2 };

export function uncheckedVerdict(why: UncheckedWhy, audience: Audience, source: IntimateSource | null, policy: Policy): Verdict {
  const { youth = 'ask', adult = 'allow' } = policy.onUnchecked ?? {};
  const next = NEXT[audience === 'adult' ? adult : youth];
  const intimate = source === null ? 'send' : nextForIntimate(audience, policy);
  // The stricter of the two findings speaks; where nobody would be asked about it, "unchecked" stays what it is.
  if (source !== null && intimate !== 'send' && STRICTNESS[intimate] >= STRICTNESS[next]) {
    return { kind: 'intimate', source, audience, next: intimate };
  }
  return { kind: 'unchecked', why, audience, next };
}

function nextForIntimate(audience: Audience, { level = 'full', under13Intimate = 'hold' }: Policy): Next {
  if (audience === 'adult' || level === 'off') return 'send';
  return audience === 'under13' ? under13Intimate : 'ask';
}
