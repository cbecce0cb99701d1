// A page whose guard pays the evaluator with Privacy Pass tokens, in the way that docs/deploy.md tells.
// ?pay=bought (each token from the issuer), again (the first token, whatever is asked), none, refused (by the issuer)
import { createGuard } from '/entry.js';
import { AuthorizationHeader, publicVerif, WWWAuthenticateHeader } from '/paying/privacypass.js';

const how = new URLSearchParams(location.search).get('pay');
const input = document.querySelector('input');
const status = document.querySelector('[role=status]');
const { trust } = await (await fetch('/config.json')).json();
const { evaluator, issuer } = await (await fetch('/paying/config.json')).json();

async function bought(challenge) {
  const [{ challenge: asked, tokenKey }] = WWWAuthenticateHeader.parse(challenge);
  const client = new publicVerif.Client(publicVerif.BlindRSAMode.PSS);
  const request = await client.createTokenRequest(asked, tokenKey);
  const answer = await fetch(how === 'refused' ? `${issuer}refuse` : issuer, { method: 'POST', body: request.serialize() });
  if (!answer.ok) return undefined;
  const response = publicVerif.TokenResponse.deserialize(new Uint8Array(await answer.arrayBuffer()));
  return new AuthorizationHeader(await client.finalize(response)).toString();
}

let first;
const ways = { bought, refused: bought, none: async () => undefined, again: (challenge) => (first ??= bought(challenge)) };
let asked = 0;
const token = (challenge) => {
  document.body.dataset.asked = String(++asked);
  return ways[how](challenge);
};

const guard = await createGuard({ sets: [{ url: new URL('/sets/paid/', location.href), trust, evaluator: { url: evaluator, token } }], hostReports: false });

input.addEventListener('change', async () => {
  const verdict = await guard.check(input.files[0], { audience: 'teen' });
  const { kind, why, next } = verdict;
  document.body.dataset.verdict = [kind, why, next].filter(Boolean).join(' ');
  const decision = await guard.present(verdict, { locale: 'en', region: 'GB' });
  input.value = '';
  status.textContent = decision;
});
input.disabled = false;
