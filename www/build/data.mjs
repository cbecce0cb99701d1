// Compiles what people read into modules: the help directory and the words of the screens. The sources are JSON, so that
// people who do not program can review and change them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { dist, Problem, say, warn, www } from './project.mjs';
import { compileDirectory } from './help.mjs';

const read = (...path) => JSON.parse(readFileSync(www('src', ...path), 'utf8'));

export function compileData() {
  for (const folder of ['help', 'element/strings']) mkdirSync(dist(folder), { recursive: true });
  compileHelp();
  compileWords();
}

function compileHelp() {
  const directory = compileDirectory(read('help', 'directory.json'));
  emit('help/directory', `export const directory = ${JSON.stringify(directory)};\n`, [
    "import type { HelpDirectory } from './types.js';",
    'export declare const directory: HelpDirectory;',
  ]);
  const entries = directory.resources;
  const count = (test) => entries.filter(test).length;
  const countries = new Set(entries.map(({ country }) => country)).size;
  say(`help: ${entries.length} entries for ${countries} regions, ${count(({ verified }) => verified)} verified`);
  const unverified = count(({ verified }) => !verified);
  if (unverified > 0) warn(`${unverified} help entries are unverified; they are shown only where there is nothing else`);
  const recheck = count(({ recheckBeforeRelease }) => recheckBeforeRelease);
  if (recheck > 0) warn(`${recheck} help entries ask to be checked again before a release`);
}

/** One module per language, with a type that knows every key. */
function compileWords() {
  const languages = readdirSync(www('src', 'element', 'strings')).filter((file) => file.endsWith('.json')).map((file) => basename(file, '.json'));
  const english = read('element', 'strings', 'en.json').messages;
  for (const language of languages) {
    const { messages } = read('element', 'strings', `${language}.json`);
    for (const key of new Set([...Object.keys(english), ...Object.keys(messages)])) {
      if (typeof english[key] !== 'string' || typeof messages[key] !== 'string' || messages[key].trim() === '') {
        throw new Problem(`src/element/strings/${language}.json and en.json should both have a sentence for "${key}".`);
      }
    }
    emit(`element/strings/${language}`, `export const messages = ${JSON.stringify(messages)};\n`, [
      'export declare const messages: {',
      ...Object.keys(messages).map((key) => `  readonly ${JSON.stringify(key)}: string;`),
      '};',
    ]);
  }
  say(`words: ${Object.keys(english).length} messages in ${languages.join(', ')}`);
}

function emit(name, code, types) {
  writeFileSync(dist(`${name}.js`), code);
  writeFileSync(dist(`${name}.d.ts`), `${types.join('\n')}\n`);
}
