/** The first letters of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const first = words.at(0);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return `${firstLetter(first)}${firstLetter(last)}`.toLocaleUpperCase('en-GB');
}

function firstLetter(word: string | undefined): string {
  return word === undefined ? '' : (/^\p{L}/u.exec(word)?.[0] ?? '');
}
