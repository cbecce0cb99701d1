// The help directory in full: every entry, what is known about it, and where that comes from.
import { directory } from './presend/help/index.js';

const regions = new Intl.DisplayNames(['en'], { type: 'region' });
const nameOf = (code) => ({ INT: 'International', EU: 'European Union' })[code] ?? regions.of(code);
const purposes = {
  talk: 'somebody to talk to',
  crisis: 'help in a crisis',
  remove_image: 'getting a picture taken down',
  report_content: 'reporting pictures',
  report_exploitation: 'reporting a person',
  adult_behaviour: 'adults worried about their own behaviour',
  emergency: 'emergencies',
};
const verifications = {
  'stored-first-party': 'The main facts are on a page of the service itself.',
  'stored-third-party': 'The main facts are on a page by somebody else.',
  'own-knowledge': 'No page confirms the contact facts. Shown only where there is nothing else.',
};

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

const link = (url, text = url) => make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text);
const row = (title, ...value) => (value.every((part) => part === null || part === '') ? null : make('div', {}, make('dt', {}, title), make('dd', {}, ...value)));
const yesNo = (value) => ({ true: 'yes', false: 'no' })[String(value)] ?? 'not known';

function ages({ ageMin, ageMax }) {
  if (ageMin === null && ageMax === null) return null;
  return ageMin === null ? `up to ${ageMax}` : ageMax === null ? `from ${ageMin}` : `${ageMin} to ${ageMax}`;
}

function source({ url, remark, date, kind }) {
  const host = new URL(url).hostname.replace(/^www\./, '');
  const about = [kind === 'stored-first-party' ? 'the service itself' : 'somebody else', date ?? 'no date', remark].filter(Boolean).join(', ');
  return make('li', {}, link(url, host), ` (${about})`);
}

function article(entry) {
  return make(
    'article',
    { id: entry.id },
    make('h3', {}, make('bdi', {}, entry.name)),
    entry.operator && make('p', { class: 'operator' }, entry.operator),
    make(
      'dl',
      {},
      row('For', entry.audience),
      row('Ages', ages(entry)),
      row('Help with', entry.purpose.map((name) => purposes[name]).join(', ')),
      row('Phone', entry.phone && make('bdi', {}, entry.phone)),
      row('Text', entry.sms && make('bdi', {}, entry.sms)),
      row('Chat', entry.chat),
      row('Also', entry.otherChannels.join('; ')),
      row('Website', entry.url && link(entry.url)),
      row('Open', entry.hours),
      row('Languages', entry.languages.join(', ')),
      row('Free', yesNo(entry.free)),
      row('Without a name', yesNo(entry.anonymous)),
      row('Not confirmed', entry.unverifiedFields.join(', ')),
      row('Notes', entry.notes),
      row('Checked', verifications[entry.verification]),
      row('Last looked at', `${entry.reviewed}; good until ${entry.reviewBy}, then shown only where there is nothing else`),
      row('Sources', entry.source.length > 0 ? make('ul', {}, ...entry.source.map(source)) : null),
    ),
  );
}

const list = document.querySelector('#list');
const select = document.querySelector('#country');
const byCountry = Map.groupBy ? Map.groupBy(directory.resources, ({ country }) => country) : group(directory.resources);

function group(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.country, [...(groups.get(entry.country) ?? []), entry]);
  return groups;
}

const countries = [...byCountry.keys()].sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
for (const country of countries) {
  select.append(make('option', { value: country }, nameOf(country)));
  const heading = make('h2', { id: `country-${country}`, tabindex: '-1' }, nameOf(country));
  list.append(make('section', { 'aria-labelledby': heading.id, 'data-country': country }, heading, ...byCountry.get(country).map(article)));
}

select.addEventListener('change', () => {
  for (const section of list.querySelectorAll('section')) section.hidden = select.value !== '' && section.dataset.country !== select.value;
});

const { resources } = directory;
document.querySelector('#summary').textContent =
  `These are all the services that the screens can show: ${resources.length} in ${countries.length - 2} countries, in the European Union and worldwide. The list was put together on ${directory.generated}.`;
const verified = resources.filter((entry) => entry.verified).length;
document.querySelector('#verified').textContent =
  `${verified} of ${resources.length} entries are confirmed by at least one source. The facts come from stored copies of public pages, not from the live web, so every entry has to be checked again before anybody relies on it.`;
