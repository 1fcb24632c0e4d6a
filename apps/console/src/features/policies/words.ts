import type { Source } from '@lapwing/protocol/vocabulary.ts';

/** Where a term is looked for, as a list of places. */
export const SOURCE_NAMES: Readonly<Record<Source, string>> = Object.freeze({
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
