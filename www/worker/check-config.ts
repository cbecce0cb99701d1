/**
 * `node node_modules/presend/dist/worker/check-config.js [file …]`: refuses a configuration that holds a secret key. On
 * Cloudflare a plain variable cannot be told from a secret once the worker runs, so this is done before it is deployed.
 */
import { existsSync, readFileSync } from 'node:fs';

const USUAL = ['wrangler.toml', 'wrangler.json', 'wrangler.jsonc', 'deno.json', 'deno.jsonc', 'bunfig.toml', 'Dockerfile', 'compose.yaml', 'docker-compose.yml'];
const KEY = /presend-(?:evaluator|seal)-key-v\d+:|PRIVATE\+KEY\+/;
/** A secret's name with a value behind it. Its file's name is none. */
const NAMED = /^\s*["']?PRESEND_(?:EVALUATOR_KEY(?:_PREVIOUS)?|SEAL_KEY|METRICS_TOKEN)["']?\s*[=:]/m;

/** What is wrong with the text of a configuration, as a code and a sentence; undefined: nothing. */
export function wrongWith(text: string): { code: string; message: string } | undefined {
  if (KEY.test(text)) {
    return { code: 'key-in-plain-variable', message: 'holds a secret key. Take it out, treat the key as published, make a new one, and hand that in as a secret.' };
  }
  if (NAMED.test(text)) return { code: 'secret-in-plain-variable', message: 'gives a value to the name of a secret. Take the line out, and hand the value in as a secret: `npx wrangler secret put`.' };
  return undefined;
}

if (process.argv[1]?.endsWith('check-config.js')) {
  const named = process.argv.slice(2);
  const files = named.length > 0 ? named : USUAL.filter((file) => existsSync(file));
  for (const file of files) {
    const wrong = wrongWith(readFileSync(file, 'utf8'));
    if (!wrong) continue;
    console.error(`presend: ${file} ${wrong.message} (${wrong.code})`);
    process.exitCode = 1;
  }
}
