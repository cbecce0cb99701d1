/** The element and its registration, apart from each other: importing this registers nothing. */
import { PresendError } from '../errors.js';
import { PresendNudge } from './nudge.js';

export { PresendNudge };
export type { HelpSettings, NudgeSettings } from './nudge.js';

/** Registers `<presend-nudge>`. Where another copy of this package has done so already, that one is used. */
export function defineElement(): typeof PresendNudge {
  if (typeof customElements === 'undefined') throw new PresendError('no-document', 'An element can be defined in a page only.');
  const name = 'presend-nudge';
  if (!customElements.get(name)) customElements.define(name, PresendNudge);
  return customElements.get(name) as typeof PresendNudge;
}
