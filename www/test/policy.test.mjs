// The verdict of the page on what never reached the core, against the core's own policy table: every policy, every case.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { uncheckedVerdict } from '../dist/unchecked.js';
import { Core, initSync } from '../dist/wasm/presend.js';
import { audiences, whys } from './lib/verdicts.mjs';

const rules = ['allow', 'ask', 'hold', undefined];

function everyPolicy() {
  return ['off', 'brief', 'full', undefined].flatMap((level) =>
    ['hold', 'ask', undefined].flatMap((under13Intimate) =>
      rules.flatMap((youth) => rules.map((adult) => JSON.parse(JSON.stringify({ level, under13Intimate, onUnchecked: { youth, adult } })))),
    ),
  );
}

describe('the policy of the page', () => {
  before(() => initSync({ module: readFileSync(new URL('../dist/wasm/presend_bg.wasm', import.meta.url)) }));

  it('is that of the core', () => {
    let compared = 0;
    for (const policy of everyPolicy()) {
      const core = new Core({ policy });
      for (const audience of audiences) {
        for (const source of [null, 'host', 'classifier']) {
          for (const why of whys) {
            const expected = core.unchecked(why, { audience, intimateSignal: source, nowMs: 0 });
            assert.deepEqual(uncheckedVerdict(why, audience, source, policy), expected, JSON.stringify({ policy, audience, source, why }));
            compared++;
          }
        }
      }
      core.free();
    }
    assert.ok(compared > 10_000);
  });

  it('has defaults where the host says nothing', () => {
    assert.equal(uncheckedVerdict('offline', 'teen', null, {}).next, 'ask');
    assert.equal(uncheckedVerdict('offline', 'adult', null, {}).next, 'send');
    assert.deepEqual(uncheckedVerdict('offline', 'under13', 'host', {}), { kind: 'intimate', source: 'host', audience: 'under13', next: 'hold' });
  });
});
