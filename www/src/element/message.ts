/** What the Fluent files are compiled into. */

/** A text with `{variables}`; or one for each plural category of the variable `by`. */
export type Message = string | { readonly by: string; readonly other: string; readonly [category: string]: string };

export type Direction = 'ltr' | 'rtl';

/** `draft`: nobody but its author has read it. `reviewed`: by a child-safety charity and by young people. */
export type Review = 'draft' | 'reviewed';

export interface LanguageRow {
  /** BCP 47. */
  readonly tag: string;
  readonly review: Review;
  readonly direction: Direction;
  /** Holds only what differs from this one. */
  readonly basedOn?: string;
  /** Not there for English, which is part of the element. A list is in the order of English. */
  readonly load?: () => Promise<{ readonly messages: Readonly<Record<string, Message>> | readonly Message[] }>;
}
