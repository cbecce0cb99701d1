// The custom-elements manifest (schema 1.0.0), which editors and catalogues read. What there is, is found in the sources;
// what it means, is said here; where the two differ, the build stops.
import { readFileSync, writeFileSync } from 'node:fs';
import { dist, Problem, say, www } from './project.mjs';

const ATTRIBUTES = {
  'host-reports': '"true" or "false": does the host look at, act on or report what people send? Required, here or in the call; there is no default, because it decides which sentences are true.',
  'asks-evaluator': '"true" or "false": is the evaluator of a private match set asked? Where it is not said, no screen says that all happens on the device.',
  'app-name': "The app's name as people know it.",
  locale: 'BCP 47. Without it, the language of the page around the element.',
  'allow-drafts': 'Show languages whose words nobody has reviewed yet. Without it they are shown in English.',
  region: 'ISO 3166-1 alpha-2, for the help list. Without it the person can choose.',
  'review-url': 'Where people can ask for a review of a match.',
  level: '"brief" (one screen) or "full" (a second look before sending).',
};
const EVENTS = {
  'presend-verdict': ['CustomEvent<{ verdict: Verdict }>', 'Before anything is shown. Cancelable: then no dialog is shown and the decision is "stop".'],
  'presend-decision': ["CustomEvent<{ decision: 'send' | 'stop' | 'replace' }>", 'At the end, once.'],
  'presend-hide': ['CustomEvent<null>', 'The person wants everything out of sight: clear what the page shows of the picture.'],
};
const PARTS = {
  dialog: 'The native dialog.',
  title: 'The heading, which has the focus when a screen opens.',
  body: 'The lines below it.',
  actions: 'The row of the two main buttons.',
  'main-action': 'Each of them. They have the same weight.',
  action: 'Each button below.',
  help: 'Ways to help. Cannot be hidden.',
  stop: 'Ways out. Cannot be hidden.',
  back: 'One screen back.',
  hide: 'The quick way out.',
  close: 'The cross.',
  how: 'How this check works.',
};
const PROPERTIES = {
  '--presend-surface': 'Background of the dialog.',
  '--presend-text': 'Text.',
  '--presend-muted': 'Text that matters less.',
  '--presend-accent': 'Main buttons and the outline of the focus.',
  '--presend-accent-text': 'Text on main buttons.',
  '--presend-soft': 'Background of boxes.',
  '--presend-line': 'Borders.',
  '--presend-radius': 'Rounding of corners.',
  '--presend-font': 'Font family.',
  '--presend-width': 'Width of the dialog.',
};
const METHODS = {
  open: ['Promise<Decision>', 'Asks about a verdict.', [['verdict', 'Verdict'], ['settings', 'NudgeSettings']]],
  openHelp: ['Promise<void>', 'Help without a picture.', [['settings', 'HelpSettings']]],
  close: ['void', 'Takes the dialog away. Not sent.', []],
};

export function writeElements() {
  const source = ['nudge', 'helpers', 'settings', 'styles', 'screens'].map((file) => readFileSync(www('src', 'element', `${file}.ts`), 'utf8')).join('\n');
  const found = (pattern) => [...new Set([...source.matchAll(pattern)].flatMap(([, names]) => names.split(' ')))].sort();
  agree('attributes', ATTRIBUTES, [...found(/attribute\('([\w-]+)'\)/g), ...found(/hasAttribute\('([\w-]+)'\)/g)].filter((name, index, all) => all.indexOf(name) === index));
  agree('events', EVENTS, found(/new CustomEvent\('([\w-]+)'/g));
  agree('properties', PROPERTIES, found(/var\((--presend-[\w-]+)/g));
  const parts = [...found(/\bpart: '([\w -]+)'/g), ...found(/'(main-action|action)'\)/g), ...found(/#barButton\('(\w+)'/g)];
  agree('parts', PARTS, [...new Set(parts)]);
  agree('methods', METHODS, found(/^ {2}(?:async )?(open|openHelp|close)\(/gm));

  const list = (object) => Object.entries(object).map(([name, description]) => ({ name, description }));
  const declaration = {
    kind: 'class',
    name: 'PresendNudge',
    tagName: 'presend-nudge',
    customElement: true,
    description: 'Walks a person through the screens about a picture, and gives back what they decided.',
    superclass: { name: 'HTMLElement' },
    attributes: list(ATTRIBUTES),
    events: Object.entries(EVENTS).map(([name, [text, description]]) => ({ name, type: { text }, description })),
    cssParts: list(PARTS),
    cssProperties: list(PROPERTIES),
    members: Object.entries(METHODS).map(([name, [text, description, parameters]]) => ({
      kind: 'method',
      name,
      description,
      parameters: parameters.map(([parameter, type]) => ({ name: parameter, type: { text: type } })),
      return: { type: { text } },
    })),
  };
  const path = 'dist/element/index.js';
  const exported = { kind: 'js', name: 'PresendNudge', declaration: { name: 'PresendNudge', module: path } };
  const manifest = { schemaVersion: '1.0.0', readme: 'README.md', modules: [{ kind: 'javascript-module', path, declarations: [declaration], exports: [exported] }] };
  writeFileSync(dist('custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  say(`custom-elements.json: ${Object.keys(ATTRIBUTES).length} attributes, ${Object.keys(EVENTS).length} events, ${Object.keys(PARTS).length} parts, ${Object.keys(PROPERTIES).length} properties`);
}

function agree(what, described, found) {
  const missing = found.filter((name) => !(name in described));
  const surplus = Object.keys(described).filter((name) => !found.includes(name));
  if (missing.length > 0 || surplus.length > 0) {
    throw new Problem(`the ${what} of the element are not those that build/elements.mjs describes: not described ${missing.join(', ') || 'none'}; not there ${surplus.join(', ') || 'none'}.`);
  }
}
