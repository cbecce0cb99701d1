// The WebAssembly in the package and the command line tool must say the same about every reference picture.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { at } from '../../scripts/lib/project.mjs';
import { capture } from '../../scripts/lib/run.mjs';
import { built, installPackage, jsonLines, paintedPictures, temporaryFolder } from '../lib/fixture.mjs';

const images = at('tests', 'vectors', 'images');

describe('hashImage and `presend hash`', { timeout: 300_000 }, () => {
  const temporary = temporaryFolder();
  const native = new Map();
  let hashImage;

  before(async () => {
    await paintedPictures();
    ({ hashImage } = await (await installPackage(temporary.folder)).import('presend/node'));
    const files = readdirSync(images).map((name) => join(images, name));
    // Exit code 1 is right here: some of the files are bad on purpose.
    const { output } = await capture(built('presend'), ['hash', '--json', '--dihedral', ...files]);
    for (const line of jsonLines(output)) native.set(line.file, [...(native.get(line.file) ?? []), line]);
  });
  after(() => temporary.remove());

  it('agree on every reference picture', async () => {
    let hashed = 0;
    let refused = 0;
    for (const [file, lines] of native) {
      const bytes = new Uint8Array(readFileSync(file));
      // The command reads TIFF, the browser build does not.
      const code = file.endsWith('.tif') ? 'unsupported-format' : lines[0].error?.code;
      if (code) {
        await assert.rejects(async () => hashImage(bytes, { dihedral: true }), { code }, file);
        refused++;
        continue;
      }
      const { frames } = await hashImage(bytes, { dihedral: true });
      const views = frames.flatMap(({ frame, upright, trimmed, ...stored }) =>
        Object.entries({ stored, ...(upright && { upright }), ...(trimmed && { trimmed }) }).map(([view, hashed]) => ({ frame, view, ...hashed })),
      );
      const wanted = ['frame', 'view', 'width', 'height', 'hash', 'quality', 'dihedral'];
      const only = (object) => Object.fromEntries(wanted.map((name) => [name, object[name]]));
      assert.deepEqual(views.map(only), lines.map(only), file);
      hashed++;
    }
    assert.equal(hashed + refused, readdirSync(images).length);
    assert.ok(hashed >= 80, `only ${hashed} pictures were hashed`);
    assert.ok(refused >= 19, `only ${refused} bad files were refused`);
  });
});
