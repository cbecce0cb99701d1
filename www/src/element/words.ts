/** The words of the screens, in the language that fits best. */
import type { Direction, LanguageRow, Message, Review } from './message.js';
import { messages as en } from './strings/en.js';
import { languages as rows } from './strings/languages.js';

export type MessageKey = keyof typeof en;
type Messages = Readonly<Record<MessageKey, Message>>;
export type Values = Readonly<Record<string, string | number>>;

export interface Language {
  readonly tag: string;
  readonly review: Review;
  readonly direction: Direction;
}

/** Every language there is, with how far its review has come. */
export const languages: readonly Language[] = rows.map(({ tag, review, direction }) => ({ tag, review, direction }));

export interface Words {
  /** BCP 47. */
  readonly language: string;
  readonly direction: Direction;
  /** A message, with its variables filled in; each is isolated, so that a number or a name keeps its own direction. */
  say(key: MessageKey, values?: Values): string;
  /** The same, with elements in the places of the variables. */
  sayWith(key: MessageKey, values: Readonly<Record<string, Node>>): (Node | string)[];
}

/** U+2068 and U+2069: what is between them has no say in the direction of the rest. */
const isolate = (text: string): string => `\u2068${text}\u2069`;

const english = rows[0]!;

function make({ tag, direction }: LanguageRow, messages: Messages): Words {
  const plural = new Intl.PluralRules(tag);
  const textOf = (key: MessageKey, values: Readonly<Record<string, unknown>>): string => {
    const message = messages[key];
    return typeof message === 'string' ? message : (message[plural.select(Number(values[message.by]))] ?? message.other);
  };
  const shown = (value: string | number): string => {
    if (typeof value === 'number') return new Intl.NumberFormat(tag).format(value);
    // Our own words need no isolation.
    return value === messages['app-default'] ? value : isolate(value);
  };
  return {
    language: tag,
    direction,
    say: (key, values = {}) => textOf(key, values).replace(/\{(\w+)\}/g, (hole, name: string) => (values[name] === undefined ? hole : shown(values[name]))),
    // Splitting on a group keeps it: every second piece is the name of a variable.
    sayWith: (key, values) => textOf(key, values).split(/\{(\w+)\}/).map((piece, index) => (index % 2 ? (values[piece] ?? piece) : piece)),
  };
}

export const englishWords: Words = make(english, en);

/** The language for a locale: the same tag, or the same language. Drafts other than English only where the host wants them. */
export function languageFor(locale: string | undefined, drafts: boolean): LanguageRow {
  const wanted = locale?.toLowerCase() ?? '';
  const allowed = rows.filter(({ tag, review }) => drafts || review === 'reviewed' || tag.split('-')[0] === 'en');
  const sameTag = allowed.find(({ tag }) => wanted === tag.toLowerCase());
  return sameTag ?? allowed.find(({ tag }) => wanted.split('-')[0] === tag.split('-')[0]) ?? english;
}

/** Loads the language; English where it cannot be had. */
export async function wordsFor(locale: string | undefined, drafts = false): Promise<Words> {
  const row = languageFor(locale, drafts);
  const loaded = row.load && (await row.load().catch(() => undefined));
  if (!loaded) return englishWords;
  const { messages } = loaded;
  const own = Array.isArray(messages) ? Object.fromEntries(Object.keys(en).map((key, index) => [key, messages[index]])) : messages;
  // Complete, because the build refuses a language that is not.
  return make(row, { ...en, ...own });
}
