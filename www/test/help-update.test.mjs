// A newer help directory, signed: the notes are made here with Node's own Ed25519, not with our code.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { directory, pickHelp } from '../dist/help/index.js';
import { readHelpUpdate } from '../dist/node.js';

const raw = () => JSON.parse(readFileSync(new URL('../src/help/directory.json', import.meta.url), 'utf8'));
const header = 'presend help directory v1';

/** A key pair in the form of C2SP signed-note. */
function makeKey(name) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.concat([Buffer.from([1]), publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)]);
  const id = createHash('sha256').update(`${name}\n`).update(key).digest().subarray(0, 4);
  return {
    text: `${name}+${id.toString('hex')}+${key.toString('base64')}`,
    line: (text) => `\u2014 ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`,
  };
}

const [owner, second, stranger] = ['help.example', 'second.example', 'help.example'].map(makeKey);
const bytes = (text) => new TextEncoder().encode(text);
const note = (text, ...keys) => bytes(`${text}\n${keys.map((key) => key.line(text)).join('')}`);
const textOf = (value, first = header) => `${first}\n${JSON.stringify(value)}\n`;

function newer(change = () => {}) {
  const value = { ...raw(), generated: '2027-01-15' };
  value.resources.find(({ id }) => id === 'gb-childline').phone = '0800 2222';
  change(value);
  return value;
}

describe('an update of the help directory', () => {
  it('replaces the numbers without a release of code', async () => {
    const update = await readHelpUpdate(note(textOf(newer()), owner), { keys: [owner.text] });
    const [talk] = pickHelp(update, { region: 'GB', audience: 'teen', today: '2027-06-01' });
    assert.deepEqual([talk.entry.id, talk.call[0].href, talk.stale], ['gb-childline', 'tel:08002222', false]);
    assert.equal(talk.entry.reviewBy, '2027-07-14');
    assert.equal(pickHelp(directory, { region: 'GB', audience: 'teen', today: '2027-06-01' })[0].stale, true);
  });

  it('can need more than one signature', async () => {
    const text = textOf(newer());
    const keys = [owner.text, second.text];
    await assert.rejects(readHelpUpdate(note(text, owner), { keys, required: 2 }), { code: 'untrusted-directory' });
    assert.equal((await readHelpUpdate(note(text, owner, second), { keys, required: 2 })).generated, '2027-01-15');
  });

  it('is refused where nobody trusted has signed it, or it was changed', async () => {
    const trust = { keys: [owner.text] };
    const good = note(textOf(newer()), owner);
    const changed = bytes(new TextDecoder().decode(good).replace('0800 2222', '0800 6666'));
    for (const [what, update] of [
      ['a stranger of the same name', note(textOf(newer()), stranger)],
      ['a changed number', changed],
      ['no signature', bytes(textOf(newer()))],
      ['nothing', new Uint8Array()],
    ]) {
      await assert.rejects(readHelpUpdate(update, trust), { name: 'PresendError', code: 'untrusted-directory' }, what);
    }
    await assert.rejects(readHelpUpdate(good, { keys: [] }), { code: 'untrusted-directory' });
    await assert.rejects(readHelpUpdate(good, { keys: ['no key'] }), { code: 'bad-key' });
  });

  it('is refused where it is something else that the same key has signed', async () => {
    for (const text of [textOf(newer(), 'presend match set v1'), `${JSON.stringify(newer())}\n`, `${header}\n`, `${header}\n{}\n`, `${header}\nno json\n`, `${textOf(newer())}more\n`]) {
      await assert.rejects(readHelpUpdate(note(text, owner), { keys: [owner.text] }), { code: 'bad-directory' }, text.slice(0, 60));
    }
  });

  it('is held to the same rules as the one in the package', async () => {
    for (const breakIt of [
      (value) => (value.resources[0].url = 'javascript:alert(1)'),
      (value) => (value.resources[0].url = 'http://childline.example'),
      (value) => (value.resources[0].phone = '+44;ext=1'),
      (value) => (value.resources = []),
      (value) => (value.resources[0].reviewed = 'lately'),
      (value) => (value.schema = 'help-resources/2'),
    ]) {
      await assert.rejects(readHelpUpdate(note(textOf(newer(breakIt)), owner), { keys: [owner.text] }), { code: 'bad-directory' }, String(breakIt));
    }
  });

  it('never goes back to an older one', async () => {
    const old = newer((value) => (value.generated = '2026-01-01'));
    await assert.rejects(readHelpUpdate(note(textOf(old), owner), { keys: [owner.text] }), { code: 'old-directory' });
    const update = note(textOf(newer()), owner);
    await assert.rejects(readHelpUpdate(update, { keys: [owner.text], notBefore: '2027-02-01' }), { code: 'old-directory' });
  });
});
