/**
 * How the dialog looks. Constructed style sheets only: they work under `style-src 'self'`.
 *
 * No red, no alarm. The two main buttons are twins. Everything is in logical properties and in rem, so it follows the
 * direction of the text and the reader's own text size; at 320 px, or zoomed to 400 %, it is one column that scrolls.
 */
const LOOK = `
:host {
  --surface: var(--presend-surface, #fffdf9);
  --text: var(--presend-text, #1e2d33);
  --muted: var(--presend-muted, #4d5f66);
  --accent: var(--presend-accent, #1d5c66);
  --accent-text: var(--presend-accent-text, #ffffff);
  --soft: var(--presend-soft, #eaf2f1);
  --line: var(--presend-line, #7c8e92);
  --radius: var(--presend-radius, 0.75rem);
  --font: var(--presend-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --surface: var(--presend-surface, #16222a);
    --text: var(--presend-text, #eaf1f0);
    --muted: var(--presend-muted, #b4c3c5);
    --accent: var(--presend-accent, #a5d8d8);
    --accent-text: var(--presend-accent-text, #0f2328);
    --soft: var(--presend-soft, #22333b);
    --line: var(--presend-line, #7f9398);
  }
}
*, ::before, ::after { box-sizing: border-box; }
dialog {
  margin: auto;
  padding: 0;
  overscroll-behavior: contain;
  border: 1px solid color-mix(in srgb, var(--line) 45%, transparent);
  border-radius: calc(var(--radius) * 1.5);
  background: var(--surface);
  color: var(--text);
  font: 400 1.0625rem/1.5 var(--font);
  text-align: start;
  overflow-wrap: break-word;
  hyphens: manual;
  box-shadow: 0 1.5rem 4rem rgb(8 24 32 / 0.28);
}
dialog::backdrop { background: rgb(16 32 40 / 0.6); }
@media (prefers-reduced-motion: no-preference) {
  dialog[open] { animation: arrive 0.18s ease-out; }
  @keyframes arrive { from { opacity: 0; translate: 0 0.5rem; } }
}
.bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: 0.25rem; padding: 0.5rem calc(clamp(1.125rem, 5vi, 2rem) - 0.875rem) 0; }
.bar .back { margin-inline-end: auto; }
.content { padding: 0.25rem clamp(1.125rem, 5vi, 2rem) 1.25rem; }
h2 { margin: 0 0 0.75rem; font-size: 1.5rem; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em; text-wrap: balance; }
h2:focus { outline: none; }
h2:focus-visible { outline: none; }
.text > p { margin: 0 0 0.75rem; text-wrap: pretty; }
ol { margin: 0 0 0.75rem; padding: 0; list-style: none; counter-reset: step; }
ol > li { display: grid; grid-template-columns: 2rem 1fr; gap: 0.75rem; align-items: start; padding-block: 0.375rem; counter-increment: step; }
ol > li::before {
  content: counter(step);
  display: grid; place-items: center; block-size: 2rem; inline-size: 2rem;
  border-radius: 50%; background: var(--soft); color: var(--text); font-weight: 650; line-height: 1;
}
ol > li > span { padding-block-start: 0.2rem; }
button, a.button, select {
  min-block-size: 44px;
  border: 1px solid transparent;
  border-radius: var(--radius);
  font: inherit;
  color: inherit;
  background: none;
}
button, a.button {
  display: inline-flex; align-items: center; justify-content: center; gap: 0.4em;
  padding: 0.5rem 0.875rem; text-align: center; text-decoration: none; text-wrap: balance; cursor: pointer;
}
.main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 11.5rem), 1fr)); gap: 0.625rem; margin-block-start: 1.25rem; }
.main > :is(button, a) { min-block-size: 3.25rem; font-weight: 600; line-height: 1.25; background: var(--accent); color: var(--accent-text); }
.more { display: grid; gap: 0.5rem; margin-block-start: 0.625rem; }
.more > :is(button, a) { border-color: var(--line); line-height: 1.25; }
.plain { color: var(--muted); font-size: 1rem; }
.how { text-decoration: underline; text-underline-offset: 0.2em; padding-inline: 0.25rem; }
.close { inline-size: 44px; padding: 0; font-size: 1.5rem; line-height: 1; }
.foot { display: flex; justify-content: center; margin-block-start: 0.625rem; }
@media (hover: hover) {
  .main > :hover { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
  .more > :hover, .links > :hover, .bar > :hover { background: var(--soft); }
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button[aria-disabled="true"] { opacity: 0.75; cursor: progress; }

.country { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.75rem; margin-block: 1rem 0.75rem; }
.country select { flex: 1 1 12rem; min-inline-size: 0; padding: 0.375rem 0.625rem; border-color: var(--line); background: var(--surface); color: var(--text); }
.helpers { display: grid; gap: 0.75rem; margin: 0; padding: 0; list-style: none; }
.helpers > li { padding: 0.875rem 1rem 1rem; border-radius: var(--radius); background: var(--soft); }
.slot { margin: 0; color: var(--muted); font-size: 0.9375rem; }
h3 { margin: 0; font-size: 1.125rem; font-weight: 650; line-height: 1.3; }
.facts { display: flex; flex-wrap: wrap; gap: 0 0.5rem; margin: 0.25rem 0 0; padding: 0; list-style: none; color: var(--muted); font-size: 0.9375rem; }
.facts > li:not(:last-child)::after { content: "·"; margin-inline-start: 0.5rem; }
.links { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block-start: 0.75rem; }
.links > a { flex: 1 1 auto; min-inline-size: min(100%, 9rem); border-color: var(--line); background: var(--surface); color: var(--text); font-weight: 600; }
.after { margin-block-start: 1rem; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (prefers-contrast: more) {
  .main > *, .more > *, .links > a, .helpers > li { border: 2px solid currentColor; }
  .plain, .slot, .facts { color: var(--text); }
}
@media (forced-colors: active) {
  dialog { border-color: CanvasText; }
  .main > *, .more > *, .links > a, .helpers > li { border: 1px solid ButtonText; }
  ol > li::before { border: 1px solid CanvasText; }
}
`;

/**
 * The way out and the way to help stay where they are. Inside a shadow tree, important rules win over important rules of
 * the page, so no style sheet of a host, `::part()` or not, gets past these. What is left, above all colours, is looked at when a screen is shown.
 */
const KEEP = `
:host { display: block !important; visibility: visible !important; content-visibility: visible !important; opacity: 1 !important; }
dialog[open], dialog[open] .content, dialog[open] .main, dialog[open] .helpers {
  visibility: visible !important; opacity: 1 !important; clip-path: none !important; content-visibility: visible !important;
  filter: none !important; mask: none !important; transform: none !important; pointer-events: auto !important;
}
dialog[open] {
  display: block !important; position: fixed !important; inset: 0 !important; zoom: 1 !important;
  inline-size: min(var(--presend-width, 33rem), 100vi - 1.5rem) !important; min-inline-size: min(16rem, 90vi) !important; max-inline-size: none !important;
  block-size: fit-content !important; min-block-size: 0 !important; max-block-size: calc(100dvb - 1.5rem) !important; overflow: auto !important;
}
.main, .helpers {
  display: grid !important; position: static !important; zoom: 1 !important; inline-size: auto !important; overflow: visible !important;
  block-size: auto !important; min-block-size: 0 !important; max-block-size: none !important;
}
.keep {
  display: inline-flex !important; visibility: visible !important; opacity: 1 !important; clip-path: none !important;
  filter: none !important; mask: none !important; transform: none !important; translate: none !important; scale: none !important;
  position: relative !important; inset: auto !important; float: none !important; pointer-events: auto !important;
  min-inline-size: 44px !important; min-block-size: 44px !important; max-block-size: none !important; text-indent: 0 !important;
}
.main > .keep { min-block-size: 3.25rem !important; }
`;

/** What is left when the look has been turned against the reader: the system's own colours, and no door for a theme. */
const UNSTYLED = `
:host { all: initial !important; }
dialog[open] {
  all: revert !important; display: block !important; position: fixed !important; inset: 0 !important; margin: auto !important;
  inline-size: min(33rem, 100vi - 1.5rem) !important; max-block-size: calc(100dvb - 1.5rem) !important; overflow: auto !important;
  padding: 1rem !important; background: Canvas !important; color: CanvasText !important; font: 1rem/1.5 system-ui, sans-serif !important;
}
dialog button, dialog a, dialog select { all: revert !important; min-block-size: 44px !important; font: inherit !important; }
dialog .main, dialog .more, dialog .links { display: grid !important; gap: 0.5rem !important; margin-block: 0.5rem !important; }
dialog a { display: inline-flex !important; align-items: center !important; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
`;

const sheets = new Map<string, CSSStyleSheet>();

function sheet(text: string): CSSStyleSheet {
  let made = sheets.get(text);
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(text);
    sheets.set(text, made);
  }
  return made;
}

export const themed = (): CSSStyleSheet[] => [sheet(LOOK), sheet(KEEP)];
export const unstyled = (): CSSStyleSheet[] => [sheet(UNSTYLED)];
