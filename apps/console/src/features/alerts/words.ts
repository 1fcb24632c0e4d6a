import {
  type LoggedMail,
  MAIL_STATES,
  type MailHealth,
  type MailKind,
  type MailState,
} from '@lapwing/protocol/features/alerts/api.ts';
import { sayMoment } from '../../ui/dates.ts';

/** How the log is narrowed; part of the address. */
export interface DeliveryFilters {
  readonly state: MailState | 'any';
  readonly who: string | null;
}

/** Reads the address; what it does not know narrows nothing. */
export function parseDelivery(search: Record<string, unknown>): DeliveryFilters {
  const state = MAIL_STATES.find((one) => one === search['state']);
  const who = search['who'];
  return {
    state: state ?? 'any',
    who: typeof who === 'string' && who !== '' && who.length <= 100 ? who : null,
  };
}

/** The address of the log narrowed so, from the `?` on. */
export function deliverySearch(filters: DeliveryFilters): string {
  const query = new URLSearchParams();
  if (filters.state !== 'any') query.set('state', filters.state);
  if (filters.who !== null) query.set('who', filters.who);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

export const KIND_WORDS: Readonly<Record<MailKind, string>> = Object.freeze({
  'at-once': 'Severe, at once',
  digest: 'Gathered',
  escalation: 'Next in the chain',
  assigned: 'Given by a colleague',
  threshold: 'A threshold rule',
  'summary-daily': 'Daily summary',
  'summary-weekly': 'Weekly summary',
  test: 'Test',
});

export const STATE_WORDS: Readonly<
  Record<MailState, { word: string; tone: 'stop' | 'warn' | 'quiet' | 'good'; shape: string }>
> = Object.freeze({
  dead: { word: 'Given up', tone: 'stop', shape: '▲' },
  waiting: { word: 'Waiting', tone: 'warn', shape: '◆' },
  sent: { word: 'Sent', tone: 'good', shape: '✓' },
  dropped: { word: 'Not needed', tone: 'quiet', shape: '–' },
});

/** What stands beside the state: when it was sent, what went wrong, or when it is tried. */
export function sayMail(mail: LoggedMail, health: Pick<MailHealth, 'nextTryAt'>): string {
  switch (mail.state) {
    case 'sent':
      return mail.sentAt === null ? '' : sayMoment(mail.sentAt);
    case 'waiting': {
      // While the mail server is left alone, nothing goes before its next try.
      const held = health.nextTryAt !== null && health.nextTryAt > (mail.nextAttemptAt ?? '');
      const at = held ? health.nextTryAt : mail.nextAttemptAt;
      const next =
        at === null ? '' : `${held ? 'Waits for the mail server; goes' : 'Goes'} ${sayMoment(at)}.`;
      return [mail.lastError ?? '', next].filter((part) => part !== '').join(' ');
    }
    case 'dead':
    case 'dropped':
      return mail.lastError ?? '';
  }
}

/** A mail server that has failed for so long is a thing that somebody has to look after. */
const FAILS_MS = 10 * 60_000;

/** Whether mail has been failing for long enough to be said on every page. */
export function isTrouble(health: MailHealth, now: number): boolean {
  return health.state === 'failing' && health.since !== null && now - Date.parse(health.since) > FAILS_MS;
}

/** `1 mail`, `12 mails`. */
export function mails(count: number): string {
  return count === 1 ? '1 mail' : `${count} mails`;
}
