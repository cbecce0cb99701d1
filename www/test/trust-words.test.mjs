// Trust policies in words: the page and the core read one table of cases.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readGuardOptions } from '../dist/options.js';
import { readTrustWords } from '../dist/trust-words.js';

const table = JSON.parse(readFileSync(new URL('../../tests/vectors/trust-policies.presend.json', import.meta.url), 'utf8'));

describe('a trust policy in words', () => {
  it('names keys and how many of their owners must have signed, or says what is wrong', () => {
    assert.ok(table.cases.length >= 20);
    for (const { words, keys, required, says } of table.cases) {
      const read = readTrustWords(words, table.keys);
      if (required === undefined) {
        assert.equal(typeof read, 'string', words);
        assert.ok(read.includes(says), `${words}: ${read}`);
      } else {
        assert.deepEqual(read, { keys: keys.map((place) => table.keys[place]), required }, words);
      }
    }
  });

  it('is refused where a guard is made, with its sentence', () => {
    const [iwf, ncmec] = table.keys;
    const options = (trust) => readGuardOptions({ hostReports: false, sets: [{ url: 'https://sets.example/', trust }] });
    const refused = (trust, message) => assert.throws(() => options(trust), { code: 'bad-options', message });
    options({ keys: [iwf, ncmec], policy: '2 of iwf, ncmec' });
    refused({ keys: [iwf, ncmec], policy: '3 of iwf, ncmec' }, /^trust\.policy: The trust policy asks for 3 of 2 owners/);
    refused({ keys: [iwf, ncmec], policy: '2 of iwf, ncmec', required: 1 }, /policy or required, not both/);
    refused({ keys: [iwf], policy: 2 }, /^trust\.policy: It should be words/);
    refused({ keys: [iwf], required: 2 }, /trust\.required should be from 1/);
    const log = { key: 'log.example+00000000+AAAA' };
    options({ keys: [iwf], log });
    options({ keys: [iwf], log: { ...log, witnesses: [ncmec], policy: 'all of ncmec', remembered: 'log.example\n7\nroot\n' } });
    refused({ keys: [iwf], log: { ...log, witneses: [ncmec] } }, /no option called witneses; expected key, witnesses/);
    refused({ keys: [iwf], log: {} }, /trust\.log\.key/);
    refused({ keys: [iwf], log: { ...log, witnesses: ncmec } }, /trust\.log\.witnesses/);
    refused({ keys: [iwf], log: { ...log, witnesses: [ncmec], required: 2 } }, /trust\.log\.required should be from 0/);
    refused({ keys: [iwf], log: { ...log, witnesses: [ncmec], policy: 'iwf' } }, /^trust\.log\.policy: The trust policy names iwf/);
    refused({ keys: [iwf], log: { ...log, remembered: 'other.example\n7\nroot\n' } }, /trust\.log\.remembered/);
    refused({ keys: [iwf], log: { ...log, remembered: 'log.example' } }, /trust\.log\.remembered/);
  });
});
