/** What a host says about itself: in the call, or in attributes of the element. */
import { PresendError } from '../errors.js';
import type { ShownDirectory } from '../help/types.js';
import type { Audience, Verdict } from '../types.js';

export interface NudgeSettings {
  /**
   * See GuardOptions: it decides which sentences are true. Required, here or as the attribute `host-reports="true|false"`;
   * without it `open` rejects, and the help list makes no claim about who is told.
   */
  hostReports?: boolean | undefined;
  /** Is the evaluator of a private set asked? A guard knows. Where it is not said, no screen says that all happens on the device. */
  asksEvaluator?: boolean | undefined;
  appName?: string | undefined;
  /** BCP 47. Without it, the language of the page around the element. */
  locale?: string | undefined;
  /** Show languages whose words nobody has reviewed yet. Without it they are shown in English. */
  drafts?: boolean | undefined;
  region?: string | undefined;
  reviewUrl?: string | URL | undefined;
  level?: 'brief' | 'full' | undefined;
  /** Instead of the directory in the package, for example one from `readHelpUpdate`. */
  helpDirectory?: ShownDirectory | undefined;
  signal?: AbortSignal | undefined;
  /** Checks the same picture again. Without it, "Try again" is not offered. */
  retry?: (() => Promise<Verdict>) | undefined;
}

export interface HelpSettings extends NudgeSettings {
  audience?: Audience;
}

/** The settings of one call; what it leaves open is taken from the attributes. */
export function settingsOf(element: HTMLElement, given: NudgeSettings): NudgeSettings {
  const attribute = (name: string): string | undefined => element.getAttribute(name) ?? undefined;
  const level = attribute('level');
  return {
    ...given,
    hostReports: given.hostReports ?? flag(attribute('host-reports')),
    asksEvaluator: given.asksEvaluator ?? flag(attribute('asks-evaluator')),
    appName: given.appName ?? attribute('app-name'),
    locale: given.locale ?? attribute('locale') ?? element.closest<HTMLElement>('[lang]')?.lang ?? document.documentElement.lang,
    drafts: given.drafts ?? element.hasAttribute('allow-drafts'),
    region: given.region ?? attribute('region'),
    reviewUrl: given.reviewUrl ?? attribute('review-url'),
    level: given.level ?? (level === 'brief' || level === 'full' ? level : undefined),
  };
}

const flag = (text: string | undefined): boolean | undefined => ({ true: true, false: false })[text ?? ''];

/** There is no default: what the screens say about silence must be the host's own word. */
export function mustSayWhoReports({ hostReports }: NudgeSettings): void {
  if (typeof hostReports === 'boolean') return;
  throw new PresendError('bad-options', 'hostReports (or the attribute host-reports) should be true or false: does the host look at, act on or report what people send?');
}
