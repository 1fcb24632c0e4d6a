import { type Source, SOURCES } from '@lapwing/protocol/vocabulary.ts';

/** Where a term is looked for, as a list of places. */
const SOURCE_NAMES: Readonly<Record<Source, string>> = Object.freeze({
  typed: 'typed text',
  caption: 'window titles',
  page: 'pages',
  html: 'code of pages',
  url: 'web addresses',
  search: 'searches',
  application: 'applications',
  file: 'file names',
  chat: 'chats',
  'ai-prompt': 'questions to an AI',
});

/** Where a term is looked for; when that is nearly everywhere, only where it is not. */
export function saySources(sources: readonly Source[]): string {
  const missing = SOURCES.filter((one) => !sources.includes(one));
  if (missing.length === 0) return 'everywhere';
  if (missing.length <= 3) return `everywhere but ${missing.map((one) => SOURCE_NAMES[one]).join(', ')}`;
  return sources.map((one) => SOURCE_NAMES[one]).join(', ');
}

/**
 * A wording of the library as a person reads it: `(a|b) <2> c~` as `(a / b) … c`, where the dots stand for a few words of
 * any kind; a word class by its name, without the signs around it.
 */
export function sayWording(wording: string): string {
  return wording
    .replaceAll('|', ' / ')
    .replaceAll(/<[1-9]>/gu, '…')
    .replaceAll('~', '')
    .replaceAll(/\{([^{}]*)\}/gu, (_sign, name: string) => `‹${name.replaceAll('-', ' ')}›`);
}
