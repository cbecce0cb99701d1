// What happened, in plain words: for the person who tries the demo, not for the young person on the screen.

const whys = {
  offline: 'The list, or its evaluator, could not be reached.',
  unsupported: 'The file is of a kind that is not read, or not a picture at all.',
  'too-large': 'The picture is larger than the limits allow.',
  'too-plain': 'The picture is too plain for its code to say anything.',
  aborted: 'The check was called off.',
  'expired-set': 'The list is past its last day.',
  error: 'The file is damaged, or the check did not get to its end.',
};

const found = {
  clear: () => 'It is not on the demo list. That does not mean that it is fine, only that it is not on the list.',
  known: () => 'It is on the demo list, or a close copy of a picture that is. It was held; no screen offers to send it.',
  intimate: () => 'It is not on the list, but the app said that it may be a private picture.',
  unchecked: ({ why }) => `It was not checked. ${whys[why]} That is never taken for “not on the list”.`,
};

const asked = {
  send: 'The person was asked, and decided to send it.',
  stop: 'The person was asked, and it was not sent.',
  replace: 'The person was asked, and wants to pick another one.',
};

export function headline(decision) {
  return decision === 'send' ? 'Sent' : 'Not sent';
}

export function explain(verdict, decision) {
  const what = found[verdict.kind](verdict);
  if (verdict.kind === 'known') return what;
  if (verdict.next === 'hold') return `${what} For this age it is held: no screen offers to send it.`;
  if (verdict.next !== 'send') return `${what} ${asked[decision]}`;
  if (verdict.kind === 'unchecked') return `${what} An adult may go on; the server is the second line.`;
  return what;
}
