// Every verdict that the policy table can give, and everything around it that changes a screen.

export const audiences = ['under13', 'teen', 'unknown', 'adult'];
export const purposes = ['csam', 'ncii', 'terrorism', 'host-blocklist', 'demo'];
export const whys = ['offline', 'unsupported', 'too-large', 'too-plain', 'aborted', 'expired-set', 'error'];
const both = [false, true];

export function everyVerdict() {
  return audiences.flatMap((audience) => [
    { kind: 'clear', audience, next: 'send' },
    ...purposes.map((purpose) => ({ kind: 'known', purpose, audience, next: 'hold' })),
    ...['host', 'classifier'].flatMap((source) => nexts(audience).map((next) => ({ kind: 'intimate', source, audience, next }))),
    ...whys.flatMap((why) => ['send', 'ask', 'hold'].map((next) => ({ kind: 'unchecked', why, audience, next }))),
  ]);
}

/** Only children below 13 are ever held for an intimate picture, and adults are never asked. */
const nexts = (audience) => ({ adult: ['send'], under13: ['send', 'ask', 'hold'] })[audience] ?? ['send', 'ask'];

export const circumstances = () =>
  both.flatMap((hostReports) =>
    [true, false, undefined].flatMap((asksEvaluator) =>
      both.flatMap((hasReview) => both.flatMap((canRetry) => ['brief', 'full'].map((level) => ({ hostReports, asksEvaluator, hasReview, canRetry, level })))),
    ),
  );

export const name = (verdict) => JSON.stringify(verdict);
