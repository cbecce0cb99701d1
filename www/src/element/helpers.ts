/** The list of helpers: a country, and at most four places to turn to. */
import { helpCountries, type HelpItem, type HelpPurpose } from '../help/pick.js';
import type { ShownDirectory, ShownEntry } from '../help/types.js';
import type { Audience } from '../types.js';
import { linkOut, make } from './dom.js';
import type { Fact } from './screens.js';
import type { Words } from './words.js';

export interface HelpRequest {
  readonly purpose: HelpPurpose;
  readonly audience: Audience;
  readonly region: string | undefined;
}

export function helpFacts(items: readonly HelpItem[], { purpose, region }: HelpRequest): Fact[] {
  const facts: Fact[] = [];
  if (items.length > 0 && items.every(({ entry }) => entry.free === true)) facts.push('all-free');
  if (purpose === 'behaviour' || purpose === 'urgent') facts.push(purpose);
  if (purpose === 'report' && !items.some((item) => item.purpose === 'report')) facts.push('no-report');
  if (!region) facts.push('no-region');
  return facts;
}

/** The person's own choice of a country. It is never guessed, and forgotten with the page. */
export function countryChooser(words: Words, directory: ShownDirectory, region: string | undefined, onChoose: (region: string | undefined) => void): HTMLElement {
  const names = new Intl.DisplayNames([words.language], { type: 'region' });
  const options = helpCountries(directory)
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, words.language))
    .map(({ code, name }) => make('option', { value: code }, name));
  const first = make('option', { value: '' }, words.say(region ? 'help-country-none' : 'help-country-choose'));
  const select = make('select', { id: 'country' }, first, ...options);
  select.value = region ?? '';
  // A country without entries of its own.
  if (select.value !== (region ?? '')) select.value = '';
  select.addEventListener('change', () => onChoose(select.value || undefined));
  return make('div', { class: 'country' }, make('label', { for: 'country' }, words.say('help-country')), select);
}

export function helperList(words: Words, items: readonly HelpItem[]): HTMLUListElement {
  return make('ul', { class: 'helpers', part: 'help' }, ...items.map((item) => helper(words, item)));
}

function helper(words: Words, item: HelpItem): HTMLLIElement {
  const { entry } = item;
  const facts = factsAbout(words, item);
  return make(
    'li',
    {},
    make('p', { class: 'slot' }, words.say(`help-slot-${item.purpose}`)),
    make('h3', {}, make('bdi', {}, entry.name)),
    ...(facts.length > 0 ? [make('ul', { class: 'facts' }, ...facts.map((fact) => make('li', {}, fact)))] : []),
    make('div', { class: 'links' }, ...waysToReach(words, item)),
  );
}

/** Only what a source confirms. */
function factsAbout(words: Words, { entry, local, call, text, stale }: HelpItem): string[] {
  const facts: string[] = [];
  const doubted = (field: string): boolean => entry.unverifiedFields.includes(field);
  if (stale) facts.push(words.say('help-stale'));
  if (!local) facts.push(words.say('help-from', { country: new Intl.DisplayNames([words.language], { type: 'region' }).of(entry.country) ?? entry.country }));
  if (entry.always && (call.length > 0 || text)) facts.push(words.say('help-always'));
  if (entry.free === true) facts.push(words.say('help-free'));
  if (entry.anonymous === true && !doubted('anonymous')) facts.push(words.say('help-no-name'));
  const languages = languagesOf(entry, words);
  if (languages && !doubted('languages')) facts.push(words.say('help-languages', { languages }));
  return facts;
}

/** Named only where the reader's own language is not among them, so that nobody is surprised by the answer. */
function languagesOf({ languages }: ShownEntry, { language }: Words): string | undefined {
  const codes = languages.filter((code) => /^[a-z]{2,3}(-[A-Z]{2})?$/.test(code));
  if (codes.length === 0 || codes.length > 4 || codes.some((code) => code.split('-')[0] === language.split('-')[0])) return undefined;
  const names = new Intl.DisplayNames([language], { type: 'language' });
  return new Intl.ListFormat([language], { type: 'disjunction' }).format(codes.map((code) => names.of(code) ?? code));
}

function waysToReach(words: Words, { entry, call, text }: HelpItem): HTMLElement[] {
  const link = (href: string, ...children: (Node | string)[]): HTMLElement => make('a', { class: 'button keep', href }, make('span', {}, ...children));
  const number = (digits: string): HTMLElement => make('bdi', {}, digits);
  const ways = call.map((way) => link(way.href, ...words.sayWith('help-call', { number: number(way.number) }), ...(way.note ? [' (', make('bdi', { lang: 'en' }, way.note), ')'] : [])));
  if (text?.word) ways.push(link(text.href, ...words.sayWith('help-text-word', { word: make('bdi', {}, text.word), number: number(text.number) })));
  else if (text) ways.push(link(text.href, ...words.sayWith('help-text', { number: number(text.number) })));
  if (entry.url) {
    const label = words.say(/chat/i.test(entry.chat ?? '') ? 'help-site-chat' : 'help-site');
    ways.push(linkOut({ class: 'button keep' }, entry.url, words.say('help-new-tab'), label));
  }
  return ways;
}
