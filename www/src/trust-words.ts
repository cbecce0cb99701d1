/** Trust policies in words. The core reads the same ones (`src/matchset/trust.rs`); one table of cases tests both. */

export interface Quorum {
  /** The keys that count, as they were given. */
  readonly keys: readonly string[];
  /** How many of their owners must have signed. */
  readonly required: number;
}

const FORM = 'A trust policy reads "2 of iwf, ncmec, self", "all of …", "any of …" or one name; names are separated by commas.';

/** `2 of iwf, ncmec, self` and the keys that are called so. Gives a sentence where the words are not understood. */
export function readTrustWords(words: string, keys: readonly string[]): Quorum | string {
  const [, count = 'any', list = words.trim()] = /^(.*?) of (.*)$/su.exec(words.trim()) ?? [];
  const names = list.split(',').map((name) => name.trim());
  if (names.some((name) => name === '' || /\s/u.test(name))) return FORM;
  const asked = count.trim();
  if (!/^(any|all|0|[1-9]\d{0,8})$/.test(asked)) return FORM;
  const required = asked === 'any' ? 1 : asked === 'all' ? names.length : Number(asked);
  if (required < 1 || required > names.length) return `The trust policy asks for ${required} of ${names.length} owners; ask for 1 to ${names.length}.`;
  const all = keys.map((key) => ({ key, name: key.trim().split('+', 1)[0]! }));
  const found: { key: string; name: string }[] = [];
  for (const name of names) {
    const exact = all.filter((key) => key.name === name);
    const named = exact.length > 0 ? exact : all.filter((key) => key.name.startsWith(`${name}.`));
    const first = named[0]?.name;
    if (first === undefined) return `The trust policy names ${name}, and no key has that name; hand in the key of ${name}.`;
    if (named.some((key) => key.name !== first)) return `${name} may be more than one of the keys; write the whole name of one.`;
    if (found.some((key) => key.name === first)) return `The trust policy names ${name} twice; each owner counts once.`;
    found.push(...named);
  }
  return { keys: found.map(({ key }) => key), required };
}
