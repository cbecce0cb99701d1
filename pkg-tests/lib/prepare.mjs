// Builds what all test files start from, before they run side by side.
import { main } from '../../scripts/lib/project.mjs';
import { buildPage } from '../../scripts/lib/demo-build.mjs';
import { paintedPictures } from './fixture.mjs';

await main(async () => {
  await paintedPictures();
  await buildPage((text) => console.log(`presend: ${text}`));
});
