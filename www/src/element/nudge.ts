/** `<presend-nudge>`: walks a person through the screens and gives back what they decided. */
import { type HelpPurpose, pickHelp } from '../help/pick.js';
import { shown as shipped } from '../help/shown.js';
import { PresendError } from '../errors.js';
import type { Audience, Decision, Verdict } from '../types.js';
import { backSettled, holdBack } from './back.js';
import { button, focused, linkOut, make } from './dom.js';
import { countryChooser, helperList, helpFacts } from './helpers.js';
import { type Action, applicable, type Fact, factsOf, firstScreen, type Line, type ScreenId, SCREENS, type Target } from './screens.js';
import { type HelpSettings, mustSayWhoReports, type NudgeSettings, settingsOf } from './settings.js';
import { themed, unstyled } from './styles.js';
import { isReachable } from './visibility.js';
import { type MessageKey, type Words, wordsFor } from './words.js';

/** A double tap that opened the dialog must not close it again. */
const BACKDROP_REST_MS = 500;
/** The quick way out: Shift three times within this time. */
const QUICK_KEY = 'Shift';
const QUICK_PRESSES = 3;
const QUICK_WITHIN_MS = 2000;

/** A screen that was visited, for "Back". */
interface Place {
  screen: ScreenId;
  help: HelpPurpose;
}

/** One conversation, from opening to decision. */
interface Session {
  verdict: Verdict | undefined;
  readonly audience: Audience;
  readonly settings: NudgeSettings;
  readonly words: Words;
  readonly path: Place[];
  readonly openedAt: number;
  readonly returnTo: HTMLElement | null;
  readonly cleanUp: AbortController;
  /** Puts the history as it was. */
  readonly letGo: () => Promise<void>;
  readonly resolve: (decision: Decision) => void;
}

/** What the person chose on the help list, kept for as long as the page is open and nowhere else. */
let chosen: { readonly region: string | undefined } | undefined;

/** So that the module can be imported where there are no elements. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * Events, both bubbling out of shadow trees: `presend-verdict` (cancelable) before anything is shown, with
 * `detail.verdict`; `presend-decision` at the end, with `detail.decision`. `presend-hide` when the person wants
 * everything out of sight: a host should then clear what it shows of the picture.
 */
export class PresendNudge extends Base {
  #session: Session | undefined;
  #dialog: HTMLDialogElement | undefined;
  #screen: HTMLElement | undefined;
  #status: HTMLElement | undefined;
  /** Counts what was asked of the element: only the last call opens something. */
  #turn = 0;

  /**
   * Asks about a verdict. Without anything to ask, no dialog is shown and no event fired; when a listener cancels
   * `presend-verdict`, no dialog is shown and the decision is `stop`: the host has taken over.
   */
  async open(verdict: Verdict, given: NudgeSettings = {}): Promise<Decision> {
    this.close();
    const settings = settingsOf(this, given);
    mustSayWhoReports(settings);
    const screen = firstScreen(verdict);
    if (!screen) return 'send';
    const event = new CustomEvent('presend-verdict', { detail: { verdict }, bubbles: true, composed: true, cancelable: true });
    if (!this.dispatchEvent(event) || settings.signal?.aborted) return this.#tell('stop');
    return this.#begin(screen, verdict.audience, settings, verdict);
  }

  /** The way to help without a picture, for a menu of the host: pressure often comes before any picture. */
  async openHelp(given: HelpSettings = {}): Promise<void> {
    this.close();
    const settings = settingsOf(this, given);
    await this.#begin(given.audience === 'adult' ? 'help' : 'd1', given.audience ?? 'unknown', settings, undefined);
  }

  /** Takes the dialog away. Not sent. */
  close(): void {
    this.#turn++;
    this.#finish('stop');
  }

  disconnectedCallback(): void {
    // Moved, or gone for good?
    queueMicrotask(() => {
      if (!this.isConnected) this.close();
    });
  }

  async #begin(screen: ScreenId, audience: Audience, settings: NudgeSettings, verdict: Verdict | undefined): Promise<Decision> {
    if (!this.isConnected) throw new PresendError('bad-options', 'The element should be in the page before it opens.');
    const turn = this.#turn;
    const returnTo = focused();
    const [words] = await Promise.all([wordsFor(settings.locale, settings.drafts), backSettled()]);
    // Closed, taken out or opened anew while the words were loading.
    if (turn !== this.#turn || !this.isConnected || settings.signal?.aborted) return this.#tell('stop');
    return new Promise((resolve) => {
      const cleanUp = new AbortController();
      this.#session = {
        verdict,
        audience,
        settings,
        words,
        path: [{ screen, help: 'talk' }],
        openedAt: performance.now(),
        returnTo,
        cleanUp,
        letGo: holdBack(() => this.#finish('stop')),
        resolve,
      };
      settings.signal?.addEventListener('abort', () => this.close(), { signal: cleanUp.signal });
      this.#listenForQuickExit(cleanUp.signal);
      this.#build(this.#session);
      this.#render();
      this.#dialog?.showModal();
      this.#focusTitle();
      this.#keepInSight();
    });
  }

  #finish(decision: Decision): void {
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    session.cleanUp.abort();
    this.#dialog?.close();
    this.shadowRoot?.replaceChildren();
    this.#dialog = this.#screen = this.#status = undefined;
    if (session.returnTo?.isConnected) session.returnTo.focus({ preventScroll: true });
    // A host that goes elsewhere because of the decision must not be taken back by our own step back.
    void session.letGo().then(() => session.resolve(this.#tell(decision)));
  }

  #tell(decision: Decision): Decision {
    this.dispatchEvent(new CustomEvent('presend-decision', { detail: { decision }, bubbles: true, composed: true }));
    return decision;
  }

  /** Everything out of sight at once. */
  #hide(): void {
    this.dispatchEvent(new CustomEvent('presend-hide', { bubbles: true, composed: true }));
    this.#finish('stop');
  }

  #build({ words }: Session): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = themed();
    const dialog = make('dialog', { part: 'dialog', 'aria-labelledby': 'title', 'aria-describedby': 'text', lang: words.language, dir: words.direction });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.#finish('stop');
    });
    // A browser may close a dialog without asking (a second Esc, the back gesture). Not if it is open again by now.
    dialog.addEventListener('close', () => {
      if (this.#dialog === dialog && !dialog.open) this.#finish('stop');
    });
    dialog.addEventListener('click', (event) => this.#clickedBackdrop(event, dialog));
    // Stays while screens change: only what changes inside a live region is read out.
    this.#status = make('p', { class: 'unseen', role: 'status' });
    this.#screen = make('div');
    dialog.append(this.#screen, this.#status);
    root.replaceChildren(dialog);
    this.#dialog = dialog;
  }

  #clickedBackdrop(event: MouseEvent, dialog: HTMLDialogElement): void {
    // Keyboards and screen readers "click" too, at 0, 0 and on a button; only the dialog itself is the backdrop.
    if (event.target !== dialog || !this.#session || performance.now() - this.#session.openedAt < BACKDROP_REST_MS) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const outside = event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
    if (outside) this.#finish('stop');
  }

  #listenForQuickExit(signal: AbortSignal): void {
    let presses: number[] = [];
    const onKey = (event: KeyboardEvent): void => {
      if (event.repeat) return;
      presses = event.key === QUICK_KEY ? [...presses.filter((time) => event.timeStamp - time < QUICK_WITHIN_MS), event.timeStamp] : [];
      if (presses.length >= QUICK_PRESSES) this.#hide();
    };
    document.addEventListener('keydown', onKey, { signal, capture: true });
  }

  #render(): void {
    const session = this.#session;
    const dialog = this.#dialog;
    const place = session?.path.at(-1);
    if (!session || !dialog || !place || !this.#screen || !this.#status) return;
    const screen = SCREENS[place.screen];
    const directory = session.settings.helpDirectory ?? shipped;
    const request = { purpose: place.help, audience: session.audience, region: chosen ? chosen.region : session.settings.region };
    const items = screen.list ? pickHelp(directory, request) : [];
    const facts = this.#facts(session);
    if (screen.list) for (const fact of helpFacts(items, request)) facts.add(fact);
    if (session.path.length > 1) facts.add('has-back');

    const { say } = session.words;
    const values = { app: session.settings.appName ?? say('app-default') };
    const paragraphs = (lines: readonly Line[]): HTMLElement[] => applicable(lines, facts).map(({ text }) => make('p', {}, say(text, values)));
    const lines = paragraphs(screen.body);
    const steps = (screen.steps ?? []).map((key) => make('li', {}, make('span', {}, say(key, values))));
    if (steps.length > 0) lines.splice(1, 0, make('ol', {}, ...steps));
    const title = make('h2', { id: 'title', part: 'title', tabindex: '-1', autofocus: '' }, say(screen.title, values));
    // The dialog's description is read when it opens; on later screens the title brings its own.
    if (dialog.open) title.setAttribute('aria-describedby', 'text');

    const list = screen.list && [
      countryChooser(session.words, directory, request.region, (region) => this.#chooseRegion(region)),
      helperList(session.words, items),
      make('div', { class: 'text after', part: 'body' }, ...paragraphs(screen.list.after)),
    ];
    const content = make(
      'div',
      { class: 'content' },
      title,
      make('div', { id: 'text', class: 'text', part: 'body' }, ...lines),
      ...(list ?? []),
      make('div', { class: 'main', part: 'actions' }, ...applicable(screen.main, facts).map((action) => this.#action(action, session, 'main-action'))),
      make('div', { class: 'more' }, ...applicable(screen.more, facts).map((action) => this.#action(action, session, 'action'))),
      ...(place.screen === 'how' ? [] : [make('div', { class: 'foot' }, this.#barButton('how', 'action-how', session, () => this.#goTo({ screen: 'how' })))]),
    );
    if (screen.alert) dialog.setAttribute('role', 'alertdialog');
    else dialog.removeAttribute('role');
    this.#status.textContent = screen.list ? say('help-count', { count: items.length }) : '';
    this.#screen.replaceChildren(this.#bar(session), content);
    // Says where one is to tests and galleries, in every language.
    dialog.dataset.screen = place.screen;
    dialog.scrollTop = 0;
  }

  #facts({ verdict, settings }: Session): Set<Fact> {
    return factsOf(verdict, {
      hostReports: settings.hostReports,
      asksEvaluator: settings.asksEvaluator,
      level: settings.level ?? 'full',
      hasReview: settings.reviewUrl !== undefined,
      canRetry: settings.retry !== undefined,
    });
  }

  #bar(session: Session): HTMLElement {
    const { say } = session.words;
    const back = this.#barButton('back', 'action-back', session, () => this.#goTo({ act: 'back' }));
    const hide = this.#barButton('hide', 'action-hide', session, () => this.#hide());
    hide.title = say('action-hide-hint');
    const close = button({ class: 'plain close keep', part: 'stop close', 'aria-label': say('action-close') }, () => this.#finish('stop'), '×');
    return make('div', { class: 'bar' }, ...(session.path.length > 1 ? [back] : []), hide, close);
  }

  #barButton(name: string, label: MessageKey, { words }: Session, onClick: () => void): HTMLButtonElement {
    return button({ class: `plain ${name}`, part: name }, onClick, words.say(label));
  }

  #action({ label, to, part }: Action, session: Session, kind: string): HTMLElement {
    const { say } = session.words;
    const attributes = { class: part ? 'keep' : undefined, part: [kind, part].filter(Boolean).join(' '), 'data-to': Object.values(to).join() };
    if ('act' in to && to.act === 'review') {
      return linkOut({ ...attributes, class: 'button' }, String(session.settings.reviewUrl), say('help-new-tab'), say(label));
    }
    const element = button(attributes, () => ('act' in to && to.act === 'retry' ? this.#retry(element, session) : this.#goTo(to)), say(label));
    return element;
  }

  #goTo(target: Target): void {
    const path = this.#session?.path;
    if (!path) return;
    if ('decision' in target) return this.#finish(target.decision);
    if ('screen' in target) path.push({ screen: target.screen, help: 'talk' });
    else if ('help' in target) path.push({ screen: 'help', help: target.help });
    else path.pop();
    this.#render();
    this.#focusTitle();
    this.#keepInSight();
  }

  async #retry(control: HTMLElement, session: Session): Promise<void> {
    if (!session.settings.retry || control.getAttribute('aria-disabled') === 'true') return;
    control.setAttribute('aria-disabled', 'true');
    control.textContent = session.words.say('action-retrying');
    if (this.#status) this.#status.textContent = control.textContent;
    const verdict = await session.settings.retry().catch(() => session.verdict);
    if (this.#session !== session || !verdict) return;
    const screen = firstScreen(verdict);
    if (!screen) return this.#finish('send');
    session.verdict = verdict;
    session.path.splice(0, session.path.length, { screen, help: 'talk' });
    this.#render();
    this.#focusTitle();
    this.#keepInSight();
  }

  #chooseRegion(region: string | undefined): void {
    chosen = { region };
    this.#render();
    this.shadowRoot?.querySelector('select')?.focus();
    this.#keepInSight();
  }

  #focusTitle(): void {
    this.shadowRoot?.querySelector('h2')?.focus({ preventScroll: true });
  }

  /** Whatever the host's styles do, the way out and the way to help can be seen and used. */
  #keepInSight(): void {
    const dialog = this.#dialog;
    const root = this.shadowRoot;
    if (!dialog || !root) return;
    const kept = (): HTMLElement[] => [...dialog.querySelectorAll<HTMLElement>('.keep')];
    if (kept().every(isReachable)) return;
    // Out of a container that hides it …
    if (dialog.getClientRects().length === 0) {
      dialog.close();
      document.documentElement.append(this);
      dialog.showModal();
      this.#focusTitle();
      if (kept().every(isReachable)) return;
    }
    // … and out of a theme that does.
    root.adoptedStyleSheets = unstyled();
    for (const element of [dialog, ...dialog.querySelectorAll('[part]')]) element.removeAttribute('part');
  }
}
