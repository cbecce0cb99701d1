// Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 words per sentence + 11.8 syllables per word - 15.59.

/** Syllables by rule: groups of vowels, less the silent endings. */
export function syllables(word) {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  if (letters.length <= 3) return letters === '' ? 0 : 1;
  const groups = letters
    .replace(/(?:[^laeiouy]es|[^tdk]ed|[^laeiouy]e)$/, (ending) => ending[0])
    .replace(/^y/, '')
    .match(/[aeiouy]{1,2}/g);
  return Math.max(1, groups?.length ?? 1);
}

export function grade(text) {
  const sentences = text.split(/[.!?:]+(?:\s|$)|[”"]\s/).filter((sentence) => /[a-z]/i.test(sentence)).length;
  const words = text.split(/[\s–-]+/).filter((word) => /[a-z]/i.test(word));
  const total = words.reduce((count, word) => count + syllables(word), 0);
  return 0.39 * (words.length / sentences) + 11.8 * (total / words.length) - 15.59;
}
