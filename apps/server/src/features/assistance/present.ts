import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import type { AssistanceAnswered } from '@lapwing/protocol/features/assistance/answered.command.ts';
import type { AssistanceRequest } from '@lapwing/protocol/features/assistance/api.ts';
import type { RequestRow } from './store.ts';

const YES: Permitted = Object.freeze({ allowed: true });
const no = (reason: string): Permitted => ({ allowed: false, reason });

export function isOpen(row: Pick<RequestRow, 'state'>): boolean {
  return row.state === 'waiting' || row.state === 'coming';
}

/** What became of a request that is over, in a sentence for staff. */
export function outcomeOf(row: RequestRow): string {
  const who = row.answered_name;
  switch (row.state) {
    case 'allowed':
      return `${who ?? 'Somebody'} has allowed it.`;
    case 'declined':
      return `${who ?? 'Somebody'} has said no.`;
    case 'done':
      return who === null ? 'The pupil has withdrawn it.' : `${who} has dealt with it.`;
    case 'expired':
      return 'Its time is over.';
    case 'coming':
      return `${who ?? 'Somebody'} is on their way.`;
    case 'waiting':
      return 'Nobody has answered yet.';
  }
}

/**
 * A request as staff see it.
 *
 * @param canAllow the server can allow pages
 */
export function presentRequest(
  row: RequestRow,
  closedBecause: string | null,
  canAllow: boolean,
): AssistanceRequest {
  const answer = isOpen(row) ? YES : no(outcomeOf(row));
  return {
    id: row.id,
    kind: row.kind,
    person: { id: row.person_id, name: nameOf(row), form: row.person_form },
    device: { id: row.device_id, name: row.device_name, room: row.device_room },
    lesson:
      row.lesson_id === null || row.lesson_title === null
        ? null
        : { id: row.lesson_id, title: row.lesson_title },
    text: row.text,
    url: row.url,
    site: row.site,
    closedBecause,
    askedAt: row.asked_at.toISOString(),
    state: row.state,
    answeredBy:
      row.answered_by === null || row.answered_name === null
        ? null
        : { id: row.answered_by, name: row.answered_name },
    answeredAt: row.answered_at?.toISOString() ?? null,
    words: row.words,
    until: row.until?.toISOString() ?? null,
    may: { answer, allow: mayAllow(row, answer, canAllow) },
  };
}

function mayAllow(row: RequestRow, answer: Permitted, canAllow: boolean): Permitted {
  if (row.kind === 'help') return no('There is no page to allow: help is asked for.');
  if (!answer.allowed) return answer;
  if (!canAllow) return no('Pages cannot be allowed on this server yet.');
  return row.may_set ? YES : no('Your role does not include setting restrictions for this pupil.');
}

/** Whoever asked, as staff know them. */
export function nameOf(row: Pick<RequestRow, 'person_name' | 'account_name' | 'device_name'>): string {
  return row.person_name ?? row.account_name ?? `Somebody at ${row.device_name}`;
}

/** A request as its device is told of it. */
export function toldOf(row: RequestRow): AssistanceAnswered {
  return {
    type: 'assistance/answered',
    id: row.id,
    state: row.state,
    words: row.words,
    by: row.answered_name,
    until: row.until?.toISOString() ?? null,
  };
}
