import { POLICY_KEYS, type PolicyKey } from '@lapwing/protocol/vocabulary.ts';

/** Which of the words name policies, and which do not. */
export interface PolicyWordsFound {
  readonly policies: readonly PolicyKey[];
  readonly rest: readonly string[];
}

/** Letters from which on a word can name a policy by its beginning, and from which on one typing error is forgiven. */
const LEAST = 3;
const FORGIVING = 5;

/**
 * Finds policies by words of their titles, begun or with one letter wrong; of several words each must fit one title,
 * or belong to something else than a policy.
 *
 * @param words in small letters
 */
export function findPolicies(
  words: readonly string[],
  titleOf: (policy: PolicyKey) => string,
): PolicyWordsFound {
  const titles = POLICY_KEYS.map((key) => ({
    key,
    words: titleOf(key)
      .toLowerCase()
      .split(/[^\p{L}]+/u),
  }));
  const naming = words.filter((word) => titles.some((title) => fits(word, title.words)));
  const policies = titles
    .filter((title) => naming.length > 0 && naming.every((word) => fits(word, title.words)))
    .map(({ key }) => key);
  // Words of two titles at once name neither.
  if (policies.length === 0) return { policies: [], rest: words };
  return { policies, rest: words.filter((word) => !naming.includes(word)) };
}

function fits(word: string, title: readonly string[]): boolean {
  if (word.length < LEAST) return false;
  return title.some(
    (other) => other.startsWith(word) || (word.length >= FORGIVING && oneLetterOff(word, other)),
  );
}

/** One letter more, less, another, or two that changed places. */
function oneLetterOff(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [a, b] = [one.slice(same), other.slice(same)];
  if (a === b || a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1)) return true;
  return a.length > 1 && a.slice(2) === b.slice(2) && a[0] === b[1] && a[1] === b[0];
}
