/** The help directory, as `directory.json` is compiled. What was added at compile time is marked "derived". */

export type DirectoryPurpose =
  | 'talk'
  | 'crisis'
  | 'remove_image'
  | 'report_content'
  | 'report_exploitation'
  | 'adult_behaviour'
  | 'emergency';

/** A number as people read it, and the link that calls it. */
export interface CallLink {
  number: string;
  href: string;
  /** In English, from the directory: `emergency`, or the number as letters. */
  note: string | null;
}

/** `href` opens a message with `word` already in it. */
export interface TextLink {
  number: string;
  word: string | null;
  href: string;
}

export interface HelpSource {
  url: string;
  remark: string | null;
  date: string | null;
  kind: 'stored-first-party' | 'stored-third-party';
}

export interface HelpEntry {
  id: string;
  /** ISO 3166-1 alpha-2; `EU` and `INT` are shared services. */
  country: string;
  name: string;
  operator: string | null;
  purpose: readonly DirectoryPurpose[];
  audience: string;
  forYouth: boolean;
  url: string | null;
  phone: string | null;
  sms: string | null;
  chat: string | null;
  otherChannels: readonly string[];
  hours: string | null;
  ageMin: number | null;
  /** Inclusive. */
  ageMax: number | null;
  languages: readonly string[];
  free: boolean | null;
  anonymous: boolean | null;
  verified: boolean;
  verification: 'stored-first-party' | 'stored-third-party' | 'own-knowledge';
  unverifiedFields: readonly string[];
  recheckBeforeRelease: boolean;
  source: readonly HelpSource[];
  notes: string | null;
  /** When somebody last compared it with the service's own page, `YYYY-MM-DD`; derived from the directory where the entry does not say. */
  reviewed: string;
  /** Derived: the last day on which it may be relied on. */
  reviewBy: string;
  /** Derived: the numbers of `phone`, unless no source confirms them. */
  call: readonly CallLink[];
  /** Derived: the number of `sms`, unless no source confirms it. */
  text: TextLink | null;
  /** Derived: reachable around the clock, and a source confirms it. */
  always: boolean;
  /** Derived: serves people of 18 and older. */
  forAdults: boolean;
}

export interface HelpDirectory {
  schema: string;
  generated: string;
  howVerified: string;
  fallbackOrder: readonly string[];
  resources: readonly HelpEntry[];
}

/** What the screens need of an entry; they come with nothing more. */
export type ShownEntry = Pick<
  HelpEntry,
  | 'id' | 'country' | 'name' | 'purpose' | 'forYouth' | 'forAdults' | 'url' | 'chat' | 'ageMin' | 'ageMax' | 'languages'
  | 'free' | 'anonymous' | 'verified' | 'unverifiedFields' | 'reviewBy' | 'call' | 'text' | 'always'
>;

/** A directory, as far as the screens need one. A whole one will do. */
export interface ShownDirectory {
  readonly resources: readonly ShownEntry[];
}
