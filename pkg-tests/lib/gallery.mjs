// The gallery of screens, served with the installed package under the strict content security policy.
import { at } from '../../scripts/lib/project.mjs';
import { join } from 'node:path';
import { installPackage, temporaryFolder } from './fixture.mjs';
import { startServer } from './server.mjs';
export { cases } from '../../www/demo/gallery-cases.js';

export async function startGallery(mounts = {}) {
  const temporary = temporaryFolder();
  const installed = await installPackage(temporary.folder);
  const server = await startServer({ '/': at('www', 'demo'), '/presend/': join(installed.home, 'dist'), ...mounts });
  return {
    ...server,
    installed,
    page: `${server.address}gallery.html`,
    stop: async () => {
      await server.stop();
      temporary.remove();
    },
  };
}

/** Opens a case of the gallery in an open page, as a press of its button does; gives back the dialog. */
export async function openCase(page, index, screen) {
  await page.locator(`#case-${index}`).click();
  const dialog = page.locator(`presend-nudge dialog[data-screen="${screen}"]`);
  await dialog.waitFor();
  return dialog;
}

export async function choose(page, settings) {
  for (const [name, value] of Object.entries(settings)) await page.locator(`#${name}`).selectOption(value);
}
