import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { Source } from '@lapwing/protocol/vocabulary.ts';

interface StatusWord {
  readonly word: string;
  /** What it means here. */
  readonly meaning: string;
  /** What the reason is asked for with, where one is needed. */
  readonly ask: string;
  /** Usual reasons, one press each. */
  readonly usual: readonly string[];
}

export const STATUS_WORDS: Readonly<Record<CaptureStatus, StatusWord>> = Object.freeze({
  unclassified: { word: 'Unclassified', meaning: 'Nobody has judged it yet.', ask: '', usual: [] },
  'requires-attention': {
    word: 'Requires attention',
    meaning: 'Judged to matter; somebody should take it soon.',
    ask: '',
    usual: [],
  },
  'under-investigation': {
    word: 'Under investigation',
    meaning: 'Somebody is finding out more.',
    ask: '',
    usual: [],
  },
  escalated: {
    word: 'Escalated',
    meaning: 'Passed on to somebody who decides what happens next.',
    ask: 'Why is it passed on?',
    usual: [
      'To be seen today.',
      'Told them in person.',
      'Known to them already; this is new.',
      'More than I can judge.',
    ],
  },
  resolved: {
    word: 'Resolved',
    meaning: 'Dealt with; the reason and what was done stand in the history.',
    ask: 'What was done, and why is it closed?',
    usual: [
      'Spoke with the pupil; no further concern.',
      'Parents told and support in place.',
      'Already known and being followed up.',
    ],
  },
  'false-positive': {
    word: 'False positive',
    meaning: 'Not a sign of risk.',
    ask: 'Why is it no sign of risk?',
    usual: [
      'School work on the subject.',
      'Song, book, film or game.',
      'Figure of speech, not meant.',
      'Quoted or read, not written by the pupil.',
    ],
  },
  'false-positive-allowed': {
    word: 'False positive, let pass',
    meaning: 'Not a sign of risk, and the like is let pass from now on.',
    ask: 'Why is it no sign of risk?',
    usual: [],
  },
});

/** What a note is asked for with. */
export const NOTE_WORDS: StatusWord = Object.freeze({
  word: 'Note',
  meaning: '',
  ask: '',
  usual: Object.freeze([]),
});

/** Why the like may pass from now on. */
export const LET_PASS_REASONS: readonly string[] = Object.freeze([
  'School work of this class.',
  'A name or a saying of our school.',
  'Song, book, film or game that many talk of.',
]);

/** Where the text was seen, after a policy's name: `Bullying · typed`. */
export const SOURCE_WORDS: Readonly<Record<Source, string>> = Object.freeze({
  typed: 'typed',
  caption: 'window title',
  page: 'on a page',
  html: 'in a page’s code',
  url: 'web address',
  search: 'searched for',
  application: 'application',
  file: 'file name',
  chat: 'chat',
  'ai-prompt': 'asked an AI',
});

const NO_EVIDENCE: Readonly<Record<string, string>> = Object.freeze({
  'switched-off': 'Screenshots are switched off for this device.',
  'not-possible': 'The browser allowed no screenshot of this page.',
  failed: 'The screenshot could not be taken.',
  'window-gone': 'The page was closed before a screenshot could be taken.',
});

/** Why there is no screenshot; the server's own words when it gives words. */
export function sayNoEvidence(reason: string | null): string {
  if (reason === null) return 'No screenshot was taken.';
  return NO_EVIDENCE[reason] ?? reason;
}
