/** The words of the screens, in the language that fits best. */
import { messages as en } from './strings/en.js';

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;

/** Languages there are; the first is the one for everybody else. */
const LANGUAGES: readonly (readonly [language: string, messages: Messages])[] = [['en', en]];

const RIGHT_TO_LEFT = ['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'];

export interface Words {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** A message, with its variables filled in. */
  say(key: MessageKey, values?: Readonly<Record<string, string>>): string;
  /** The same, with elements in the places of the variables. */
  sayWith(key: MessageKey, values: Readonly<Record<string, Node>>): (Node | string)[];
}

export function wordsFor(locale: string | undefined): Words {
  const wanted = locale?.toLowerCase().split('-')[0];
  const [language, messages] = LANGUAGES.find(([code]) => code === wanted) ?? LANGUAGES[0]!;
  return {
    language,
    direction: RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr',
    say: (key, values = {}) => messages[key].replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole),
    // Splitting on a group keeps it: every second piece is the name of a variable.
    sayWith: (key, values) => messages[key].split(/\{(\w+)\}/).map((piece, index) => (index % 2 ? (values[piece] ?? piece) : piece)),
  };
}
