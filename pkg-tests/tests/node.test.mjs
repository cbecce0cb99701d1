// The package in Node: real pictures, real sets, and everything that can go wrong with them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { capture } from '../../scripts/lib/run.mjs';
import { installPackage, makeKey, makeSet, paintedPictures, presend, temporaryFolder } from '../lib/fixture.mjs';
import { startServer } from '../lib/server.mjs';

const teen = { audience: 'teen' };

describe('the package in Node', { timeout: 300_000 }, () => {
  const temporary = temporaryFolder();
  const guards = [];
  let installed, painted, owner, stranger, set, expired, createGuard, PresendError;

  const picture = (name) => new Uint8Array(readFileSync(painted.get(name).file));
  const trust = (...keys) => ({ keys: keys.map((key) => key.text), required: 1, purposes: ['demo'] });
  const source = (changes = {}) => ({ manifest: set.manifest, index: set.index, trust: trust(owner), ...changes });
  const guardFor = async (...sources) => {
    const guard = await createGuard({ sets: sources, hostReports: false });
    guards.push(guard);
    return guard;
  };

  before(async () => {
    painted = await paintedPictures();
    installed = await installPackage(temporary.folder);
    ({ createGuard, PresendError } = await installed.import('presend'));
    owner = await makeKey(temporary.folder, 'owner');
    stranger = await makeKey(temporary.folder, 'stranger');
    const listed = [...painted.values()].filter(({ group }) => group === 'match').map(({ file }) => file);
    set = await makeSet(temporary.folder, 'current', owner, listed);
    expired = await makeSet(temporary.folder, 'expired', owner, listed, '--not-before', '2020-01-01', '--not-after', '2020-02-01');
  });
  after(() => {
    for (const guard of guards) guard.close();
    temporary.remove();
  });

  it('takes a help directory that the command line tool has signed, and no other', async () => {
    const { readHelpUpdate } = await installed.import('presend/node');
    const directory = join(temporary.folder, 'directory.json');
    const value = JSON.parse(readFileSync(new URL('../../www/src/help/directory.json', import.meta.url), 'utf8'));
    writeFileSync(directory, JSON.stringify({ ...value, generated: '2027-01-15' }, null, '\t'));
    const out = join(temporary.folder, 'help.note');
    await presend('help-sign', directory, '--sign', owner.secret, '--out', out);
    const note = new Uint8Array(readFileSync(out));
    const update = await readHelpUpdate(note, { keys: [owner.text] });
    assert.deepEqual([update.generated, update.resources.length], ['2027-01-15', value.resources.length]);
    await assert.rejects(readHelpUpdate(note, { keys: [stranger.text] }), { code: 'untrusted-directory' });
    // A match set of the same owner is signed too, and is no help directory.
    await assert.rejects(readHelpUpdate(set.manifest, { keys: [owner.text] }), { code: 'bad-directory' });
    writeFileSync(directory, '{}');
    // Nor does the tool sign what is none, or replace what is there; the note stays as it was.
    const unsigned = join(temporary.folder, 'unsigned.note');
    await assert.rejects(presend('help-sign', directory, '--sign', owner.secret, '--out', unsigned), /exit code 1/);
    assert.ok(!existsSync(unsigned));
    await assert.rejects(presend('help-sign', directory, '--sign', owner.secret, '--out', out), /exit code 1/);
    assert.deepEqual(new Uint8Array(readFileSync(out)), note);
  });

  it('gives every painted picture the verdict of its group', async () => {
    const guard = await guardFor(source());
    const kinds = { match: 'known', edited: 'known', clear: 'clear', unchecked: 'unchecked' };
    assert.ok(painted.size >= 15);
    for (const [name, { group }] of painted) {
      assert.equal((await guard.check(picture(name), teen)).kind, kinds[group], name);
    }
  });

  it('says exactly what may be done next, and nothing about the match', async () => {
    const guard = await guardFor(source());
    for (const audience of ['under13', 'teen', 'adult']) {
      assert.deepEqual(await guard.check(picture('harbour.jpg'), { audience }), { kind: 'known', purpose: 'demo', audience, next: 'hold' });
      assert.deepEqual(await guard.check(picture('city.jpg'), { audience }), { kind: 'clear', audience, next: 'send' });
    }
    assert.deepEqual(await guard.check(picture('plain.png'), teen), { kind: 'unchecked', why: 'too-plain', audience: 'teen', next: 'ask' });
    assert.deepEqual(await guard.check(picture('plain.png'), { audience: 'adult' }), { kind: 'unchecked', why: 'too-plain', audience: 'adult', next: 'send' });
    assert.deepEqual(await guard.check(picture('city.jpg'), { audience: 'teen', intimateSignal: true }), { kind: 'intimate', source: 'host', audience: 'teen', next: 'ask' });
  });

  it('takes Blobs, buffers and views, and leaves the bytes as they were', async () => {
    const guard = await guardFor(source());
    const bytes = picture('lake.jpg');
    const copy = bytes.slice();
    const inside = new Uint8Array([...new Uint8Array(10), ...bytes, ...new Uint8Array(10)]).subarray(10, 10 + bytes.length);
    for (const form of [bytes, bytes.buffer, new Blob([bytes]), new File([bytes], 'lake.jpg', { type: 'image/png' }), inside]) {
      assert.equal((await guard.check(form, teen)).kind, 'known');
    }
    assert.deepEqual(bytes, copy);
  });

  it('does not call a file clear that it cannot read', async () => {
    const guard = await guardFor(source());
    const why = async (bytes) => {
      const verdict = await guard.check(bytes, teen);
      assert.equal(verdict.kind, 'unchecked');
      return verdict.why;
    };
    assert.equal(await why(picture('cut-off.jpg')), 'error');
    assert.equal(await why(new TextEncoder().encode('a text, not a picture')), 'unsupported');
    assert.equal(await why(new Uint8Array()), 'unsupported');
  });

  it('refuses a set that was altered, or signed by someone else', async () => {
    const index = set.index.slice();
    index[index.length - 1] ^= 1;
    const manifest = set.manifest.slice();
    manifest[10] ^= 1;
    for (const refused of [source({ index }), source({ manifest }), source({ trust: trust(stranger) }), source({ trust: { ...trust(owner), purposes: ['csam'] } })]) {
      assert.deepEqual(await (await guardFor(refused)).check(picture('harbour.jpg'), teen), { kind: 'unchecked', why: 'error', audience: 'teen', next: 'ask' });
    }
    assert.equal((await (await guardFor(source({ trust: trust(stranger, owner) }))).check(picture('harbour.jpg'), teen)).kind, 'known');
    const two = await guardFor(source({ trust: { ...trust(stranger, owner), required: 2 } }));
    assert.equal((await two.check(picture('harbour.jpg'), teen)).why, 'error');
  });

  it('does not trust a set after its end', async () => {
    const guard = await guardFor({ manifest: expired.manifest, index: expired.index, trust: trust(owner) });
    assert.equal((await guard.check(picture('harbour.jpg'), teen)).why, 'expired-set');
    assert.equal((await guard.check(picture('city.jpg'), teen)).why, 'expired-set');
  });

  it('stops when told to: before, in the queue, and while running', async () => {
    const guard = await guardFor(source());
    const aborted = { kind: 'unchecked', why: 'aborted', audience: 'teen', next: 'ask' };
    assert.deepEqual(await guard.check(picture('harbour.jpg'), { ...teen, signal: AbortSignal.abort() }), aborted);
    const [running, queued] = [new AbortController(), new AbortController()];
    const big = new Uint8Array(readFileSync(new URL('../../tests/vectors/images/photo-12mp-progressive.jpg', import.meta.url)));
    const checks = [
      guard.check(big, { ...teen, signal: running.signal }),
      guard.check(picture('harbour.jpg'), { ...teen, signal: queued.signal }),
      guard.check(picture('harbour.jpg'), teen),
    ];
    queued.abort();
    assert.deepEqual(await checks[1], aborted);
    setTimeout(() => running.abort(), 20);
    assert.deepEqual(await checks[0], aborted);
    assert.equal((await checks[2]).kind, 'known');
  });

  it('calls off what is running when it is closed', async () => {
    const guard = await guardFor(source());
    const checks = [guard.check(picture('harbour.jpg'), teen), guard.check(picture('city.jpg'), teen)];
    guard.close();
    assert.deepEqual((await Promise.all(checks)).map(({ why }) => why), ['aborted', 'aborted']);
  });

  it('tries again after a set could not be loaded', async () => {
    const server = await startServer({});
    try {
      const guard = await guardFor({ url: new URL('/set/', server.address), trust: trust(owner) });
      assert.deepEqual(await guard.check(picture('harbour.jpg'), teen), { kind: 'unchecked', why: 'offline', audience: 'teen', next: 'ask' });
      server.mounts['/set/'] = set.folder;
      assert.equal((await guard.check(picture('harbour.jpg'), teen)).kind, 'known');
      assert.equal((await guard.check(picture('city.jpg'), teen)).kind, 'clear');
      const asked = server.requests.filter(({ status }) => status === 200).map(({ path }) => path).sort();
      assert.deepEqual(asked, ['/set/index.bin', '/set/manifest.txt']);
    } finally {
      await server.stop();
    }
  });

  it('rejects misuse with a code, and only misuse', async () => {
    const refused = (promise) => assert.rejects(promise, (error) => error instanceof PresendError && /^[a-z]+(-[a-z]+)*$/.test(error.code));
    await refused(createGuard({ sets: [], hostReports: false }));
    await refused(createGuard({ sets: [source()] }));
    const guard = await guardFor(source());
    await refused(guard.check('harbour.jpg', teen));
    await refused(guard.check(picture('harbour.jpg'), { audience: 'grown-up' }));
    guard.close();
    await refused(guard.check(picture('harbour.jpg'), teen));
  });

  it('asks nobody where there is no page: what may be sent is sent, the rest is for the caller', async () => {
    const guard = await guardFor(source());
    assert.equal(await guard.present(await guard.check(picture('city.jpg'), teen)), 'send');
    await assert.rejects(guard.present(await guard.check(picture('harbour.jpg'), teen)), { code: 'no-document' });
  });

  it('lets the program end, with the guard closed or left open', async () => {
    writeFileSync(
      join(installed.project, 'short.mjs'),
      `import { readFileSync } from 'node:fs';
      import { createGuard } from 'presend';
      const [manifest, index, picture] = process.argv.slice(2, 5).map((file) => new Uint8Array(readFileSync(file)));
      const guard = await createGuard({ sets: [{ manifest, index, trust: { keys: [process.argv[5]] } }], hostReports: false });
      console.log((await guard.check(picture, { audience: 'adult' })).kind);
      if (process.argv[6] === 'close') guard.close();`,
    );
    const args = [join(set.folder, 'manifest.txt'), join(set.folder, 'index.bin'), painted.get('harbour.jpg').file, owner.text];
    for (const end of ['close', 'leave']) {
      const { output } = await capture(process.execPath, ['short.mjs', ...args, end], { cwd: installed.project, timeout: 20_000 });
      assert.equal(output.trim(), 'known', end);
    }
  });

  it('works in a program that is given on the command line', async () => {
    const program = `import { readFileSync } from 'node:fs';
      import { createGuard } from 'presend';
      const [manifest, index, picture] = process.argv.slice(1, 4).map((file) => new Uint8Array(readFileSync(file)));
      const guard = await createGuard({ sets: [{ manifest, index, trust: { keys: [process.argv[4]] } }], hostReports: false });
      console.log((await guard.check(picture, { audience: 'adult' })).kind);`;
    const args = [join(set.folder, 'manifest.txt'), join(set.folder, 'index.bin'), painted.get('harbour.jpg').file, owner.text];
    const options = ['--input-type=module', '--eval', program, '--'];
    const { output } = await capture(process.execPath, [...options, ...args], { cwd: installed.project, timeout: 20_000 });
    assert.equal(output.trim(), 'known');
  });
});
