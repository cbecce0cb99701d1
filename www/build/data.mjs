// Compiles what people read into modules: the help directory and the words of the screens. The sources are JSON and
// Fluent files, so that people who do not program can review and change them.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dist, Problem, say, warn, www } from './project.mjs';
import { compileDirectory, DirectoryProblem, REVIEW_DAYS } from '../src/help/schema.js';
import { readLanguages } from './words.mjs';

const read = (...path) => JSON.parse(readFileSync(www('src', ...path), 'utf8'));

export function compileData() {
  for (const folder of ['help', 'element/strings']) mkdirSync(dist(folder), { recursive: true });
  compileHelp();
  compileWords();
}

/** What the screens need of an entry (ShownEntry), and what most entries have there, which is said once. */
const SHOWN = {
  id: undefined, country: undefined, name: undefined, purpose: undefined, url: null, chat: null, ageMin: null, ageMax: null,
  forYouth: false, forAdults: false, languages: [], free: null, anonymous: null, verified: true, unverifiedFields: [],
  reviewBy: undefined, call: [], text: null, always: false,
};
/** Of the fields that no source confirms, those that a screen would show. */
const DOUBTED = ['anonymous', 'languages'];

/** The whole directory, for whoever wants to read it; and what the screens need, which loads with them. */
function compileHelp() {
  const directory = readDirectory();
  emit('help/directory', `export const directory = ${JSON.stringify(directory)};\n`, [
    "import type { HelpDirectory } from './types.js';",
    'export declare const directory: HelpDirectory;',
  ]);
  const defaults = { ...SHOWN, reviewBy: mostFrequent(directory.resources.map(({ reviewBy }) => reviewBy)) };
  const shown = directory.resources.map((entry) => slim(entry, defaults));
  const code = `const usual = ${JSON.stringify(defaults)};\nconst call = ([number, note = null]) => ({ number, href: 'tel:' + number.replace(/[ -]/g, ''), note });\nexport const shown = { resources: ${JSON.stringify(shown)}.map((entry) => ({ ...usual, ...entry, call: (entry.call ?? []).map(call) })) };\nexport const generated = ${JSON.stringify(directory.generated)};\n`;
  emit('help/shown', code, ["import type { ShownDirectory } from './types.js';", 'export declare const shown: ShownDirectory;', '/** The day on which the directory was put together. */', 'export declare const generated: string;']);
  for (const file of ['schema.js', 'schema.d.ts']) cpSync(www('src', 'help', file), dist('help', file));
  tellAbout(directory);
}

function readDirectory() {
  try {
    return compileDirectory(read('help', 'directory.json'));
  } catch (error) {
    throw error instanceof DirectoryProblem ? new Problem(`src/help/directory.json: ${error.message}`) : error;
  }
}

/** What is different from the defaults, in the shortest form that `shown.js` can turn back. */
function slim(entry, defaults) {
  const short = {
    // Of the chat, the screens only ask whether there is one; a link follows from its number.
    chat: (chat) => (/chat/i.test(chat ?? '') ? 'chat' : null),
    unverifiedFields: (fields) => fields.filter((name) => DOUBTED.includes(name)),
    call: (links) => links.map(({ number, note }) => (note === null ? [number] : [number, note])),
  };
  const fields = Object.keys(SHOWN).map((field) => [field, field in short ? short[field](entry[field]) : entry[field]]);
  return Object.fromEntries(fields.filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(defaults[field])));
}

function mostFrequent(values) {
  const count = (value) => values.filter((other) => other === value).length;
  return [...new Set(values)].sort((a, b) => count(b) - count(a))[0];
}

function tellAbout({ resources }) {
  const count = (test) => resources.filter(test).length;
  const today = new Date().toISOString().slice(0, 10);
  say(`help: ${resources.length} entries for ${new Set(resources.map(({ country }) => country)).size} regions, ${count(({ verified }) => verified)} verified`);
  const unverified = count(({ verified }) => !verified);
  if (unverified > 0) warn(`${unverified} help entries are unverified; they are shown only where there is nothing else`);
  const late = resources.filter(({ reviewBy }) => reviewBy < today);
  if (late.length > 0) warn(`${late.length} help entries were looked at more than ${REVIEW_DAYS} days ago; they are shown only where there is nothing else: ${late.map(({ id }) => id).join(', ')}`);
  const recheck = count(({ recheckBeforeRelease }) => recheckBeforeRelease);
  if (recheck > 0) warn(`${recheck} help entries ask to be checked again before a release`);
}

/** One module per language, with only what differs from its base; and the list of them, with the way to each. */
function compileWords() {
  const languages = readLanguages();
  const keys = Object.keys(languages[0].messages);
  for (const { tag, messages, basedOn } of languages) {
    // A whole language needs no keys: its messages come in the order of English. That is a fifth of the bytes on the wire.
    const list = tag !== 'en' && basedOn === undefined;
    const value = list ? keys.map((key) => messages[key]) : messages;
    const type = list ? ['readonly Message[];'] : ['{', ...Object.keys(messages).map((key) => `  readonly ${JSON.stringify(key)}: Message;`), '};'];
    emit(`element/strings/${tag}`, `export const messages = ${JSON.stringify(value)};\n`, [
      "import type { Message } from '../message.js';",
      `export declare const messages: ${type.join('\n')}`,
    ]);
  }
  const rows = languages.map(({ tag, review, direction, basedOn }) => {
    const about = JSON.stringify({ tag, review, direction, basedOn });
    // English is part of the element: it is what there is when nothing else can be loaded.
    return tag === 'en' ? about : `${about.slice(0, -1)},"load":()=>import('./${tag}.js')}`;
  });
  emit('element/strings/languages', `export const languages = [\n${rows.join(',\n')}\n];\n`, [
    "import type { LanguageRow } from '../message.js';",
    'export declare const languages: readonly LanguageRow[];',
  ]);
  const drafts = languages.filter(({ review }) => review === 'draft').map(({ tag }) => tag);
  say(`words: ${Object.keys(languages[0].messages).length} messages in ${languages.map(({ tag }) => tag).join(', ')}`);
  if (drafts.length > 0) warn(`not reviewed yet: ${drafts.join(', ')}`);
}

function emit(name, code, types) {
  writeFileSync(dist(`${name}.js`), code);
  writeFileSync(dist(`${name}.d.ts`), `${types.join('\n')}\n`);
}
