// Compiles the words from Fluent files (projectfluent.org) into modules that need no parser and no bundle at run time.
// What is understood: text, { $variable }, and one choice by plural category as the whole message. Anything else in a
// file stops the build, and so does a language that says less, or names other variables, than English.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from '@fluent/syntax';
import { Problem, www } from './project.mjs';

const folder = ['src', 'element', 'strings'];
const REVIEWS = ['draft', 'reviewed'];

/** Every language, English first: { tag, review, basedOn, direction, messages (its own), all (with those of its base) }. */
export function readLanguages() {
  const tags = readdirSync(www(...folder)).filter((file) => file.endsWith('.ftl')).map((file) => basename(file, '.ftl'));
  const files = new Map(tags.map((tag) => [tag, readLanguage(tag)]));
  const english = files.get('en');
  if (!english) throw new Problem('src/element/strings/en.ftl is missing.');
  for (const language of files.values()) {
    const base = language.basedOn === undefined ? undefined : files.get(language.basedOn);
    if (language.basedOn !== undefined && !base) fail(language.tag, `is based on ${language.basedOn}, which is not there`);
    language.all = { ...base?.messages, ...language.messages };
    compare(language, english);
  }
  return [english, ...[...files.values()].filter((language) => language !== english).sort((a, b) => (a.tag < b.tag ? -1 : 1))];
}

function fail(tag, what) {
  throw new Problem(`src/element/strings/${tag}.ftl ${what}.`);
}

export function readLanguage(tag, text = readFileSync(www(...folder, `${tag}.ftl`), 'utf8')) {
  const { body } = parse(text, { withSpans: false });
  const about = {};
  const messages = {};
  for (const entry of body) {
    if (entry.type === 'ResourceComment') {
      for (const [, name, value] of entry.content.matchAll(/^@([\w-]+) (.+)$/gm)) about[name] = value.trim();
    } else if (entry.type === 'Message' && entry.attributes.length === 0 && entry.value) {
      if (messages[entry.id.name]) fail(tag, `has "${entry.id.name}" twice`);
      messages[entry.id.name] = compileMessage(tag, entry);
    } else if (entry.type !== 'Comment' && entry.type !== 'GroupComment') {
      fail(tag, `has something that is no plain message: ${JSON.stringify(entry.content ?? entry.id?.name)}`);
    }
  }
  if (about.language !== tag) fail(tag, 'should say "### @language" with its own tag');
  if (!REVIEWS.includes(about.review)) fail(tag, `should say "### @review" with one of ${REVIEWS.join(', ')}`);
  return { tag, review: about.review, basedOn: about['based-on'], direction: directionOf(tag), messages };
}

/** As CLDR has it, where this Node knows; the scripts of our languages otherwise. */
function directionOf(tag) {
  const locale = new Intl.Locale(tag);
  const info = locale.getTextInfo?.() ?? locale.textInfo;
  return info?.direction ?? (['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo'].includes(locale.maximize().script) ? 'rtl' : 'ltr');
}

/** A text with {variables}; or { by: variable, one: text, other: text, … }. */
function compileMessage(tag, { id, value }) {
  const [only, ...rest] = value.elements;
  const choice = only?.type === 'Placeable' && only.expression.type === 'SelectExpression' ? only.expression : undefined;
  if (!choice) return compileText(tag, id.name, value);
  if (rest.length > 0 || choice.selector.type !== 'VariableReference') fail(tag, `, ${id.name}: a choice should be the whole message, by a variable`);
  // Those that a number of helpers can have, and the one that Fluent asks for; "many" of Spanish begins at a million.
  const rules = new Intl.PluralRules(tag);
  const wanted = [...new Set([...Array.from({ length: 200 }, (_, count) => rules.select(count)), 'other'])];
  const texts = Object.fromEntries(choice.variants.map(({ key, value: text }) => [key.name ?? key.value, compileText(tag, id.name, text)]));
  const missing = wanted.filter((category) => !(category in texts));
  const surplus = Object.keys(texts).filter((category) => !wanted.includes(category));
  if (missing.length > 0 || surplus.length > 0) fail(tag, `, ${id.name}: the language has the plural categories ${wanted.join(', ')}, not ${Object.keys(texts).join(', ')}`);
  return { by: choice.selector.id.name, ...texts };
}

function compileText(tag, id, pattern) {
  return pattern.elements
    .map((element) => {
      if (element.type === 'TextElement' && !/[{}]/.test(element.value)) return element.value;
      if (element.type === 'Placeable' && element.expression.type === 'VariableReference') return `{${element.expression.id.name}}`;
      return fail(tag, `, ${id}: only text and { $variables } are understood`);
    })
    .join('');
}

/** Names of the variables of a message, each once. */
export function variablesOf(message) {
  const texts = typeof message === 'string' ? [message] : Object.entries(message).map(([name, text]) => (name === 'by' ? `{${text}}` : text));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)))].sort();
}

export function compare({ tag, all }, english) {
  for (const id of new Set([...Object.keys(english.messages), ...Object.keys(all)])) {
    if (!(id in all)) fail(tag, `has no message "${id}"`);
    if (!(id in english.messages)) fail(tag, `has "${id}", which English does not have`);
    if (String(variablesOf(all[id])) !== String(variablesOf(english.messages[id]))) {
      fail(tag, `, ${id}: the variables are ${variablesOf(all[id])}; in English they are ${variablesOf(english.messages[id])}`);
    }
  }
}
