import { readFileSync } from 'node:fs';
import { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { z } from 'zod';

/** What a page looks like on the pupil's screen. */
export const PAGE_KINDS = [
  'article',
  'assistant',
  'chat',
  'code',
  'document',
  'maths',
  'search',
  'slides',
] as const;
const PageKind = z.enum(PAGE_KINDS);
export type PageKind = z.infer<typeof PageKind>;

const Visit = z.strictObject({
  id: z.string().min(1),
  subject: z.string().min(1),
  kind: PageKind,
  title: z.string().min(1),
  url: z.url(),
  /** What stands on the page. */
  text: z.array(z.string().min(1)).min(1),
  /** What pupils write there; each line is ordinary and must stay silent. */
  lines: z.array(z.string().min(1)).min(1),
});
/** An ordinary page and what is written on it. */
export type Visit = z.infer<typeof Visit>;

const Worry = z.strictObject({
  id: z.string().min(1),
  policy: PolicyKey,
  /** After the sentence has been weighed. */
  severity: Severity,
  kind: z.enum(['assistant', 'chat', 'document', 'search']),
  line: z.string().min(1),
});
/** A line that the shipped library answers with a capture of this policy and severity. */
export type Worry = z.infer<typeof Worry>;

export interface Activities {
  readonly visits: readonly Visit[];
  readonly worries: readonly Worry[];
}

/** Reads what the pupils of a simulated school do. Throws for a damaged file: that is a fault of the release. */
export function readActivities(): Activities {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`activities/${name}.json`, import.meta.url), 'utf8'));
  return { visits: z.array(Visit).parse(read('visits')), worries: z.array(Worry).parse(read('captures')) };
}

/** The page on which a line of that kind is written; a search is a page of its own for each query. */
export function pageFor(kind: Worry['kind']): Omit<Visit, 'id' | 'subject' | 'lines'> {
  switch (kind) {
    case 'assistant':
      return {
        kind,
        title: 'Study assistant',
        url: 'https://copilot.microsoft.com/chats/study',
        text: ['How can I help you today?', 'Check important facts with your teacher.'],
      };
    case 'chat':
      return {
        kind,
        title: 'Form group - Chat',
        url: 'https://chat.google.com/room/form-group',
        text: [
          'Amira: did anyone write down the homework',
          'Ben: page 42, questions 1 to 6',
          'Amira: thanks',
        ],
      };
    case 'document':
      return {
        kind,
        title: 'Untitled document - Documents',
        url: 'https://documents.northfield.example/edit/untitled',
        text: ['Notes'],
      };
    case 'search':
      return {
        kind,
        title: 'Fernsearch',
        url: 'https://www.fernsearch.example/search',
        text: [
          'Results from the web',
          'School atlas',
          'Study packs by subject',
          'Help and advice for young people',
        ],
      };
  }
}

/** The address of the results of a search. */
export function searchUrl(page: string, query: string): string {
  return `${page}?q=${encodeURIComponent(query)}`;
}
