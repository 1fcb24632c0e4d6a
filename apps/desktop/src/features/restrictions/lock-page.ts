import type { LockWanted } from '@lapwing/agent-core/contracts/control.ts';
import { clockWords, leftWords, lockedBy } from '@lapwing/agent-core/restriction-words.ts';
import type { Page } from '../../ui/page.ts';

export const READ_AGAIN = 'read-again';
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

/** What stands over everything while the device is locked. */
export function lockPage(lock: LockWanted, now: number): Page {
  const { words, schoolWords, schoolName, logo, until, agreementId } = lock;
  return {
    title: lockedBy(lock.by),
    direction: 'ltr',
    middle: true,
    head: [
      { kind: 'school', name: schoolName, logo },
      { kind: 'title', text: lockedBy(lock.by) },
    ],
    body: [
      ...(words === null || words === '' ? [] : [{ kind: 'said' as const, text: words }]),
      ...(schoolWords === ''
        ? []
        : [{ kind: 'paragraph' as const, text: schoolWords, tone: 'large' as const }]),
    ],
    foot: [
      ...(until === null
        ? []
        : [
            { kind: 'clock' as const, text: timeLeft(until - now) },
            {
              kind: 'paragraph' as const,
              text: 'It unlocks by itself. What you had open is still there.',
              tone: 'quiet' as const,
            },
          ]),
      ...(agreementId === null
        ? []
        : [
            {
              kind: 'buttons' as const,
              buttons: [{ id: READ_AGAIN, label: 'Read it again', main: true }],
            },
          ]),
    ],
  };
}

/** What is left: in words by the minute, in figures in the last minute, so that nothing is drawn for nothing. */
export function timeLeft(ms: number): string {
  return ms > MINUTE_MS ? leftWords(ms) : clockWords(ms);
}

/** Milliseconds until `timeLeft` says something else; null: not by itself. */
export function nextTick(ms: number): number | null {
  if (ms <= 0) return null;
  const step = ms > MINUTE_MS ? MINUTE_MS : SECOND_MS;
  // Rounded up: a whole step has just begun with the first millisecond of it.
  return ms % step === 0 ? step : ms % step;
}
