// The words: every one is used, and those for young people are short, kind and true.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { applicable, factsOf, firstScreen, SCREENS } from '../dist/element/screens.js';
import { wordsFor } from '../dist/element/words.js';
import { grade, syllables } from './lib/reading.mjs';
import { circumstances, everyVerdict, name } from './lib/verdicts.mjs';

const source = JSON.parse(readFileSync(new URL('../src/element/strings/en.json', import.meta.url), 'utf8')).messages;
const code = ['screens', 'nudge', 'helpers'].map((file) => readFileSync(new URL(`../dist/element/${file}.js`, import.meta.url), 'utf8')).join('\n');
const { say } = wordsFor('en');

/** Screens that a young person sees. `how` and `help` are for everybody. */
const youth = Object.keys(SCREENS).filter((screen) => !/^(c|e2)/.test(screen));
const keysOf = ({ title, body, steps = [], list, main, more }) => [title, ...body.map(({ text }) => text), ...steps, ...(list?.after ?? []).map(({ text }) => text), ...[...main, ...more].map(({ label }) => label)];
/** What is read on a screen, not counting the buttons (they are not sentences). */
const proseOf = ({ title, body, steps = [], list }) => [title, ...body.map(({ text }) => text), ...steps, ...(list?.after ?? []).map(({ text }) => text)];
const sentence = (key) => say(key, { app: 'this app' }).replace(/([^.!?…])$/, '$1.');

describe('the words', () => {
  it('exist for every screen', () => {
    for (const [screen, content] of Object.entries(SCREENS)) {
      for (const key of keysOf(content)) assert.ok(typeof source[key] === 'string', `${screen} needs ${key}`);
    }
  });

  it('are all used', () => {
    const used = new Set(Object.values(SCREENS).flatMap(keysOf));
    const unused = Object.keys(source).filter((key) => !used.has(key) && !code.includes(`'${key}'`) && !key.startsWith('help.slot.'));
    assert.deepEqual(unused, []);
  });

  it('leave no variable open', () => {
    for (const key of new Set(Object.values(SCREENS).flatMap(keysOf))) assert.doesNotMatch(say(key, { app: 'this app' }), /[{}]/, key);
  });

  it('can be read at the age of ten: grade 5 or below on every screen for young people', () => {
    assert.ok(youth.length >= 14);
    for (const screen of youth) {
      const text = proseOf(SCREENS[screen]).map(sentence).join(' ');
      assert.ok(grade(text) <= 5, `${screen} reads at grade ${grade(text).toFixed(1)}`);
    }
  });

  it('have no sentence of more than twenty words for young people', () => {
    for (const key of new Set(youth.flatMap((screen) => proseOf(SCREENS[screen])))) {
      for (const part of say(key, { app: 'this app' }).split(/[.!?:]\s/)) assert.ok(part.split(/\s+/).length <= 20, `${key}: ${part}`);
    }
  });

  it('never blame, threaten or label', () => {
    const never = /explicit|sext|victim|offender|you should have|why did you|illegal|revenge|porn|\bsafe(ty|ly)?\b|\bscan|fingerprint|\bAI\b|\bcrime\b.*\byou\b/i;
    for (const [key, text] of Object.entries(source)) assert.doesNotMatch(text, never, key);
    for (const key of new Set(youth.flatMap((screen) => keysOf(SCREENS[screen])))) {
      // Said only on the list of helpers for adults who worry about themselves.
      if (key !== 'help.limits') assert.doesNotMatch(source[key], /crime|police|\blaw\b|abuse/i, key);
    }
  });

  it('claim silence only where it is true', () => {
    const silence = /did not (tell|show)|don't tell|tells? no one/i;
    for (const verdict of everyVerdict().filter(firstScreen)) {
      for (const about of circumstances()) {
        const facts = factsOf(verdict, about);
        const lines = Object.values(SCREENS).flatMap(({ body, list }) => applicable([...body, ...(list?.after ?? [])], facts));
        assert.equal(lines.some(({ text }) => silence.test(source[text])), !about.hostReports, name(verdict));
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
