/** A package of Debian that holds English prose under a licence that lets anyone copy it. */
export type ProsePackage = {
  readonly name: string;
  readonly licence: string;
  /** What kind of English it is. */
  readonly register: string;
  /** Which of its files to read. */
  readonly files: RegExp;
  /** Small and various enough for `--quick`. */
  readonly quick: boolean;
  /**
   * Ordinary prose, in which a finding is a false alarm. Slang and satire hold slurs and talk of sex in earnest: a
   * finding there may be right, so they serve for speed and are told apart in the table of clean text.
   */
  readonly ordinary: boolean;
};

/**
 * Where the text of the benchmark comes from; README.md beside this file says the same for people. The names hold
 * no version, so that they stay when Debian moves on.
 */
export const PROSE_PACKAGES: readonly ProsePackage[] = Object.freeze([
  {
    name: 'anarchism',
    licence: 'GPL-2 and GFDL-1.1+',
    register: 'politics, history, argument',
    files: /\/html\/sec[^/]*\.html$/u,
    quick: true,
    ordinary: true,
  },
  {
    name: 'r-cran-janeaustenr',
    licence: 'public domain (the novels), MIT (the package)',
    register: 'novels with dialogue, 1811 to 1818',
    files: /\.rdb$/u,
    quick: true,
    ordinary: true,
  },
  {
    name: 'dict-foldoc',
    licence: 'GFDL',
    register: 'encyclopedia of computing',
    files: /\.dict\.dz$/u,
    quick: true,
    ordinary: true,
  },
  {
    name: 'dict-jargon',
    licence: 'public domain',
    register: 'humour, slang, anecdotes',
    files: /\.dict\.dz$/u,
    quick: true,
    ordinary: false,
  },
  {
    name: 'dict-devil',
    licence: 'public domain',
    register: 'satire, verse, 1911',
    files: /\.dict\.dz$/u,
    quick: true,
    ordinary: false,
  },
  {
    name: 'abs-guide',
    licence: 'public domain',
    register: 'tutorial',
    files: /\/html\/[^/]*\.html$/u,
    quick: true,
    ordinary: true,
  },
  {
    name: 'gnome-user-docs',
    licence: 'CC-BY-SA-3.0',
    register: 'help for everyone',
    files: /\/help\/C\/.*\.(?:page|xml)$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'debian-reference-en',
    licence: 'GPL-2+',
    register: 'guide',
    files: /\.en\.html$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'debian-policy',
    licence: 'GPL-2+',
    register: 'rules',
    files: /policy\.html\/[^/]*\.html$|\/debian-policy\/[^/]*\.txt(?:\.gz)?$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'developers-reference',
    licence: 'GPL-2+',
    register: 'advice, manners',
    files: /\/developers-reference\/[^/]*\.html$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'doc-debian',
    licence: 'GPL-2+',
    register: 'constitution, manifesto, questions and answers',
    files: /\/doc\/.*\.(?:txt|html)(?:\.gz)?$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'lilypond-doc-html',
    licence: 'GFDL-1.3+',
    register: 'music',
    files: /\/Documentation\/(?!snippets)[^/]+\/(?!.*\.[a-z]{2}\.html$)[^/]*\.html$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'exim4-doc-html',
    licence: 'GPL-2+',
    register: 'technical manual',
    files: /\/spec_html\/[^/]*\.html$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'r-doc-html',
    licence: 'GPL-2+',
    register: 'statistics',
    files: /\/manual\/[^/]*\.html$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'octave-doc',
    licence: 'GPL-3+',
    register: 'mathematics',
    files: /\/octave\.html\/[^/]*\.html$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'git-doc',
    licence: 'GPL-2',
    register: 'technical manual',
    files: /\/git-doc\/.*\.html$/u,
    quick: false,
    ordinary: true,
  },
  {
    name: 'perl-doc',
    licence: 'GPL-1+ or Artistic',
    register: 'manual with jokes',
    files: /\.pod$/u,
    quick: false,
    ordinary: true,
  },
]);
