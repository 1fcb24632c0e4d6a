/** What the bytes of a documentation file are, by its name. */
export type Markup = 'html' | 'pod' | 'dict' | 'text';

export function markupOf(file: string): Markup {
  const plain = file.replace(/\.gz$/u, '');
  if (/\.(?:html|xml|page)$/u.test(plain)) return 'html';
  if (plain.endsWith('.pod')) return 'pod';
  return plain.endsWith('.dict.dz') ? 'dict' : 'text';
}

/** The paragraphs of prose in a file: no listings, no tables, no menus, no headings. */
export function paragraphsOf(markup: Markup, content: string): string[] {
  const pieces = markup === 'html' ? htmlBlocks(content) : textBlocks(markup, content);
  return pieces.map(tidy).filter(isProse);
}

/** What never holds prose goes with its content. */
const LISTINGS = [
  'script',
  'style',
  'pre',
  'head',
  'nav',
  'svg',
  'table',
  'screen',
  'programlisting',
  'code-block',
  'info',
];
const INLINE =
  /<\/?(?:a|abbr|acronym|app|b|big|cite|cmd|code|command|dfn|em|emphasis|file|filename|font|gui|guiseq|i|input|kbd|key|keyseq|link|literal|option|q|quote|s|samp|small|span|strong|sub|sup|sys|tt|u|ulink|var|wbr)(?:\s[^<>]*)?\/?>/giu;

function htmlBlocks(html: string): string[] {
  let text = html.replace(/<!--[\s\S]*?-->/gu, ' ');
  for (const name of LISTINGS) {
    text = text.replace(new RegExp(String.raw`<${name}(?:\s[^<>]*)?>[\s\S]*?</${name}>`, 'giu'), '\u0000');
  }
  return text
    .replace(INLINE, '')
    .replace(/<[^<>]*>/gu, '\u0000')
    .split('\u0000')
    .map(decodeEntities);
}

const ENTITIES: Readonly<Record<string, string>> = Object.freeze({
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ldquo: '"',
  rdquo: '"',
  lsquo: "'",
  rsquo: "'",
  mdash: '-',
  ndash: '-',
  hellip: '...',
  copy: '(c)',
});

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/giu, (whole, hex, decimal, name) => {
    if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole;
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  });
}

function textBlocks(markup: Markup, text: string): string[] {
  const blocks = text.split(/\n[^\S\n]*\n+/u);
  if (markup === 'pod') {
    return blocks
      .filter((block) => !/^[=\s]/u.test(block))
      .map((block) => block.replace(/X<[^<>]*>/gu, '').replace(/[A-Z]<+ ?([^<>]*?) ?>+/gu, '$1'));
  }
  if (markup === 'dict') return blocks.map((block) => block.replace(/[{}]/gu, ''));
  // In plain text an indent deeper than a list's is a listing.
  return blocks.filter((block) => !/^ {6}/mu.test(block));
}

/** Typographic signs in their plain form, so that a character is a byte; white space as one space each. */
function tidy(paragraph: string): string {
  return paragraph
    .replace(/[\u2018\u2019\u201b]/gu, "'")
    .replace(/[\u201c\u201d]/gu, '"')
    .replace(/[\u2010-\u2015]/gu, '-')
    .replace(/\u2026/gu, '...')
    .replace(/\s+/gu, ' ')
    .trim();
}

const FUNCTION_WORDS = new Set(
  'a an and are as at be been but by can could do does for from had has have he her his i if in into is it its may more most no not of on one or our out she should so some than that the their them then there these they this those to up was we were what when where which who will with would you your'.split(
    ' ',
  ),
);

/** English sentences and not a heading, a listing, an index or another language. */
function isProse(paragraph: string): boolean {
  if (paragraph.length < 60 || !/[.!?:;]["')\]]*$/u.test(paragraph)) return false;
  const letters = paragraph.match(/[a-z ]/giu)?.length ?? 0;
  if (letters < paragraph.length * 0.9) return false;
  const words = paragraph.toLowerCase().match(/[a-z']+/gu) ?? [];
  const common = words.filter((word) => FUNCTION_WORDS.has(word)).length;
  return common >= words.length * 0.25;
}
