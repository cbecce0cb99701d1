// Private match sets through the installed package, with an evaluator and a mirror that are really asked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { answering, loadOwnersCore } from '../lib/evaluator.mjs';
import { installPackage, makeKey, makeSet, paintedPictures, presend, temporaryFolder } from '../lib/fixture.mjs';

describe('private match sets in the package', { timeout: 600_000 }, () => {
  let temporary, painted, guardOf, evaluator, mirror;
  const sets = {};
  const bytes = (name) => new Uint8Array(readFileSync(painted.get(name).file));

  before(async () => {
    temporary = temporaryFolder();
    painted = await paintedPictures();
    const installed = await installPackage(temporary.folder);
    const owner = await makeKey(temporary.folder, 'owner');
    const secret = join(temporary.folder, 'evaluator.key');
    await presend('evaluator-keygen', '--out', secret);
    const listed = [...painted.values()].filter(({ group }) => group === 'match').map(({ file }) => file);
    for (const kind of ['private-local', 'private-mirror']) {
      sets[kind] = await makeSet(temporary.folder, kind, owner, listed, '--kind', kind, '--evaluator-key', secret);
    }
    const { Evaluator, Mirror } = await loadOwnersCore();
    const trust = { keys: [owner.text], required: 1, purposes: ['demo'] };
    const core = new Evaluator(readFileSync(secret, 'utf8'));
    evaluator = await answering((question) => core.evaluate(question, crypto.getRandomValues(new Uint8Array(32))));
    const { manifest, index } = sets['private-mirror'];
    const buckets = new Mirror(manifest, index, trust, Date.now());
    mirror = await answering((question) => buckets.answer(question));
    const { createGuard } = await installed.import('presend');
    guardOf = (kind, options = {}) =>
      createGuard({
        sets: [
          {
            url: pathToFileURL(sets[kind].folder),
            trust,
            evaluator: evaluator.url,
            ...(kind === 'private-mirror' ? { mirror: mirror.url } : {}),
            ...options,
          },
        ],
        hostReports: false,
      });
  });
  after(async () => {
    await evaluator?.stop();
    await mirror?.stop();
    temporary?.remove();
  });

  const check = async (guard, name) => {
    const { kind, why, purpose } = await guard.check(bytes(name), { audience: 'teen' });
    return [kind, why ?? purpose].filter(Boolean).join(' ');
  };

  for (const kind of ['private-local', 'private-mirror']) {
    it(`${kind}: finds a listed picture and an edited copy, and nothing else, with the same sizes each time`, async () => {
      const guard = await guardOf(kind);
      evaluator.log.length = mirror.log.length = 0;
      const edited = [...painted].find(([, { group }]) => group === 'edited')[0];
      const clear = [...painted].find(([, { group }]) => group === 'clear')[0];
      const listed = [...painted].find(([, { group }]) => group === 'match')[0];
      assert.deepEqual([await check(guard, listed), await check(guard, edited), await check(guard, clear)], ['known demo', 'known demo', 'clear']);
      assert.deepEqual(evaluator.log, Array(3).fill([20 + 32 * 512, 100 + 32 * 512]));
      assert.deepEqual(mirror.log, kind === 'private-mirror' ? Array(3).fill([20 + 4 * 512, 20 + 176 * 512]) : []);
      guard.close();
    });
  }

  it('takes no answer, and a false one, for unchecked', async () => {
    const clear = [...painted].find(([, { group }]) => group === 'clear')[0];
    const lying = await guardOf('private-local');
    evaluator.state.lie = (answer) => {
      answer[answer.length - 1] ^= 1;
      return answer;
    };
    assert.equal(await check(lying, clear), 'unchecked error');
    evaluator.state.lie = (answer) => answer;
    assert.equal(await check(lying, clear), 'clear');
    lying.close();
    const lost = await guardOf('private-local', { evaluator: 'http://127.0.0.1:9/' });
    assert.equal(await check(lost, clear), 'unchecked offline');
    lost.close();
    const nobody = await guardOf('private-local', { evaluator: undefined });
    assert.equal(await check(nobody, clear), 'unchecked offline');
    nobody.close();
  });

  it('refuses an older edition than the one that is known', async () => {
    const clear = [...painted].find(([, { group }]) => group === 'clear')[0];
    const guard = await guardOf('private-local');
    guard.close();
    const { trust } = { trust: { keys: [], leastEpochs: { 'test-private-local': 2 } } };
    const owner = readFileSync(join(temporary.folder, 'owner.pub'), 'utf8').trim();
    const strict = await guardOf('private-local', { trust: { ...trust, keys: [owner] } });
    assert.equal(await check(strict, clear), 'unchecked error');
    strict.close();
  });
});
