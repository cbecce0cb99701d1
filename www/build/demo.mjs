// The demo, as a folder that any static server can serve: the page's files, and the package as it is published.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dist, root, say, www } from './project.mjs';

const site = (...parts) => root('target', 'demo', 'site', ...parts);

/** Replaces only what comes from here: pictures and match sets are put beside it by others. */
export function buildDemo() {
  say('demo: copying');
  mkdirSync(site(), { recursive: true });
  cpSync(www('demo'), site(), { recursive: true });
  rmSync(site('presend'), { recursive: true, force: true });
  // The worker is no part of a page.
  cpSync(dist(), site('presend'), { recursive: true, filter: (file) => file !== dist('worker') });
}
