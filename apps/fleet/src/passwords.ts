/** Plain words of at least four letters, none of them about schools. */
const WORDS =
  'amber anchor apron basil beacon birch bramble bucket candle canvas carrot cedar cinder clover cobalt comet copper coral cricket crumpet dapple ember falcon feather fennel ferry fiddle flannel garlic ginger glacier gravel hammock harbour hazel heather juniper kettle lantern lavender lemon linen magnet maple marble meadow mitten mosaic nettle nutmeg oyster paddle parsley pebble pepper piano pigeon pocket pollen poplar pumpkin puzzle quarry quilt radish raven ribbon saddle saffron sandal satchel shingle silver sorrel sparrow spindle spruce stencil sundial tartan teapot thimble thistle tinsel trellis tulip tunnel turnip velvet violet waffle walnut wicker willow'.split(
    ' ',
  );

/** A password of four words and a number, easy to type from a screen. */
export function makePassword(randomBelow: (limit: number) => number): string {
  const word = (): string => WORDS[randomBelow(WORDS.length)] ?? 'willow';
  return [word(), word(), word(), word(), String(10 + randomBelow(90))].join('-');
}
