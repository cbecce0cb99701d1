// The host page of page/, served with the installed package and with match sets.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackage, makeKey, makeSet, makeSetOf, paintedPictures, temporaryFolder } from './fixture.mjs';
import { startServer } from './server.mjs';

/** Installs, makes the sets `current` and `expired`, and serves all of it from one origin. `options` are those of `startServer`. */
export async function startHost(options) {
  const temporary = temporaryFolder();
  const painted = await paintedPictures();
  const installed = await installPackage(temporary.folder);
  const owner = await makeKey(temporary.folder, 'owner');
  const listed = [...painted.values()].filter(({ group }) => group === 'match').map(({ file }) => file);
  await makeSet(temporary.folder, 'current', owner, listed);
  await makeSet(temporary.folder, 'expired', owner, listed, '--not-before', '2020-01-01', '--not-after', '2020-02-01');

  const pages = join(temporary.folder, 'page');
  mkdirSync(pages);
  cpSync(fileURLToPath(new URL('../page', import.meta.url)), pages, { recursive: true });
  const entry = join('/presend', browserEntry(installed.manifest.exports['.']));
  writeFileSync(join(pages, 'entry.js'), `export * from '${entry}';\n`);
  writeFileSync(join(pages, 'config.json'), JSON.stringify({ trust: { keys: [owner.text], required: 1, purposes: ['demo'] } }));

  const server = await startServer({ '/': pages, '/presend/': installed.home, '/sets/': join(temporary.folder, 'sets') }, options);
  return {
    ...server,
    entry,
    manifest: installed.manifest,
    file: (name) => painted.get(name).file,
    /** Another set of the same owner, from the text of a list; the page takes it with `?set=`. */
    addSet: (name, list, ...how) => makeSetOf(temporary.folder, name, owner, list, ...how),
    stop: async () => {
      await server.stop();
      temporary.remove();
    },
  };
}

/** The file a browser gets, whatever the order of the conditions. */
const browserEntry = (conditions) => conditions.browser ?? conditions.default;
