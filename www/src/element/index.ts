/** The element and its registration, apart from each other: importing this registers nothing. */
import { PresendError } from '../errors.js';
import { PresendNudge } from './nudge.js';
import type { HelpSettings } from './settings.js';
import { wordsFor } from './words.js';

export { PresendNudge };
export type { Direction, Review } from './message.js';
export type { HelpSettings, NudgeSettings } from './settings.js';
export { type Language, languages } from './words.js';

/** Registers `<presend-nudge>`. Where another copy of this package has done so already, that one is used. */
export function defineElement(): typeof PresendNudge {
  if (typeof customElements === 'undefined') throw new PresendError('no-document', 'An element can be defined in a page only.');
  const name = 'presend-nudge';
  if (!customElements.get(name)) customElements.define(name, PresendNudge);
  return customElements.get(name) as typeof PresendNudge;
}

/**
 * Help without any picture, for an entry in a menu: "someone is pushing me", and who to talk to. Resolves when it is
 * closed.
 */
export async function presendHelp({ container, ...settings }: HelpSettings & { container?: Element } = {}): Promise<void> {
  const nudge = new (defineElement())();
  (container ?? document.body).append(nudge);
  try {
    await nudge.openHelp(settings);
  } finally {
    nudge.remove();
  }
}

/** Loads the words of a language, so that a screen asks for nothing when it opens. */
export async function preloadWords(locale?: string, drafts = false): Promise<void> {
  await wordsFor(locale ?? document.documentElement.lang, drafts);
}
