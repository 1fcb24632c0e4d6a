import type { Boundary } from './term.ts';

/**
 * How often words stand in English, roughly: enough to choose the part of a wording that makes the fewest false
 * starts. Used when a pack is compiled, never on the device.
 */

/** Common words and, as apostrophes are nothing, common short forms; from the most common on. */
const COMMON = (
  'the of and to a in is i that it you for was on with as are he be this have not at but they from or his by we an ' +
  'she my so what all if there no one can which do would their will me has when who about more your up out said were ' +
  'been had them like just some time get know could into than now people other only how its our two new then him her ' +
  'these us any first because may also make see after dont way even want good much should think go well where work here ' +
  'being many most over such made really back got did very day still too im need through those life down right going ' +
  'use own before between under never say world take same something last long years while year off man great little ' +
  'come things thing every another look thats does used part different against must around always without however ' +
  'house during again home state small since end each found both old three place put set case might few left give ' +
  'far point often number until water given times word words next best better big high name called less always ' +
  'enough almost rather done help question read keep children side hand night week let yet nothing anything ' +
  'everything everyone someone system order free power public social government war school history human problem ' +
  'fact group country law society property money job hours book form second line example line kind mean means person ' +
  'women men woman child family friend friends mother father body head eyes face door room city street car white black ' +
  'young important possible early able change change local open kept whole true start show found turn try ask feel ' +
  'felt leave call tell told run move live lives living play stand believe hold bring happen write provide sit lose pay meet ' +
  'include continue learn lead understand watch follow stop create speak allow add spend grow walk offer remember ' +
  'love consider appear buy wait serve die send expect build stay fall cut reach kill remain suggest raise pass sell ' +
  'require report decide based using within among upon until ever away already later soon today tonight tomorrow ' +
  'yesterday nothing itself himself themselves myself yourself herself cant wont doesnt didnt isnt wasnt youre theyre ' +
  'hes shes ive id ill youll weve lets gonna wanna gotta lol yeah ok okay oh please thanks thank sorry hey hi hello ' +
  'big real sure hard bad wrong full short dead late easy clear close certain better worse stupid fat ugly ' +
  'class english science music food game games team dog cat phone computer internet website file video page text data user users ' +
  'program software version code list key type value address message error link window text print click ' +
  'act action age air area art attention bank base bill bit board building business cause center century chance ' +
  'church college community company control cost course court culture death decision department development difference ' +
  'doctor economy education effect effort energy event evidence experience eye feeling field figure fire floor ' +
  'foot force future general girl girls boy boys god ground growth hair heart heat health hope hospital hour idea ' +
  'image impact industry information interest issue issues job kid kids land language leader letter level light ' +
  'loss market matter media member members method middle military mind minute miss moment month months morning ' +
  'nation nature nation need news north office official oil opportunity paper parent parents party past patient peace ' +
  'percent period picture piece plan plant player point police policy position practice president price process ' +
  'product production project quality race range rate reason record relationship research result results rest return rise ' +
  'road role rule rules science sea season section sense series service services share shot sign single site situation size ' +
  'skill son song sort sound south space staff stage standard step story strategy street structure student students ' +
  'study stuff style subject success sun support surface table talk tax teacher technology term test theory top total ' +
  'town trade training travel tree trial trouble truth union unit university view violence voice wall weapon weight west ' +
  'wife wind woman worker workers writer able across actually ago along although anyone behind beyond clearly common ' +
  'current despite else especially finally foreign further general half himself indeed instead large least likely ' +
  'main major maybe million modern near necessary perhaps personal political poor present pretty private probably ' +
  'quite recent red blue green several similar simple simply six special strong ten third thus together toward towards ' +
  'traditional whether whose why particular particularly exactly completely totally literally fully ' +
  'u ur r n im ima y cuz cos bc pls plz tho thru ya yall bro mate guys'
).split(' ');

const RANKS = ranksOf(COMMON);
const KNOWN = new WeakMap<readonly string[], number>();
/** Of a word of so many letters that is not common: a guess at one in so many words. */
const UNCOMMON = [0, 1e-4, 5e-5, 3e-5, 1e-5, 5e-6, 3e-6] as const;
const LEAST = 2e-6;
/** How much rarer a phrase is with each further word. */
const WITH_NEXT_WORD = 0.1;

/** How large a part of all places in a text the phrase stands at: 0.05 for "the", 0.000002 for a long rare word. */
export function frequencyOf(phrase: string): number {
  let least = 1;
  let words = 0;
  for (const word of phrase.split(' ')) {
    const rank = RANKS.get(word);
    const frequency = rank === undefined ? (UNCOMMON[word.length] ?? LEAST) : 0.12 / (rank + 2.5);
    least = Math.min(least, frequency);
    words += 1;
  }
  return least * WITH_NEXT_WORD ** (words - 1);
}

/** Up to three common words, other than itself, in which the letters stand at a place that the boundary allows. */
export function commonWordsWith(letters: string, boundary: Boundary): readonly string[] {
  // A whole word stands in no other; of a library that is nearly every phrase.
  if (boundary === 'word') return [];
  const stands = (word: string): boolean =>
    boundary === 'start'
      ? word.startsWith(letters)
      : boundary === 'end'
        ? word.endsWith(letters)
        : word.includes(letters);
  return COMMON.filter((word) => word !== letters && stands(word)).slice(0, 3);
}

/** The same for any of several phrases; kept for the very array, for word classes are asked for again and again. */
export function frequencyOfAny(phrases: readonly string[]): number {
  const known = KNOWN.get(phrases) ?? phrases.reduce((sum, phrase) => sum + frequencyOf(phrase), 0);
  KNOWN.set(phrases, known);
  return known;
}

function ranksOf(words: readonly string[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const word of words) if (!ranks.has(word)) ranks.set(word, ranks.size);
  return ranks;
}
