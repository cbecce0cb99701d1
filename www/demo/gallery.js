// Every screen of <presend-nudge>, in every language and theme. The address can say what to open:
// gallery.html?open=3&language=ar&theme=dark&region=GB
import { cases } from './gallery-cases.js';
import { defineElement, languages, preloadWords } from './presend/element/index.js';
import { directory, helpCountries } from './presend/help/index.js';

const byId = (id) => document.getElementById(id);
const choices = byId('choices');
defineElement();

function option(value, text) {
  const element = document.createElement('option');
  element.value = value;
  element.textContent = text;
  return element;
}

for (const { tag, review } of languages) {
  const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(tag);
  byId('language').append(option(tag, `${name} (${review})`));
}
const regions = new Intl.DisplayNames(['en'], { type: 'region' });
for (const code of helpCountries(directory)) byId('region').append(option(code, regions.of(code)));

const nudge = document.createElement('presend-nudge');
document.body.append(nudge);

export async function show({ verdict, path }) {
  const { language, theme, region, reports, asks } = Object.fromEntries(new FormData(choices));
  nudge.className = theme;
  const settings = { hostReports: reports === 'true', asksEvaluator: asks === 'true', locale: language, drafts: true, region: region || undefined, reviewUrl: 'https://review.example/', appName: 'Kite', retry: async () => verdict };
  await preloadWords(language, true);
  const decision = verdict ? nudge.open(verdict, settings) : nudge.openHelp({ ...settings, audience: 'teen' });
  while (!nudge.shadowRoot?.querySelector('h2')) await new Promise((resolve) => setTimeout(resolve));
  for (const step of path) {
    const button = step === 'how' ? '.how' : `[data-to="${step}"]`;
    nudge.shadowRoot.querySelector(button).click();
  }
  byId('decision').textContent = '';
  byId('decision').textContent = `Decision: ${(await decision) ?? 'closed'}`;
}

for (const [index, screen] of cases.entries()) {
  const button = document.createElement('button');
  button.type = 'button';
  button.id = `case-${index}`;
  button.textContent = screen.name;
  button.addEventListener('click', () => void show(screen));
  const item = document.createElement('li');
  item.append(button);
  byId('screens').append(item);
}

const query = new URLSearchParams(location.search);
for (const [name, value] of query) if (choices.elements.namedItem(name)) choices.elements.namedItem(name).value = value;
if (query.has('open')) void show(cases[Number(query.get('open'))]);
document.documentElement.dataset.ready = '';
