/** Chooses, from the whole directory, the few places that fit one person in one moment. */
import type { Audience } from '../types.js';
import type { CallLink, DirectoryPurpose, ShownDirectory, ShownEntry, TextLink } from './types.js';

/** What somebody is looking for. `behaviour`: an adult who is worried about their own thoughts or actions. */
export type HelpPurpose = 'talk' | 'takedown' | 'report' | 'urgent' | 'behaviour';

export interface HelpItem<Entry extends ShownEntry = ShownEntry> {
  purpose: HelpPurpose;
  entry: Entry;
  /** Of the chosen country. Where it is not, national numbers are left out: they would not connect. */
  local: boolean;
  call: readonly CallLink[];
  text: TextLink | null;
  /** Unverified, or past the day it was to be looked at again: here only because there is nothing else. */
  stale: boolean;
}

export interface HelpQuery {
  /** ISO 3166-1 alpha-2. Without it: international services only. */
  region?: string | null | undefined;
  audience?: Audience;
  /** Comes first. Default `talk`. */
  purpose?: HelpPurpose;
  /** The day that counts for review dates, `YYYY-MM-DD`. Default: today. */
  today?: string;
}

/** The list for each purpose, at most four items. */
const LISTS: Record<HelpPurpose, readonly HelpPurpose[]> = {
  talk: ['talk', 'takedown', 'report', 'urgent'],
  takedown: ['takedown', 'talk', 'report', 'urgent'],
  report: ['report', 'talk', 'takedown', 'urgent'],
  urgent: ['urgent', 'talk', 'takedown', 'report'],
  behaviour: ['behaviour', 'report', 'urgent'],
};

const WANTED: Record<HelpPurpose, readonly DirectoryPurpose[]> = {
  talk: ['talk'],
  takedown: ['remove_image'],
  report: ['report_exploitation', 'report_content'],
  urgent: ['crisis', 'emergency'],
  behaviour: ['adult_behaviour'],
};

type Group = 'youth' | 'adult';

/**
 * Where the country has nothing of its own: the directory's `fallbackOrder`, read purpose by purpose. For `behaviour`
 * it names none; the one service in the directory has a web page that can be read anywhere.
 */
export const FALLBACKS: Record<Group, Partial<Record<HelpPurpose, string>>> = {
  youth: { talk: 'int-chi', takedown: 'us-takeitdown' },
  adult: { takedown: 'int-stopncii', report: 'int-inhope', behaviour: 'gb-ie-stopitnow' },
};

/** Members of the European Union, which shares the entries of `EU`. */
const EU = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

/** Ages, inclusive, for ranking: a service for all of them comes before one for some of them. */
const AGES: Record<Exclude<Audience, 'unknown'>, readonly [number, number]> = { under13: [6, 12], teen: [13, 17], adult: [18, 18] };

export function pickHelp<Entry extends ShownEntry>(directory: { readonly resources: readonly Entry[] }, query: HelpQuery = {}): HelpItem<Entry>[] {
  const { region, audience = 'unknown', purpose = 'talk', today = new Date().toISOString().slice(0, 10) } = query;
  const country = region?.toUpperCase() ?? null;
  const person = audience === 'unknown' ? 'teen' : audience;
  const reliable = (entry: ShownEntry): boolean => entry.verified && today <= entry.reviewBy;
  const picked: HelpItem<Entry>[] = [];
  for (const wanted of LISTS[purpose]) {
    const taken = new Set(picked.map(({ entry }) => entry.id));
    const entry = best(directory.resources.filter(({ id }) => !taken.has(id)), wanted, country, person, reliable);
    if (!entry) continue;
    const local = entry.country === country || entry.country === 'INT' || (entry.country === 'EU' && country !== null && EU.has(country));
    picked.push({ purpose: wanted, entry, local, call: local ? entry.call : [], text: local ? entry.text : null, stale: !reliable(entry) });
  }
  return picked;
}

/** Countries that somebody can choose: those with entries, and those that share the entries of the EU. */
export function helpCountries(directory: ShownDirectory): string[] {
  const own = directory.resources.map(({ country }) => country).filter((country) => country !== 'EU' && country !== 'INT');
  return [...new Set([...own, ...EU])].sort();
}

type Person = keyof typeof AGES;

function best<Entry extends ShownEntry>(entries: readonly Entry[], purpose: HelpPurpose, country: string | null, person: Person, reliable: (entry: Entry) => boolean): Entry | undefined {
  const group = person === 'adult' ? 'adult' : 'youth';
  const fitting = entries
    .filter((entry) => fits(entry, person) && entry.purpose.some((name) => WANTED[purpose].includes(name)))
    .sort((a, b) => coverage(b, person) - coverage(a, person) || rank(a, purpose) - rank(b, purpose));
  const nearest = (among: readonly Entry[], elsewhere: readonly Entry[]): Entry | undefined =>
    among.find((entry) => entry.country === country) ??
    (country !== null && EU.has(country) ? among.find((entry) => entry.country === 'EU') : undefined) ??
    elsewhere.find((entry) => entry.id === FALLBACKS[group][purpose]);
  // The others are better than nothing at all.
  return nearest(fitting.filter(reliable), entries.filter(reliable)) ?? nearest(fitting, entries);
}

function fits(entry: ShownEntry, person: Person): boolean {
  const reachable = entry.url !== null || entry.call.length > 0 || entry.text !== null;
  return reachable && (person === 'adult' ? entry.forAdults : entry.forYouth) && coverage(entry, person) > 0;
}

/** The share of the person's possible ages that the service is for. */
function coverage({ ageMin, ageMax }: ShownEntry, person: Person): number {
  const [from, to] = AGES[person];
  return Math.max(0, Math.min(to, ageMax ?? to) - Math.max(from, ageMin ?? from) + 1) / (to - from + 1);
}

/** A service whose first purpose it is comes before one that does it too. */
const rank = (entry: ShownEntry, purpose: HelpPurpose): number => entry.purpose.findIndex((name) => WANTED[purpose].includes(name));
