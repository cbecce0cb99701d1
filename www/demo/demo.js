// The demo page: a chat that is not one. Pictures are checked by the real package, and "sending" only adds them to the page.
import { defineElement } from './presend/element/index.js';
import { directory, helpCountries } from './presend/help/index.js';
import { createGuard } from './presend/index.js';
import { explain, headline } from './outcomes.js';

const byId = (id) => document.getElementById(id);
const setting = byId('setting');
const file = byId('file');
const chat = byId('chat');
const messages = byId('messages');

const groups = {
  match: 'In the demo set',
  edited: 'Edited copy',
  clear: 'Not in the set',
  unchecked: 'Cannot be checked',
};

const notes = {
  match: 'Held, whoever sends it.',
  edited: 'Smaller, brighter, cropped or saved again: still recognised.',
  clear: 'Goes through.',
  unchecked: 'Young people are asked, adults go on.',
};

const words = { hostReports: false, appName: 'this demo chat' };
let guard;
let busy = false;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

async function getJson(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** Who is sending, and where, as set above the chat. */
function circumstances() {
  const data = new FormData(setting);
  return { audience: data.get('audience'), region: data.get('region') || undefined, intimateSignal: data.has('camera') ? 'host' : undefined };
}

async function start() {
  fillCountries();
  const { set = 'sets/demo/', trust, evaluator } = await getJson('demo.json');
  const owners = Array.isArray(trust) ? { keys: trust } : trust;
  guard = await createGuard({ sets: [{ url: set, trust: owners, evaluator }], ...words });
  const [ready] = await Promise.all([guard.preload(), showGallery()]);
  if (!ready) throw new Error('the check could not be loaded');
  say('Ready.', 'Choose a picture. It stays on this device; the check asks the list owner one blind question.');
  document.documentElement.dataset.ready = '';
}

/** Sends a picture as a chat would: check it, ask where there is something to ask, then add it or not. */
async function send(blob, { title, alt }) {
  if (busy || !guard) return;
  busy = true;
  const { audience, region, intimateSignal } = circumstances();
  attach(`${title}: checking on this device`);
  say('Checking…', 'The picture is on this device and stays there.');
  byId('time').textContent = byId('verdict').textContent = '…';
  const started = performance.now();
  try {
    const verdict = await guard.check(blob, { audience, intimateSignal });
    byId('time').textContent = `${Math.round(performance.now() - started)} ms`;
    byId('verdict').textContent = Object.entries(verdict).map(([name, value]) => `${name}: ${value}`).join(', ');
    say('Waiting for an answer', 'The screen is open.');
    const decision = await guard.present(verdict, { region });
    if (decision === 'send') addPicture(blob, alt);
    else addNote('A photo was not sent.');
    say(headline(decision), explain(verdict, decision));
    if (decision === 'replace') file.focus();
  } catch (error) {
    say('Something went wrong', `${error.message} Reload the page to try again.`);
  } finally {
    attach('');
    busy = false;
  }
}

function say(text, explanation) {
  byId('headline').textContent = text;
  byId('explanation').textContent = explanation;
}

function attach(text) {
  byId('attached').hidden = text === '';
  byId('attached').textContent = text;
}

function addPicture(blob, alt) {
  const source = URL.createObjectURL(blob);
  const image = make('img', { src: source, alt });
  image.addEventListener('error', () => image.replaceWith(make('span', { class: 'no-preview' }, 'A file that this browser cannot show')));
  addMessage('mine', make('figure', {}, image, make('figcaption', {}, 'Sent, in this demo only')));
}

const addNote = (text) => addMessage('note', make('p', {}, text));

function addMessage(kind, content) {
  messages.append(make('li', { class: kind }, content));
  messages.scrollTop = messages.scrollHeight;
}

/** The ready pictures. They are loaded now, so that sending one asks the network for nothing. */
async function showGallery() {
  const pictures = await getJson('pictures/index.json');
  const loaded = await Promise.all(
    pictures.map(async (picture) => {
      const response = await fetch(picture.src);
      if (!response.ok) throw new Error(`${picture.src}: ${response.status}`);
      return { ...picture, blob: await response.blob() };
    }),
  );
  for (const [group, label] of Object.entries(groups)) {
    const cards = loaded.filter((picture) => picture.group === group).map(card);
    if (cards.length === 0) continue;
    const title = make('h4', { id: `group-${group}` }, label);
    const section = make('section', { class: 'group', 'aria-labelledby': title.id }, make('header', {}, title, make('p', {}, notes[group])), make('ul', {}, ...cards));
    section.style.setProperty('--span', Math.min(Math.max(cards.length, 3), 8));
    byId('gallery').append(section);
  }
}

function card({ title, alt, note, group, blob }) {
  const image = make('img', { src: URL.createObjectURL(blob), alt, width: '240', height: '180' });
  image.addEventListener('error', () => image.replaceWith(make('span', { class: 'no-preview' }, alt)));
  const button = make('button', { type: 'button' }, image, make('span', { class: 'name' }, title));
  // In the other two groups the note says what the group says already.
  if (group === 'edited' || group === 'unchecked') button.append(make('span', { class: 'about' }, note));
  button.addEventListener('click', () => {
    byId('chat').scrollIntoView({ block: 'nearest' });
    void send(blob, { title, alt });
  });
  return make('li', {}, button);
}

function fillCountries() {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  const options = helpCountries(directory).map((code) => ({ code, name: names.of(code) }));
  for (const { code, name } of options.sort((a, b) => a.name.localeCompare(b.name, 'en'))) byId('region').append(make('option', { value: code }, name));
}

/** A picture of the visitor's own: its name is not shown, it can say more than one wants to. */
function sendOwn(files) {
  const [own] = files;
  if (own) void send(own, { title: 'Your picture', alt: 'The picture that you sent' });
}

file.addEventListener('change', () => {
  sendOwn(file.files);
  // The same file can be chosen again.
  file.value = '';
});

const carriesFiles = (event) => event.dataTransfer?.types.includes('Files');
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  // Files that miss the chat must not replace the page.
  addEventListener(type, (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  chat.addEventListener(type, (event) => {
    if (!carriesFiles(event)) return;
    const leaving = type === 'drop' || (type === 'dragleave' && !chat.contains(event.relatedTarget));
    chat.classList.toggle('over', !leaving);
    if (type === 'drop') sendOwn(event.dataTransfer.files);
  });
}

addEventListener('paste', (event) => {
  if (event.clipboardData?.files.length) sendOwn(event.clipboardData.files);
});

byId('need-help').addEventListener('click', async () => {
  const { audience, region } = circumstances();
  const nudge = new (defineElement())();
  document.body.append(nudge);
  await nudge.openHelp({ ...words, asksEvaluator: true, audience, region });
  nudge.remove();
});

// "Hide this" on a screen: what the chat shows of the picture goes too.
addEventListener('presend-hide', () => attach(''));

start().catch((error) => say('The demo could not be started', `${error.message}. Is it served by \`make demo\`? Reload the page to try again.`));
