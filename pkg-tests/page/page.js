// A host page as small as one can be: a file input, the guard, and a line that says what happened.
// The query chooses the case: ?audience=teen&set=/sets/current/&intimate&hostReports
import { createGuard } from '/entry.js';

const query = new URLSearchParams(location.search);
const input = document.querySelector('input');
const status = document.querySelector('[role=status]');
const { trust } = await (await fetch('/config.json')).json();

document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  console.error(`content security policy: ${effectiveDirective} ${blockedURI}`);
});

const guard = await createGuard({
  sets: [{ url: new URL(query.get('set') ?? '/sets/current/', location.href), trust }],
  hostReports: query.has('hostReports'),
});

input.addEventListener('change', async () => {
  const [file] = input.files;
  if (!file) return;
  status.textContent = 'checking';
  const verdict = await guard.check(file, {
    audience: query.get('audience') ?? 'teen',
    ...(query.has('intimate') && { intimateSignal: true }),
  });
  const { kind, why, next } = verdict;
  document.body.dataset.verdict = [kind, why, next].filter(Boolean).join(' ');
  const decision = await guard.present(verdict, { locale: 'en', region: 'GB' });
  input.value = '';
  status.textContent = decision;
});
input.disabled = false;
