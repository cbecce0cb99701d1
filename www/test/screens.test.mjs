// The table of screens: every way through it, for every verdict there can be.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applicable, factsOf, firstScreen, SCREENS } from '../dist/element/screens.js';
import { circumstances, everyVerdict, name } from './lib/verdicts.mjs';

/** The actions of a screen in one case; the list of helpers can be reached with and without somebody to show. */
function actions(screen, facts) {
  const { main, more } = SCREENS[screen];
  return { main: applicable(main, facts), more: applicable(more, facts) };
}

const nextScreen = (to) => to.screen ?? (to.help && 'help');

/** Every screen that can be reached, with the number of presses it takes; and of each decision, the fewest presses. */
function walk(verdict, about) {
  const facts = factsOf(verdict, about).add('has-back');
  const screens = new Map([[firstScreen(verdict), 0]]);
  const decisions = new Map();
  for (const [screen, presses] of screens) {
    const { main, more } = actions(screen, facts);
    for (const { to } of [...main, ...more]) {
      const next = nextScreen(to);
      if (next && !screens.has(next)) screens.set(next, presses + 1);
      if (to.decision && !decisions.has(to.decision)) decisions.set(to.decision, presses + 1);
    }
    screens.set('how', screens.get('how') ?? presses + 1);
  }
  return { facts, screens, decisions };
}

const cases = everyVerdict().flatMap((verdict) => circumstances().map((about) => ({ verdict, about })));
const asked = cases.filter(({ verdict }) => firstScreen(verdict));

describe('the table of screens', () => {
  it('covers every case', () => {
    assert.ok(asked.length >= 500, `only ${asked.length} cases`);
    for (const { verdict } of cases) assert.equal(firstScreen(verdict) === undefined, verdict.next === 'send', name(verdict));
  });

  it('leads only to screens that exist', () => {
    for (const [screen, { main, more }] of Object.entries(SCREENS)) {
      for (const { to } of [...main, ...more]) {
        if (to.screen) assert.ok(to.screen in SCREENS, `${screen} leads to ${to.screen}`);
        else assert.ok(to.help || to.act || ['send', 'stop', 'replace'].includes(to.decision), screen);
      }
    }
  });

  it('has no screen that nobody can reach', () => {
    const reached = new Set(asked.flatMap(({ verdict, about }) => [...walk(verdict, about).screens.keys()]));
    assert.deepEqual(Object.keys(SCREENS).filter((screen) => !reached.has(screen)), []);
  });

  it('never leads from a held verdict, or a known match, to sending', () => {
    for (const { verdict, about } of asked) {
      if (verdict.next === 'hold' || verdict.kind === 'known') assert.ok(!walk(verdict, about).decisions.has('send'), name(verdict));
    }
    const forged = { kind: 'known', purpose: 'csam', audience: 'teen', next: 'ask' };
    for (const about of circumstances()) assert.ok(!walk(forged, about).decisions.has('send'), 'a known match that says "ask"');
  });

  it('takes at most two presses to go on, where going on is left to the person', () => {
    for (const { verdict, about } of asked) {
      if (verdict.next !== 'ask') continue;
      const presses = walk(verdict, about).decisions.get('send');
      assert.ok(presses >= 1 && presses <= 2, `${name(verdict)}: ${presses}`);
    }
  });

  it('asks a second time only where the policy is not brief', () => {
    const verdict = { kind: 'intimate', source: 'host', audience: 'teen', next: 'ask' };
    const presses = (level) => walk(verdict, { hostReports: false, hasReview: false, canRetry: true, level }).decisions.get('send');
    assert.equal(presses('full'), 2);
    assert.equal(presses('brief'), 1);
  });

  it('has two main buttons wherever a young person decides, and something to press everywhere', () => {
    for (const { verdict, about } of asked) {
      const { facts, screens } = walk(verdict, about);
      for (const screen of screens.keys()) {
        const { main } = actions(screen, facts);
        const alone = screen === 'c2' && !about.hasReview;
        assert.equal(main.length, alone ? 1 : 2, `${screen} for ${name(verdict)}`);
      }
    }
  });

  it('is one press away from help and from the way out, on every screen', () => {
    for (const { verdict, about } of asked) {
      const { facts, screens } = walk(verdict, about);
      for (const screen of screens.keys()) {
        const { main, more } = actions(screen, facts);
        if (screen !== 'help') assert.ok([...main, ...more].some(({ to }) => to.help), `no help on ${screen}`);
      }
      // The close button of the bar is the way out of every screen; those that end something say so with a button too.
      assert.ok(walk(verdict, about).decisions.has('stop'), name(verdict));
    }
  });

  it('says something different for each reason and each purpose', () => {
    const linesOf = (verdict, about) => applicable(SCREENS[firstScreen(verdict)].body, factsOf(verdict, about)).map(({ text }) => text);
    const about = { hostReports: false, hasReview: false, canRetry: true, level: 'full' };
    for (const audience of ['teen', 'adult']) {
      for (const kind of ['known', 'unchecked']) {
        const verdicts = everyVerdict().filter((verdict) => verdict.kind === kind && verdict.audience === audience && verdict.next === 'hold');
        assert.ok(verdicts.length >= 5);
        for (const verdict of verdicts) {
          const others = new Set(verdicts.filter((other) => other !== verdict).flatMap((other) => linesOf(other, about)));
          assert.ok(linesOf(verdict, about).some((line) => !others.has(line)), `${name(verdict)} has no line of its own`);
        }
      }
    }
  });

  it('offers to try again only where that may change something', () => {
    const about = { hostReports: false, hasReview: false, canRetry: true, level: 'full' };
    for (const verdict of everyVerdict().filter(({ kind, next }) => kind === 'unchecked' && next !== 'send')) {
      const { main } = actions(firstScreen(verdict), factsOf(verdict, about));
      const offered = main.some(({ to }) => to.act === 'retry');
      assert.equal(offered, ['offline', 'aborted', 'expired-set', 'error'].includes(verdict.why), name(verdict));
      assert.ok(!actions(firstScreen(verdict), factsOf(verdict, { ...about, canRetry: false })).main.some(({ to }) => to.act === 'retry'));
    }
  });
});
