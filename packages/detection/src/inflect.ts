/**
 * English inflections, for the sign `~` in wordings: `cut~` stands for cut, cuts, cutting. Made when a pack is
 * compiled, never on the device. A form that is not English does no harm: nobody writes it.
 */

/** Forms that no rule makes: the word, then its past and participles. `-s` and `-ing` forms follow the rules. */
const IRREGULAR: ReadonlyMap<string, readonly string[]> = new Map(
  [
    'be is am are was were been being',
    'beat beaten',
    'become became',
    'begin began begun',
    'bite bit bitten',
    'bleed bled',
    'blow blew blown',
    'break broke broken',
    'bring brought',
    'build built',
    'burn burnt',
    'burst',
    'buy bought',
    'catch caught',
    'choke',
    'choose chose chosen',
    'come came',
    'cut',
    'deal dealt',
    'die dying',
    'dig dug',
    'do does did done',
    'draw drew drawn',
    'drink drank drunk',
    'drive drove driven',
    'eat ate eaten',
    'fall fell fallen',
    'feed fed',
    'feel felt',
    'fight fought',
    'find found',
    'fly flew flown',
    'forget forgot forgotten',
    'get got gotten',
    'give gave given',
    'go goes went gone',
    'grow grew grown',
    'hang hung',
    'have has had',
    'hear heard',
    'hide hid hidden',
    'hit',
    'hold held',
    'hurt',
    'keep kept',
    'know knew known',
    'lead led',
    'leave left',
    'let',
    'lie lying lay lain',
    'light lit',
    'lose lost',
    'make made',
    'man men',
    'mean meant',
    'meet met',
    'pay paid',
    'person people persons',
    'put',
    'quit',
    'rape',
    'read',
    'ride rode ridden',
    'rise rose risen',
    'run ran',
    'say said',
    'see saw seen',
    'seek sought',
    'sell sold',
    'send sent',
    'set',
    'shake shook shaken',
    'shoot shot',
    'show shown',
    'shut',
    'sit sat',
    'sleep slept',
    'slit',
    'speak spoke spoken',
    'spend spent',
    'spread',
    'stand stood',
    'steal stole stolen',
    'stick stuck',
    'strike struck',
    'swim swam swum',
    'take took taken',
    'teach taught',
    'tear tore torn',
    'tell told',
    'think thought',
    'throw threw thrown thru',
    'understand understood',
    'wake woke woken',
    'wear wore worn',
    'win won',
    'woman women',
    'write wrote written',
  ].map((line) => {
    const [word = '', ...forms] = line.split(' ');
    return [word, forms];
  }),
);

/** Two syllables and more, yet the last letter is doubled. */
const DOUBLED = /(?:admit|commit|permit|refer|regret|occur|forget|begin|travel)$/u;

/**
 * All forms of an English word, itself first: plural or third person, past, participles, and `-ing` also without
 * its g, as it is typed. The word in lower case, letters only.
 */
export function inflectionsOf(word: string): readonly string[] {
  const irregular = IRREGULAR.get(word);
  const stem = stemOf(word);
  const forms = [word, pluralOf(word), ...(irregular ?? [pastOf(word, stem)])];
  if (!(irregular ?? []).some((form) => form.endsWith('ing'))) forms.push(`${stem}ing`);
  const dropped = forms.filter((form) => form.endsWith('ing')).map((form) => form.slice(0, -1));
  return [...new Set([...forms, ...dropped])];
}

function pluralOf(word: string): string {
  if (/(?:s|x|z|ch|sh)$/u.test(word)) return `${word}es`;
  if (/[^aeiou]y$/u.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}

/** What `-ing` is added to: make -> mak, cut -> cutt, agree -> agree. */
function stemOf(word: string): string {
  if (/[^aeiouy]e$|[aiou][^aeiouy]e$|ue$/u.test(word)) return word.slice(0, -1);
  const short = /^[^aeiou]*[aeiou][^aeiouwxy]$/u.test(word) || /^[^aeiou]*qu[aeiou][^aeiouwxy]$/u.test(word);
  return short || DOUBLED.test(word) ? word + (word.at(-1) ?? '') : word;
}

function pastOf(word: string, stem: string): string {
  if (word.endsWith('e')) return `${word}d`;
  if (/[^aeiou]y$/u.test(word)) return `${word.slice(0, -1)}ied`;
  return `${stem}ed`;
}
