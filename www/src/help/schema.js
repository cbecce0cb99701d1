// The help directory: checked field by field, then turned into what the element can show without thinking.
// A wrong number shown to a child in trouble is worse than none, so whatever looks odd stops the build
// and refuses an update.
// Plain JavaScript, because the build runs it before TypeScript does; updates are read with it in the page.

/** How long what was checked may be relied on. Chosen: services change numbers and hours about once a year. */
export const REVIEW_DAYS = 180;

/** A directory that is not what it should be. The sentence names the entry and the field. */
export class DirectoryProblem extends Error {}

const PURPOSES = ['talk', 'crisis', 'remove_image', 'report_content', 'report_exploitation', 'adult_behaviour', 'emergency'];
const VERIFICATIONS = ['stored-first-party', 'stored-third-party', 'own-knowledge'];

const text = (value) => typeof value === 'string' && value.trim() === value && value !== '';
const flag = (value) => typeof value === 'boolean';
const age = (value) => Number.isInteger(value) && value >= 0 && value <= 120;
const orNull = (test) => (value) => value === null || test(value);
const listOf = (test) => (value) => Array.isArray(value) && value.every(test);
const helpAddress = (value) => text(value) && /^https:\/\/[a-z0-9.-]+(\/\S*)?$/i.test(value);
/** An address, and in some cases a remark on it: "https://… (seen in a copied page)". */
const SOURCE = /^(https?:\/\/[a-z0-9.-]+(?:\/\S*)?)(?: \((.+)\))?$/i;
const sourceAddress = (value) => text(value) && SOURCE.test(value);
const day = (value) => text(value) && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
const date = (value) => text(value) && /^\d{4}(-\d{2}(-\d{2})?)?( \(inferred\))?$/.test(value);

const FIELDS = {
  id: (value) => text(value) && /^[a-z]{2,3}(-[a-z0-9]+)+$/.test(value),
  country: (value) => text(value) && /^([A-Z]{2}|INT)$/.test(value),
  name: text,
  operator: orNull(text),
  purpose: (value) => listOf((item) => PURPOSES.includes(item))(value) && value.length > 0,
  audience: text,
  for_youth: flag,
  url: orNull(helpAddress),
  phone: orNull(text),
  sms: orNull(text),
  chat: orNull(text),
  other_channels: listOf(text),
  hours: orNull(text),
  age_min: orNull(age),
  age_max: orNull(age),
  languages: listOf(text),
  free: orNull(flag),
  anonymous: orNull(flag),
  verified: flag,
  verification: (value) => VERIFICATIONS.includes(value),
  unverified_fields: listOf(text),
  recheck_before_release: flag,
  source: listOf((item) => sourceAddress(item?.url) && orNull(date)(item.date) && VERIFICATIONS.includes(item.kind)),
  notes: orNull(text),
  reviewed: (value) => value === undefined || day(value),
};

/** `raw` is what directory.json holds, or an update of it. */
export function compileDirectory(raw) {
  if (raw?.schema !== 'help-resources/1') throw new DirectoryProblem(`The help directory should be of schema help-resources/1, not ${raw?.schema}.`);
  if (!day(raw.generated)) throw new DirectoryProblem('The help directory should say on which day it was generated.');
  if (!Array.isArray(raw.resources) || raw.resources.length === 0) throw new DirectoryProblem('The help directory should have resources.');
  if (!text(raw.how_verified) || !listOf(text)(raw.fallback_order)) throw new DirectoryProblem('The help directory should say how it was verified, and its fallback order.');
  const seen = new Set();
  for (const entry of raw.resources) {
    const id = entry?.id ?? `entry ${seen.size + 1}`;
    const complain = (what) => {
      throw new DirectoryProblem(`The help directory, ${id}: ${what}`);
    };
    for (const [field, test] of Object.entries(FIELDS)) if (!test(entry?.[field])) complain(`${field} is ${JSON.stringify(entry[field])}, which it should not be.`);
    for (const field of Object.keys(entry)) if (!FIELDS[field]) complain(`there is no field ${field}.`);
    if (seen.has(id)) complain('this id is there twice.');
    if (entry.verified === (entry.verification === 'own-knowledge')) complain('verified and verification do not agree.');
    if (entry.verified && entry.source.length === 0) complain('it is verified but names no source.');
    if (entry.url === null && entry.phone === null && entry.sms === null) complain('there is no way to reach it.');
    seen.add(id);
  }
  return {
    schema: raw.schema,
    generated: raw.generated,
    howVerified: raw.how_verified,
    fallbackOrder: raw.fallback_order,
    resources: raw.resources.map((entry) => compileEntry(entry, raw.generated)),
  };
}

function compileEntry(raw, generated) {
  const reviewed = raw.reviewed ?? generated;
  const camel = ([field, value]) => [field.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), value];
  const doubted = (pattern) => raw.unverified_fields.some((field) => pattern.test(field));
  return {
    ...Object.fromEntries(Object.entries(raw).map(camel)),
    reviewed,
    reviewBy: new Date(Date.parse(reviewed) + REVIEW_DAYS * 86_400_000).toISOString().slice(0, 10),
    source: raw.source.map((item) => {
      const [, url, remark = null] = SOURCE.exec(item.url);
      return { ...item, url, remark };
    }),
    call: raw.phone === null || doubted(/^phone($| \()|number/) ? [] : callLinks(raw),
    text: raw.sms === null || doubted(/^sms|short code/) ? null : textLink(raw),
    always: raw.hours !== null && /^[a-z ]*24\/7\b/.test(raw.hours) && !/\b(older|report|20\d\d report)\b/.test(raw.hours) && !doubted(/^(current )?hours|^phone hours/),
    // What an entry says about ages is often only in words.
    forAdults: (raw.age_max === null || raw.age_max >= 18) && /^(anyone|adults|people|young people and adults)\b/.test(raw.audience) && !/when they were under 18/.test(raw.audience),
  };
}

/** "999 (emergency), 101 (not an emergency)": numbers, each with a note where there is one. */
function callLinks({ id, phone }) {
  return phone.split(/,\s*(?![^(]*\))/).map((part) => {
    const [, number, note = null] = /^(\+?\d[\d -]*\d|\d+)(?: \(([^()]+)\))?$/.exec(part) ?? [];
    if (!number) throw new DirectoryProblem(`The help directory, ${id}: the number in ${JSON.stringify(part)} was not understood.`);
    return { number, href: `tel:${number.replaceAll(/[ -]/g, '')}`, note };
  });
}

/** "text HOME to 741741", "text 988", "SMS 116111"; without a number there is nothing to link. */
function textLink({ id, sms }) {
  if (!/\d{3}/.test(sms.replace(/\([^)]*\)/, ''))) return null;
  const [, word = null, number] = /^(?:text|SMS) (?:(\w+) to )?([\d-]+)(?: \([^)]*\))?$/.exec(sms) ?? [];
  if (!number) throw new DirectoryProblem(`The help directory, ${id}: the number in ${JSON.stringify(sms)} was not understood.`);
  const digits = number.replaceAll('-', '');
  return { number, word, href: word === null ? `sms:${digits}` : `sms:${digits}?body=${encodeURIComponent(word)}` };
}
