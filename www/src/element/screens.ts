/**
 * Every screen, as one table. A screen is a title, some lines, and actions; an action leads to another screen, to the
 * list of helpers, or to a decision. No screen has code of its own: what changes from case to case is said by facts.
 */
import type { HelpPurpose } from '../help/pick.js';
import type { Decision, Purpose, UncheckedWhy, Verdict } from '../types.js';
import type { MessageKey } from './words.js';

export type ScreenId =
  | 'a1' | 'a1-held' | 'a2' | 'a2-held' | 'a3' | 'a3-held' | 'a4'
  | 'b1' | 'b2' | 'b3' | 'b4'
  | 'c1' | 'c2'
  | 'd1' | 'd2'
  | 'e1' | 'e2'
  | 'help' | 'how';

/** Something that is so in the case at hand. */
export type Fact =
  | 'may-send' // the verdict leaves it to the person
  | 'can-retry' // the same picture can be checked again, and the outcome may be another
  | 'host-reports'
  | 'quiet' // the host said that it does not report: only then may a screen speak of silence
  | 'on-device' // no set needs an evaluator: the whole check runs here
  | 'asks' // a private set: the owner's evaluator is asked, blindly
  | 'has-review'
  | 'brief' // the host's policy wants one screen, not two
  | 'has-back' // the person came here from another screen
  | 'maybe-me' // a match of a kind that may show the person themselves
  | 'hotline' // a match of a kind that hotlines take reports about
  | `purpose:${Purpose}`
  | `why:${UncheckedWhy}`
  | 'source:host' | 'source:classifier'
  // Only on the list of helpers:
  | 'all-free' | 'no-report' | 'no-region' | 'behaviour' | 'urgent';

/** All of these hold; `!` means that it does not. */
export type When = readonly (Fact | `!${Fact}`)[];

export type Target =
  | { readonly screen: ScreenId }
  | { readonly help: HelpPurpose }
  | { readonly decision: Decision }
  | { readonly act: 'retry' | 'review' | 'back' };

export interface Line {
  readonly text: MessageKey;
  readonly when?: When;
}

export interface Action {
  readonly label: MessageKey;
  readonly to: Target;
  readonly when?: When;
  /** The way out and the way to help: what a host's style sheet must not take away. */
  readonly part?: 'stop' | 'help';
}

export interface Screen {
  readonly title: MessageKey;
  readonly body: readonly Line[];
  /** Numbered, between the first line and the others. */
  readonly steps?: readonly MessageKey[];
  /** The list of helpers, below the lines, and lines below that. */
  readonly list?: { readonly after: readonly Line[] };
  /** Two, of equal weight. */
  readonly main: readonly Action[];
  readonly more: readonly Action[];
  /** Interrupts: something was stopped that the person did not expect to be stopped. */
  readonly alert?: true;
}

const stop: Action = { label: 'action-stop', to: { screen: 'a4' }, part: 'stop' };
const talk: Action = { label: 'action-talk', to: { help: 'talk' }, part: 'help' };
const send: Action = { label: 'action-send', to: { decision: 'send' } };
const replace: Action = { label: 'action-replace', to: { decision: 'replace' } };
const close: Action = { label: 'action-close', to: { decision: 'stop' }, part: 'stop' };
const done: Action = { ...close, label: 'action-done' };
const cancel: Action = { ...close, label: 'action-cancel' };
const retry: Action = { label: 'action-retry', to: { act: 'retry' }, when: ['can-retry'] };
const review: Action = { label: 'action-review', to: { act: 'review' }, when: ['has-review'] };
const pressure: Action = { label: 'a1-pressure', to: { screen: 'd1' } };

/** Why a picture was not checked, where there is something useful to say about it. */
const whyLines: readonly Line[] = [
  { text: 'e-offline', when: ['why:offline'] },
  { text: 'e-unsupported', when: ['why:unsupported'] },
  { text: 'e-too-large', when: ['why:too-large'] },
  { text: 'e-too-plain', when: ['why:too-plain'] },
  { text: 'e-expired-set', when: ['why:expired-set'] },
  { text: 'e-aborted', when: ['why:aborted'] },
  { text: 'e-error', when: ['why:error'] },
];

const chooseLines: readonly Line[] = [
  { text: 'e-choose-retry-send', when: ['can-retry', 'may-send'] },
  { text: 'e-choose-send', when: ['!can-retry', 'may-send'] },
  { text: 'e-choose-retry', when: ['can-retry', '!may-send'] },
  { text: 'e-choose-replace', when: ['!can-retry', '!may-send'] },
];

const notSentLines: readonly Line[] = [
  { text: 'a1-not-sent-quiet', when: ['quiet', 'on-device'] },
  { text: 'a1-not-sent-asks', when: ['quiet', '!on-device'] },
  { text: 'a1-not-sent-reports', when: ['!quiet', 'on-device'] },
  { text: 'shared-not-sent', when: ['!quiet', '!on-device'] },
];

export const SCREENS: Readonly<Record<ScreenId, Screen>> = {
  // a: a young person, a picture that may be an intimate one
  a1: {
    title: 'a1-title',
    body: [{ text: 'a1-may' }, ...notSentLines, { text: 'a1-choose' }],
    main: [stop, pressure],
    more: [
      talk,
      { label: 'a1-not-it', to: { screen: 'a3' } },
      { label: 'a1-more', to: { screen: 'a2' }, when: ['!brief'] },
      { label: 'a1-more', to: { decision: 'send' }, when: ['brief'] },
    ],
  },
  'a1-held': {
    title: 'a1-title',
    body: [{ text: 'a1-may' }, ...notSentLines, { text: 'a1-held-rule' }],
    main: [{ ...stop, label: 'a1-held-stop' }, pressure],
    more: [talk, { label: 'a1-not-it', to: { screen: 'a3-held' } }, { label: 'a1-held-why', to: { screen: 'a2-held' } }],
  },
  a2: {
    title: 'a2-title',
    body: [{ text: 'a2-save' }, { text: 'a2-feel' }, { text: 'a2-friend' }],
    main: [stop, send],
    more: [talk],
  },
  'a2-held': {
    title: 'a2-held-title',
    body: [{ text: 'a2-save' }, { text: 'a2-held-friend' }, { text: 'a2-held-ask' }],
    main: [{ ...stop, label: 'a1-held-stop' }, talk],
    more: [pressure],
  },
  a3: {
    title: 'a3-title',
    body: [{ text: 'a3-mistakes' }, { text: 'a3-choose' }],
    main: [send, replace],
    more: [stop, talk],
  },
  'a3-held': {
    title: 'a3-title',
    body: [{ text: 'a3-mistakes' }, { text: 'a3-held-choose' }],
    main: [replace, stop],
    more: [talk],
  },
  a4: {
    title: 'a4-title',
    body: [{ text: 'a4-quiet', when: ['quiet'] }, { text: 'a4-reports', when: ['host-reports'] }, { text: 'a4-words' }],
    main: [done, talk],
    more: [],
  },

  // b: a young person, a known match
  b1: {
    title: 'b1-title',
    alert: true,
    body: [
      { text: 'b1-csam', when: ['purpose:csam'] },
      { text: 'b1-ncii', when: ['purpose:ncii'] },
      { text: 'b1-terrorism', when: ['purpose:terrorism'] },
      { text: 'b1-host-blocklist', when: ['purpose:host-blocklist'] },
      { text: 'b1-demo', when: ['purpose:demo'] },
      { text: 'b1-wrong-quiet', when: ['quiet'] },
      { text: 'b1-wrong-reports', when: ['host-reports'] },
      { text: 'b1-known-me', when: ['maybe-me'] },
      { text: 'b1-known', when: ['!maybe-me'] },
      { text: 'b1-help' },
    ],
    main: [
      { label: 'b1-me', to: { screen: 'b2' }, when: ['maybe-me'] },
      { label: 'b1-sent', to: { screen: 'b3' } },
      { ...talk, when: ['!maybe-me'] },
    ],
    more: [{ ...talk, when: ['maybe-me'] }, { label: 'b1-not-right', to: { screen: 'b4' } }, close],
  },
  b2: {
    title: 'b2-title',
    alert: true,
    body: [{ text: 'b2-fault' }, { text: 'b2-tools' }],
    main: [{ label: 'action-takedown', to: { help: 'takedown' }, part: 'help' }, talk],
    more: [close],
  },
  b3: {
    title: 'b3-title',
    alert: true,
    body: [{ text: 'b3-keep' }, { text: 'b3-tell-report', when: ['hotline'] }, { text: 'b3-tell', when: ['!hotline'] }],
    main: [
      { label: 'b3-report', to: { help: 'report' }, part: 'help', when: ['hotline'] },
      talk,
      { ...close, when: ['!hotline'] },
    ],
    more: [{ ...close, when: ['hotline'] }],
  },
  b4: {
    title: 'b4-title',
    alert: true,
    body: [{ text: 'b4-trouble' }, { text: 'b4-review' }, { text: 'b4-still' }],
    main: [review, talk, { ...close, when: ['!has-review'] }],
    more: [{ ...close, when: ['has-review'] }],
  },

  // c: an adult, a known match
  c1: {
    title: 'c1-title',
    alert: true,
    body: [
      { text: 'c1-csam', when: ['purpose:csam'] },
      { text: 'c1-csam-help', when: ['purpose:csam'] },
      { text: 'c1-csam-found', when: ['purpose:csam'] },
      { text: 'c1-ncii', when: ['purpose:ncii'] },
      { text: 'c1-ncii-me', when: ['purpose:ncii'] },
      { text: 'c1-ncii-found', when: ['purpose:ncii'] },
      { text: 'c1-terrorism', when: ['purpose:terrorism'] },
      { text: 'c1-terrorism-found', when: ['purpose:terrorism'] },
      { text: 'c1-host-blocklist', when: ['purpose:host-blocklist'] },
      { text: 'c1-demo', when: ['purpose:demo'] },
      { text: 'c1-demo-real', when: ['purpose:demo'] },
      { text: 'c1-mistake' },
    ],
    main: [
      { label: 'c1-help', to: { help: 'behaviour' }, part: 'help', when: ['hotline'] },
      { label: 'c1-report', to: { help: 'report' }, part: 'help', when: ['hotline'] },
      { label: 'c1-me', to: { help: 'takedown' }, part: 'help', when: ['purpose:ncii'] },
      { label: 'c1-not-right', to: { screen: 'c2' }, when: ['!hotline'] },
      { ...talk, when: ['!hotline', '!purpose:ncii'] },
    ],
    more: [{ label: 'c1-not-right', to: { screen: 'c2' }, when: ['hotline'] }, { ...talk, when: ['purpose:ncii'] }, close],
  },
  c2: {
    title: 'c2-title',
    alert: true,
    body: [{ text: 'c2-wrong' }, { text: 'c2-image' }],
    main: [review, close],
    more: [talk],
  },

  // d: somebody is being pushed or blackmailed; also reached without any picture
  d1: {
    title: 'd1-title',
    body: [{ text: 'd1-wrong' }],
    steps: ['d1-step-stop', 'd1-step-pay', 'd1-step-keep', 'd1-step-tell'],
    main: [
      { label: 'd1-talk', to: { help: 'talk' }, part: 'help' },
      { label: 'd1-sent', to: { screen: 'd2' } },
    ],
    more: [{ label: 'd1-report', to: { help: 'report' }, part: 'help' }, close],
  },
  d2: {
    title: 'd2-title',
    body: [{ text: 'd2-many' }, { text: 'd2-tools' }, { text: 'd2-urgent' }],
    main: [
      { label: 'd2-takedown', to: { help: 'takedown' }, part: 'help' },
      { label: 'd2-urgent-help', to: { help: 'urgent' }, part: 'help' },
    ],
    more: [talk, close],
  },

  // e: not checked
  e1: {
    title: 'e1-title',
    body: [...whyLines, { text: 'e1-not-sent' }, ...chooseLines],
    main: [retry, { ...replace, when: ['!can-retry'] }, { ...stop, to: { decision: 'stop' } }],
    more: [talk, { ...replace, when: ['can-retry'] }, { ...send, when: ['may-send'] }],
  },
  e2: {
    title: 'e2-title',
    body: [...whyLines, { text: 'shared-not-sent' }, ...chooseLines],
    main: [retry, { ...replace, when: ['!can-retry'] }, cancel],
    more: [{ ...replace, when: ['can-retry'] }, { ...send, when: ['may-send'] }, talk],
  },

  // reached from every other screen
  help: {
    title: 'help-title',
    body: [
      { text: 'help-danger', when: ['urgent'] },
      { text: 'help-ask-free', when: ['all-free'] },
      { text: 'help-ask', when: ['!all-free'] },
      { text: 'help-limits', when: ['behaviour'] },
      { text: 'help-no-region', when: ['no-region'] },
      { text: 'help-no-report', when: ['no-report', '!no-region'] },
    ],
    list: {
      after: [
        { text: 'help-danger', when: ['!urgent'] },
        { text: 'help-quiet', when: ['quiet'] },
      ],
    },
    main: [done, { label: 'action-back', to: { act: 'back' }, when: ['has-back'] }],
    more: [],
  },
  how: {
    title: 'how-title',
    body: [
      { text: 'how-code' },
      { text: 'how-device', when: ['on-device'] },
      { text: 'how-asks', when: ['asks'] },
      { text: 'how-upload' },
      { text: 'how-host', when: ['source:host'] },
      { text: 'how-classifier', when: ['source:classifier'] },
      { text: 'how-wrong' },
      { text: 'how-quiet', when: ['quiet'] },
      { text: 'how-reports', when: ['host-reports'] },
    ],
    main: [{ label: 'action-back', to: { act: 'back' } }, talk],
    more: [],
  },
};

/** The first screen for a verdict; none where there is nothing to ask. */
export function firstScreen(verdict: Verdict): ScreenId | undefined {
  if (verdict.next === 'send') return undefined;
  const adult = verdict.audience === 'adult';
  switch (verdict.kind) {
    case 'intimate':
      return verdict.next === 'hold' ? 'a1-held' : 'a1';
    case 'known':
      return adult ? 'c1' : 'b1';
    // "clear" is always sent; if a host ever holds one, it gets the words for "we do not know".
    case 'clear':
    case 'unchecked':
      return adult ? 'e2' : 'e1';
  }
}

export interface Circumstances {
  /** Undefined where the host has not said: then nothing is claimed either way. */
  readonly hostReports: boolean | undefined;
  /** Undefined where the host has not said: then nothing is claimed either way. */
  readonly asksEvaluator: boolean | undefined;
  readonly level: 'brief' | 'full';
  readonly hasReview: boolean;
  readonly canRetry: boolean;
}

/** Trying these again may end differently; the other files stay what they are. */
const MAY_PASS: readonly UncheckedWhy[] = ['offline', 'aborted', 'expired-set', 'error'];

export function factsOf(verdict: Verdict | undefined, circumstances: Circumstances): Set<Fact> {
  const facts = new Set<Fact>();
  if (circumstances.hostReports === true) facts.add('host-reports');
  if (circumstances.hostReports === false) facts.add('quiet');
  if (circumstances.asksEvaluator === false) facts.add('on-device');
  if (circumstances.asksEvaluator === true) facts.add('asks');
  if (circumstances.hasReview) facts.add('has-review');
  if (circumstances.level === 'brief') facts.add('brief');
  if (!verdict) return facts;
  // A known match is held, whatever the verdict at hand says.
  if (verdict.next === 'ask' && verdict.kind !== 'known') facts.add('may-send');
  if (verdict.kind === 'intimate') facts.add(`source:${verdict.source}`);
  if (verdict.kind === 'unchecked') {
    facts.add(`why:${verdict.why}`);
    if (circumstances.canRetry && MAY_PASS.includes(verdict.why)) facts.add('can-retry');
  }
  if (verdict.kind === 'known') {
    facts.add(`purpose:${verdict.purpose}`);
    if (['csam', 'ncii', 'demo'].includes(verdict.purpose)) facts.add('maybe-me');
    if (['csam', 'demo'].includes(verdict.purpose)) facts.add('hotline');
  }
  return facts;
}

/** The part of a list that applies. */
export function applicable<T extends { readonly when?: When }>(items: readonly T[], facts: ReadonlySet<Fact>): T[] {
  return items.filter(({ when = [] }) => when.every((fact) => (fact.startsWith('!') ? !facts.has(fact.slice(1) as Fact) : facts.has(fact as Fact))));
}
