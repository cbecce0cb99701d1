// The words: every one is used, and those for young people are short, kind and true.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { applicable, factsOf, firstScreen, SCREENS } from '../dist/element/screens.js';
import { languageFor, languages as offered, wordsFor } from '../dist/element/words.js';
import { compare, readLanguage, readLanguages, variablesOf } from '../build/words.mjs';
import { grade, syllables } from './lib/reading.mjs';
import { circumstances, everyVerdict, name } from './lib/verdicts.mjs';

const languages = readLanguages();
const source = languages[0].messages;
const code = ['screens', 'nudge', 'helpers'].map((file) => readFileSync(new URL(`../dist/element/${file}.js`, import.meta.url), 'utf8')).join('\n');
const english = { en: await wordsFor('en'), 'en-GB': await wordsFor('en-GB'), 'en-US': await wordsFor('en-US') };
const say = (key, values, language = 'en') => english[language].say(key, values).replace(/[\u2068\u2069]/g, '');

/** Screens that a young person sees. `how` and `help` are for everybody. */
const youth = Object.keys(SCREENS).filter((screen) => !/^(c|e2)/.test(screen));
const keysOf = ({ title, body, steps = [], list, main, more }) => [title, ...body.map(({ text }) => text), ...steps, ...(list?.after ?? []).map(({ text }) => text), ...[...main, ...more].map(({ label }) => label)];
/** What is read on a screen, not counting the buttons (they are not sentences). */
const proseOf = ({ title, body, steps = [], list }) => [title, ...body.map(({ text }) => text), ...steps, ...(list?.after ?? []).map(({ text }) => text)];
const sentence = (key, language) => say(key, { app: 'this app' }, language).replace(/([^.!?…])$/, '$1.');

describe('the words', () => {
  it('exist for every screen', () => {
    for (const [screen, content] of Object.entries(SCREENS)) {
      for (const key of keysOf(content)) assert.ok(typeof source[key] === 'string', `${screen} needs ${key}`);
    }
  });

  it('are all used', () => {
    const used = new Set(Object.values(SCREENS).flatMap(keysOf));
    const unused = Object.keys(source).filter((key) => !used.has(key) && !code.includes(`'${key}'`) && !key.startsWith('help-slot-'));
    assert.deepEqual(unused, []);
  });

  it('leave no variable open', () => {
    for (const key of new Set(Object.values(SCREENS).flatMap(keysOf))) assert.doesNotMatch(say(key, { app: 'this app' }), /[{}]/, key);
  });

  it('can be read at the age of ten: grade 5 or below on every screen for young people', () => {
    assert.ok(youth.length >= 14);
    for (const language of Object.keys(english)) {
      for (const screen of youth) {
        const text = proseOf(SCREENS[screen]).map((key) => sentence(key, language)).join(' ');
        assert.ok(grade(text) <= 5, `${screen} reads at grade ${grade(text).toFixed(1)} in ${language}`);
      }
    }
  });

  it('have no sentence of more than twenty words for young people', () => {
    for (const key of new Set(youth.flatMap((screen) => proseOf(SCREENS[screen])))) {
      for (const part of say(key, { app: 'this app' }).split(/[.!?:]\s/)) assert.ok(part.split(/\s+/).length <= 20, `${key}: ${part}`);
    }
  });

  it('never blame, threaten or label', () => {
    const never = /explicit|sext|victim|offender|you should have|why did you|illegal|revenge|porn|\bsafe(ty|ly)?\b|\bscan|fingerprint|\bAI\b|\bcrime\b.*\byou\b/i;
    for (const { all } of languages.filter(({ tag }) => tag.startsWith('en'))) {
      for (const [key, text] of Object.entries(all)) assert.doesNotMatch(JSON.stringify(text), never, key);
    }
    for (const key of new Set(youth.flatMap((screen) => keysOf(SCREENS[screen])))) {
      // Said only on the list of helpers for adults who worry about themselves.
      if (key !== 'help-limits') assert.doesNotMatch(source[key], /crime|police|\blaw\b|abuse/i, key);
    }
  });

  it('claim silence only where it is true', () => {
    const silence = /did not (tell|show)|don't tell|tells? no one/i;
    for (const verdict of everyVerdict().filter(firstScreen)) {
      for (const about of [...circumstances(), ...circumstances().map((about) => ({ ...about, hostReports: undefined }))]) {
        const facts = factsOf(verdict, about);
        const lines = Object.values(SCREENS).flatMap(({ body, list }) => applicable([...body, ...(list?.after ?? [])], facts));
        assert.equal(lines.some(({ text }) => silence.test(source[text])), about.hostReports === false, name(verdict));
      }
    }
  });

  it('say that all happens on the device only where no evaluator is asked', () => {
    for (const verdict of everyVerdict().filter(firstScreen)) {
      for (const about of circumstances()) {
        const facts = factsOf(verdict, about);
        const texts = Object.values(SCREENS).flatMap(({ body, list }) => applicable([...body, ...(list?.after ?? [])], facts)).map(({ text }) => source[text]);
        const says = (pattern) => texts.some((text) => pattern.test(text));
        assert.equal(says(/runs on your device|All of this happens on your device/), about.asksEvaluator === false, name(verdict));
        assert.equal(says(/asks the people who keep the list/), about.asksEvaluator === true, name(verdict));
        assert.ok(says(/has not been sent|The photo is not uploaded for the check/));
      }
    }
  });

  it('say what the host does only where the host has said it', () => {
    for (const verdict of everyVerdict().filter(firstScreen)) {
      for (const hostReports of [true, false, undefined]) {
        const facts = factsOf(verdict, { ...circumstances()[0], hostReports });
        const keys = Object.values(SCREENS).flatMap(({ body, list }) => applicable([...body, ...(list?.after ?? [])], facts)).map(({ text }) => text);
        const claims = (pattern) => keys.some((key) => pattern.test(key));
        assert.deepEqual([claims(/-quiet$/), claims(/^(?!a1-not-sent).*-reports$/)], [hostReports === false, hostReports === true], `${name(verdict)} ${hostReports}`);
      }
    }
  });

  it('are measured by a rule that errs towards "harder": no word counts for less than people hear', () => {
    const heard = { photo: 2, someone: 2, naked: 2, private: 2, body: 2, device: 2, does: 1, send: 1, anything: 3, trouble: 2, shared: 1, sent: 1, people: 2, children: 2, wanted: 2, made: 1, because: 2 };
    for (const [word, count] of Object.entries(heard)) {
      assert.ok(syllables(word) === count || syllables(word) === count + 1, `${word}: ${syllables(word)}`);
    }
    assert.ok(grade('Notwithstanding considerable organisational responsibilities, the aforementioned institution communicated authoritatively.') > 12);
    assert.ok(grade('The cat sat. The dog ran.') < 1);
  });
});

/** What must not be said to a young person, in each language: blame, threat, shame (UX, house rules). */
const NEVER = {
  ar: /فاضح|إباحي|ضحية|جانٍ|كان عليك|لماذا فعلت|غير قانوني|جريمة/,
  cy: /pornograff|dioddefwr|troseddwr|dylet ti fod|pam wnest ti|anghyfreithlon/i,
  de: /Porno|Sexting|Opfer|Täter|hättest du|warum hast du|illegal|strafbar|Polizei/i,
  es: /explícit|porno|sexting|víctima|agresor|deberías|por qué lo hiciste|ilegal|delito|policía/i,
  fr: /explicite|porno|sexto|victime|agresseur|tu aurais dû|pourquoi as-tu|illégal|crime|police/i,
  hi: /अश्लील|पोर्न|पीड़ित|अपराधी|तुम्हें .*नहीं चाहिए था|तुमने क्यों|गैरक़ानूनी|पुलिस/,
  pl: /porno|sexting|ofiar|sprawc|trzeba było|dlaczego to zrobił|nielegaln|przestępst|policj/i,
  'pt-BR': /explícit|porn|sexting|vítima|agressor|deveria|por que você fez|ilegal|polícia/i,
  uk: /порно|секстинг|жертв|злочин|треба було|навіщо ти|незаконн|поліці/i,
};

describe('every language', () => {
  const keysForYouth = new Set(youth.flatMap((screen) => keysOf(SCREENS[screen])).filter((key) => key !== 'help-limits'));

  it('is there, says everything that English says, with the same variables', () => {
    const tags = ['ar', 'cy', 'de', 'en', 'en-GB', 'en-US', 'es', 'fr', 'hi', 'pl', 'pt-BR', 'uk'];
    assert.deepEqual(languages.map(({ tag }) => tag).sort(), tags);
    for (const { tag, all } of languages) {
      assert.deepEqual(Object.keys(all).sort(), Object.keys(source).sort(), tag);
      for (const key of Object.keys(source)) assert.deepEqual(variablesOf(all[key]), variablesOf(source[key]), `${tag} ${key}`);
    }
  });

  it('is refused by the build where something is missing, added or of another kind', () => {
    const head = '### @language es\n### @review draft\n';
    const whole = readFileSync(new URL('../src/element/strings/es.ftl', import.meta.url), 'utf8');
    const read = (text) => {
      const language = readLanguage('es', text);
      return compare({ ...language, all: language.messages }, languages[0]);
    };
    assert.doesNotThrow(() => read(whole));
    for (const [what, text] of [
      ['a message less', whole.replace(/^a1-title = .*\n/m, '')],
      ['a message more', `${whole}\nnew-one = Algo\n`],
      ['another variable', whole.replace('{ $app }', '{ $host }')],
      ['a variable less', whole.replace('Llamar al { $number }', 'Llamar')],
      ['a plural less', whole.replace(/ {4}\[one\].*\n/, '')],
      ['no review status', whole.replace('### @review draft\n', '')],
      ['another language', whole.replace('@language es', '@language fr')],
      ['a syntax error', `${whole}\nbroken = {\n`],
      ['a term', `${whole}\n-brand = X\n`],
      ['a function', `${head}a = { NUMBER($count) }\n`],
      ['an attribute', `${head}a = A\n    .title = B\n`],
    ]) {
      assert.throws(() => read(text), /src\/element\/strings\/es\.ftl/, what);
    }
  });

  it('is its own: no sentence was left in English', () => {
    // Names and symbols that are the same everywhere; "Chat" and "SMS" within a sentence do not make it the same.
    const same = new Set(['help-from']);
    for (const { tag, messages, basedOn } of languages) {
      if (tag === 'en' || basedOn) continue;
      const left = Object.keys(source).filter((key) => !same.has(key) && JSON.stringify(messages[key]) === JSON.stringify(source[key]));
      assert.deepEqual(left, [], tag);
    }
  });

  it('never blames, threatens or labels a young person', () => {
    for (const { tag, messages } of languages) {
      if (tag.startsWith('en')) continue;
      for (const key of keysForYouth) assert.doesNotMatch(JSON.stringify(messages[key]), NEVER[tag], `${tag} ${key}`);
    }
    assert.match(JSON.stringify(languages.find(({ tag }) => tag === 'de').messages['c1-csam']), NEVER.de, 'the list can find something');
  });

  it('uses no straight quotation marks, no double spaces and no spaces before the end', () => {
    for (const { tag, messages } of languages) {
      for (const [key, message] of Object.entries(messages)) assert.doesNotMatch(JSON.stringify(message).replace(/^"|"$|"(?=[:,}])|(?<=[{,:])"/g, ''), /\\"| {2}|\s$/, `${tag} ${key}`);
    }
  });

  it('calls none of them reviewed, and shows drafts only where the host wants them', async () => {
    assert.deepEqual(offered.filter(({ review }) => review !== 'draft'), []);
    for (const tag of ['ar', 'cy', 'de', 'es', 'fr', 'hi', 'pl', 'pt-BR', 'uk']) {
      assert.equal((await wordsFor(tag)).language, 'en', tag);
      assert.equal((await wordsFor(tag, true)).language, tag);
    }
    assert.equal((await wordsFor('en-GB')).language, 'en-GB');
  });

  it('is found by the tag, then by the language, and is English otherwise', () => {
    const found = (locale, drafts = true) => languageFor(locale, drafts).tag;
    for (const [locale, tag] of [['pt', 'pt-BR'], ['pt-PT', 'pt-BR'], ['PT-br', 'pt-BR'], ['es-MX', 'es'], ['en', 'en'], ['en-US', 'en-US'], ['en-AU', 'en'], ['uk-UA', 'uk'], ['xx', 'en'], [undefined, 'en'], ['', 'en']]) {
      assert.equal(found(locale), tag, String(locale));
    }
    assert.equal(found('es-MX', false), 'en');
  });

  it('counts as the language does, in its own digits', async () => {
    const count = async (tag, number) => (await wordsFor(tag, true)).say('help-count', { count: number });
    assert.equal(await count('en', 1), '1 place that can help.');
    assert.equal(await count('en', 3), '3 places that can help.');
    assert.match(await count('pl', 1), /^1 miejsce, które może/);
    assert.match(await count('pl', 3), /^3 miejsca, które mogą/);
    assert.match(await count('pl', 5), /^5 miejsc, które mogą/);
    assert.match(await count('uk', 21), /^21 місце,/);
    assert.match(await count('ar', 2), /^جهتان/);
    assert.match(await count('ar', 3), /^\S+ جهات/);
    assert.match(await count('cy', 2), /^2 le /);
  });

  it('keeps a name in its own direction', async () => {
    const words = await wordsFor('ar', true);
    assert.equal(words.direction, 'rtl');
    assert.match(words.say('how-host', { app: 'Kite' }), /\u2068Kite\u2069/);
    assert.doesNotMatch(words.say('how-host', { app: words.say('app-default') }), /\u2068/);
    assert.deepEqual(offered.filter(({ direction }) => direction === 'rtl').map(({ tag }) => tag), ['ar']);
  });

  it('is small: one language and the help of every country under 8 kB', () => {
    const wire = (file) => gzipSync(readFileSync(new URL(`../dist/${file}`, import.meta.url)), { level: 9 }).length;
    for (const { tag } of languages) {
      const bytes = wire(`element/strings/${tag}.js`) + wire('help/shown.js');
      assert.ok(bytes < 8000, `${tag}: ${bytes}`);
    }
  });
});
