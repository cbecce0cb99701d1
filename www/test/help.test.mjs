// Who is offered as help, for every country, age and purpose.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compileDirectory } from '../src/help/schema.js';
import { directory, helpCountries, pickHelp } from '../dist/help/index.js';
import { FALLBACKS } from '../dist/help/pick.js';
import { shown } from '../dist/help/shown.js';

const raw = () => JSON.parse(readFileSync(new URL('../src/help/directory.json', import.meta.url), 'utf8'));
const audiences = ['under13', 'teen', 'unknown', 'adult'];
const purposes = ['talk', 'takedown', 'report', 'urgent', 'behaviour'];
const regions = [...helpCountries(directory), undefined, 'XX', 'IS'];
const ids = (query) => pickHelp(directory, query).map(({ purpose, entry }) => `${purpose}:${entry.id}`);

describe('the help directory', () => {
  it('is compiled without losing an entry or a source', () => {
    const { resources } = raw();
    assert.equal(directory.resources.length, resources.length);
    const sources = (entries) => entries.flatMap(({ source }) => source).length;
    assert.ok(sources(resources) > 100);
    assert.equal(sources(directory.resources), sources(resources));
  });

  it('is refused when anything in it looks odd', () => {
    const breakages = {
      'a field of the wrong kind': (entry) => (entry.free = 'yes'),
      'a field that nobody knows': (entry) => (entry.fax = '1'),
      'a missing field': (entry) => delete entry.hours,
      'an address that is not secret': (entry) => (entry.url = 'http://childline.example'),
      'a number with words in it': (entry) => (entry.phone = '0800 CALL ME'),
      'a purpose of its own': (entry) => (entry.purpose = ['chat']),
      'no way to reach it': (entry) => (entry.url = entry.phone = entry.sms = null),
      'no source': (entry) => (entry.source = []),
      'a verification that contradicts itself': (entry) => (entry.verified = false),
    };
    for (const [what, breakIt] of Object.entries(breakages)) {
      const broken = raw();
      breakIt(broken.resources[0]);
      assert.throws(() => compileDirectory(broken), /help directory, gb-childline/, what);
    }
    const twice = raw();
    twice.resources.push(twice.resources[0]);
    assert.throws(() => compileDirectory(twice), /twice/);
  });

  it('makes links that dial, and none from numbers that nobody confirms', () => {
    const byId = Object.fromEntries(directory.resources.map((entry) => [entry.id, entry]));
    assert.deepEqual(byId['gb-police'].call, [
      { number: '999', href: 'tel:999', note: 'emergency' },
      { number: '101', href: 'tel:101', note: 'not an emergency' },
    ]);
    assert.deepEqual(byId['gb-shout'].text, { number: '85258', word: 'SHOUT', href: 'sms:85258?body=SHOUT' });
    assert.deepEqual(byId['us-childhelp'].text, { number: '1-800-422-4453', word: null, href: 'sms:18004224453' });
    for (const id of ['us-fbi', 'no-kph', 'sg-tf', 'in-cyber', 'lu-bs', 'pt-lis']) assert.deepEqual(byId[id].call, [], id);
    for (const { call, text } of directory.resources) {
      for (const { href } of call) assert.match(href, /^tel:\+?\d+$/);
      if (text) assert.match(text.href, /^sms:\d+(\?body=\w+)?$/);
    }
  });
});

describe('pickHelp', () => {
  it('gives one to four different places for everybody, the wanted one first', () => {
    for (const region of regions) {
      for (const audience of audiences) {
        for (const purpose of purposes) {
          const items = pickHelp(directory, { region, audience, purpose });
          const where = `${region} ${audience} ${purpose}`;
          const least = audience === 'adult' ? 1 : 2;
          assert.ok(items.length <= 4, where);
          // No screen asks for "behaviour" on behalf of a young person.
          if (purpose !== 'behaviour' || audience === 'adult') assert.ok(items.length >= least, `${where}: ${items.length}`);
          assert.equal(new Set(items.map(({ entry }) => entry.id)).size, items.length, where);
          assert.ok(items.every(({ entry, call, text }) => call.length > 0 || text || entry.url), where);
        }
      }
    }
  });

  it('offers every young person somebody to talk to and a way to take a photo down', () => {
    for (const region of regions) {
      for (const audience of ['under13', 'teen', 'unknown']) {
        const found = pickHelp(directory, { region, audience }).map(({ purpose }) => purpose);
        assert.ok(found.includes('talk') && found.includes('takedown'), `${region} ${audience}: ${found}`);
        assert.equal(pickHelp(directory, { region, audience, purpose: 'takedown' })[0].purpose, 'takedown', region);
      }
    }
  });

  it('offers an adult help with their own behaviour, and a hotline, everywhere', () => {
    for (const region of regions) {
      const found = pickHelp(directory, { region, audience: 'adult', purpose: 'behaviour' }).map(({ purpose }) => purpose);
      assert.deepEqual(found.slice(0, 2), ['behaviour', 'report'], region);
    }
  });

  it('keeps to what a service is for', () => {
    for (const region of regions) {
      for (const audience of audiences) {
        for (const { entry } of purposes.flatMap((purpose) => pickHelp(directory, { region, audience, purpose }))) {
          if (audience === 'adult') assert.ok(entry.forAdults, `${entry.id} for adults`);
          else assert.ok(entry.forYouth, `${entry.id} for young people`);
          if (audience === 'under13') assert.ok((entry.ageMin ?? 0) <= 12, entry.id);
          if (audience === 'teen') assert.ok((entry.ageMax ?? 99) >= 13, entry.id);
        }
      }
    }
  });

  it('shows unverified entries only where there is nothing else', () => {
    const shown = new Set(regions.flatMap((region) => audiences.flatMap((audience) => purposes.flatMap((purpose) => pickHelp(directory, { region, audience, purpose })))).map(({ entry }) => entry));
    const unverified = [...shown].filter(({ verified }) => !verified).map(({ id }) => id);
    // For an adult in Luxembourg or Portugal there is no other place to talk.
    assert.deepEqual(unverified.sort(), ['pt-lis']);
    assert.deepEqual(ids({ region: 'PT', audience: 'adult' })[0], 'talk:pt-lis');
  });

  it('passes over an entry that nobody has looked at for long, unless there is nothing else, and says so', () => {
    const ids = (items) => items.map(({ entry, stale }) => `${entry.id}${stale ? ' (stale)' : ''}`);
    const pick = (resources, today) => ids(pickHelp({ resources }, { region: 'GB', audience: 'teen', today })).slice(0, 1);
    const [childline] = directory.resources.filter(({ id }) => id === 'gb-childline');
    const other = { ...childline, id: 'gb-other', reviewBy: '2099-01-01', purpose: ['crisis', 'talk'] };
    const only = directory.resources.filter(({ id }) => id === 'gb-childline');
    assert.deepEqual(childline.reviewed, directory.generated);
    assert.deepEqual(pick([childline, other], childline.reviewBy), ['gb-childline']);
    assert.deepEqual(pick([childline, other], '2098-01-01'), ['gb-other']);
    assert.deepEqual(pick(only, '2098-01-01'), ['gb-childline (stale)']);
    const unverified = { ...childline, id: 'gb-unverified', verified: false };
    assert.deepEqual(pick([unverified], '2026-12-01'), ['gb-unverified (stale)']);
    assert.deepEqual(pick([unverified, other], '2026-12-01'), ['gb-other']);
  });

  it('is the same on the screens, field by field, without the fields that they do not need', () => {
    assert.equal(shown.resources.length, directory.resources.length);
    for (const [index, entry] of shown.resources.entries()) {
      const whole = directory.resources[index];
      for (const [field, value] of Object.entries(entry)) {
        if (field === 'chat') assert.equal(/chat/i.test(value ?? ''), /chat/i.test(whole.chat ?? ''), entry.id);
        else if (field === 'unverifiedFields') assert.deepEqual(value, whole.unverifiedFields.filter((name) => ['anonymous', 'languages'].includes(name)), entry.id);
        else assert.deepEqual(value, whole[field], `${entry.id} ${field}`);
      }
    }
    for (const region of [...regions, undefined]) {
      for (const audience of audiences) {
        for (const purpose of purposes) {
          const [a, b] = [shown, directory].map((from) => pickHelp(from, { region, audience, purpose }).map(({ entry }) => entry.id));
          assert.deepEqual(a, b);
        }
      }
    }
  });

  it('leaves out numbers that would not connect from where the person is', () => {
    for (const region of regions) {
      for (const { entry, local, call, text } of pickHelp(directory, { region, audience: 'adult', purpose: 'behaviour' })) {
        if (entry.country === region || entry.country === 'INT') continue;
        assert.equal(local, false, `${entry.id} in ${region}`);
        assert.deepEqual([call, text], [[], null]);
      }
    }
    const estonia = pickHelp(directory, { region: 'EE', audience: 'teen' })[0];
    assert.equal(estonia.entry.id, 'eu-116111');
    assert.equal(estonia.call[0].href, 'tel:116111');
  });

  it('follows the fallback order of the directory', () => {
    for (const id of [...Object.values(FALLBACKS.youth), 'int-inhope']) {
      assert.ok(directory.fallbackOrder.some((line) => line.split(' ')[0] === id), id);
    }
    assert.deepEqual(ids({ audience: 'teen' }), ['talk:int-chi', 'takedown:us-takeitdown']);
    assert.deepEqual(ids({ audience: 'adult', purpose: 'report' }), ['report:int-inhope', 'takedown:int-stopncii']);
  });

  it('finds what a person there would expect', () => {
    assert.deepEqual(ids({ region: 'GB', audience: 'teen' }), ['talk:gb-childline', 'takedown:gb-report-remove', 'report:gb-ceop', 'urgent:gb-shout']);
    assert.deepEqual(ids({ region: 'gb', audience: 'adult', purpose: 'behaviour' }), ['behaviour:gb-ie-stopitnow', 'report:gb-iwf', 'urgent:gb-shout']);
    assert.deepEqual(ids({ region: 'GB', audience: 'adult', purpose: 'takedown' })[0], 'takedown:gb-rph');
    assert.deepEqual(ids({ region: 'US', audience: 'teen' }), ['talk:us-childhelp', 'takedown:us-takeitdown', 'report:us-cybertipline', 'urgent:us-988']);
    assert.deepEqual(ids({ region: 'US', audience: 'adult', purpose: 'takedown' })[0], 'takedown:int-stopncii');
    assert.deepEqual(ids({ region: 'NZ', audience: 'under13' })[0], 'talk:nz-whatsup');
    assert.deepEqual(ids({ region: 'SG', audience: 'under13' })[0], 'talk:sg-tf');
    assert.deepEqual(ids({ region: 'SG', audience: 'teen' })[0], 'talk:int-chi');
    assert.deepEqual(ids({ region: 'CA', audience: 'unknown', purpose: 'urgent' })[0], 'urgent:ca-988');
  });
});
