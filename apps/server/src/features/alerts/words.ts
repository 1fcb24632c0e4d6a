import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { Severity, Source } from '@lapwing/protocol/vocabulary.ts';

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = Object.freeze({
  severe: 'Severe',
  moderate: 'Moderate',
  minor: 'Minor',
});

export const SOURCE_WORDS: Readonly<Record<Source, string>> = Object.freeze({
  typed: 'typed',
  caption: 'in the title of a window',
  page: 'on a page',
  html: 'in the source of a page',
  url: 'in the address of a page',
  search: 'searched for',
  application: 'in the name of an application',
  file: 'in the name of a file',
  chat: 'in a chat',
  'ai-prompt': 'asked of an AI assistant',
});

export const STATUS_WORDS: Readonly<Record<CaptureStatus, string>> = Object.freeze({
  unclassified: 'Nobody has classified it yet',
  'requires-attention': 'Requires attention',
  'under-investigation': 'Under investigation',
  escalated: 'Escalated',
  resolved: 'Resolved meanwhile',
  'false-positive': 'A false positive, as somebody found meanwhile',
  'false-positive-allowed': 'A false positive, as somebody found meanwhile',
});

/** `20 Nov 2026, 16:05` on the school's clock. */
export function whenInWords(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

export function minutesInWords(minutes: number): string {
  if (minutes === 1) return 'a minute';
  if (minutes < 120 || minutes % 60 !== 0) return `${minutes} minutes`;
  return `${minutes / 60} hours`;
}

/** `1 capture`, `12 captures`. */
export function captures(count: number): string {
  return count === 1 ? '1 capture' : `${count} captures`;
}
