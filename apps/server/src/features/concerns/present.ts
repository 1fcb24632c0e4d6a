import {
  REFERRAL_TO,
  type ConcernDetail,
  type ConcernSummary,
} from '@lapwing/protocol/features/concerns/api.ts';
import type { ConcernRisk } from '@lapwing/protocol/features/concerns/risk.ts';
import { FivePoints, refersAtOnce } from '@lapwing/protocol/features/concerns/five-points.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import type { PolicyWords } from './deps.ts';
import type { Belonging, Day, DetailRow, SummaryRow } from './store.ts';
import { OTHER_RISK } from './words.ts';

/** A concern in the list. */
export function presentSummary(row: SummaryRow, words: PolicyWords): ConcernSummary {
  return {
    id: row.id,
    title: row.title,
    risk: presentRisk(row.risk, words),
    fourCs: [...row.four_cs],
    status: row.status,
    subjects: row.subjects.map(({ id, name, form }) => ({ id, name, form })),
    captures: row.captures,
    openedAt: row.opened_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    actions: presentActions(row),
    referrals: row.referrals,
  };
}

export function presentRisk(key: ConcernRisk, words: PolicyWords): { key: ConcernRisk; title: string } {
  return { key, title: key === 'other' ? OTHER_RISK : words.policyTitle(key) };
}

function presentActions(row: SummaryRow): ConcernSummary['actions'] {
  const { next_what: what, next_due: due, next_owner: owner } = row;
  return {
    open: row.actions_open,
    overdue: row.actions_overdue,
    next: what === null || due === null || owner === null ? null : { what, due, owner },
  };
}

/** The whole of one concern. Of a sealed capture only that it is there, when, and how bad. */
export function presentDetail(
  row: DetailRow,
  belonging: Belonging,
  actor: Actor,
  words: PolicyWords,
  today: Day,
): ConcernDetail {
  const open = row.status === 'open';
  const may = (allowed: boolean, reason: string): { allowed: boolean; reason?: string } =>
    allowed ? { allowed } : { allowed, reason };
  const closed = 'It is closed: open it again with a reason first.';
  return {
    id: row.id,
    title: row.title,
    risk: presentRisk(row.risk, words),
    fourCs: [...row.four_cs],
    status: row.status,
    openedAt: row.opened_at.toISOString(),
    openedBy: { id: row.opened_by, name: row.opened_name },
    changedAt: row.changed_at.toISOString(),
    nudes: row.nudes,
    outcome: row.outcome,
    closed:
      row.closed_at === null
        ? null
        : {
            at: row.closed_at.toISOString(),
            by: { id: row.closed_by ?? '', name: row.closed_name ?? '' },
            reason: row.closed_reason ?? '',
          },
    people: belonging.people.map((person) => ({
      id: person.id,
      part: person.part,
      personId: person.person_id,
      name: person.name,
      year: person.year,
      form: person.form,
    })),
    captures: belonging.captures.map((capture) => ({
      id: capture.id,
      happenedAt: capture.happened_at.toISOString(),
      person: capture.person_name,
      severity: capture.severity,
      policy: words.titleOf(capture.term, capture.policy),
      status: capture.status,
      sealed: capture.sealed,
      sentence: capture.sealed ? null : capture.sentence,
      site: capture.sealed ? null : capture.site,
    })),
    chronology: belonging.entries.map((entry) => ({
      id: entry.id,
      kind: entry.kind,
      happenedAt: entry.happened_at.toISOString(),
      writtenAt: entry.written_at.toISOString(),
      by: { id: entry.by_id, name: entry.by_name },
      what: entry.what,
      words: entry.words,
      corrects: entry.corrects,
      captureId: entry.capture_id,
    })),
    actions: belonging.actions.map((action) => ({
      id: action.id,
      what: action.what,
      owner: { id: action.owner_id, name: action.owner_name },
      due: action.due,
      overdue: open && action.done_at === null && action.due < today,
      addedAt: action.added_at.toISOString(),
      addedBy: { id: action.added_by, name: action.added_name },
      done:
        action.done_at === null
          ? null
          : {
              at: action.done_at.toISOString(),
              by: { id: action.done_by ?? '', name: action.done_name ?? '' },
              words: action.done_words ?? '',
            },
    })),
    referrals: belonging.referrals.map((referral) => ({
      id: referral.id,
      to: REFERRAL_TO.find((to) => to === referral.referred_to) ?? 'other',
      detail: referral.detail,
      made: referral.made,
      on: referral.on_day,
      decidedBy: referral.decided_by,
      reason: referral.reason,
      recordedAt: referral.recorded_at.toISOString(),
      recordedBy: { id: referral.recorded_by, name: referral.recorded_name },
      replies: belonging.entries
        .filter((entry) => entry.kind === 'reply' && entry.referral_id === referral.id)
        .map((entry) => ({
          at: entry.written_at.toISOString(),
          by: { id: entry.by_id, name: entry.by_name },
          on: entry.happened_at.toISOString(),
          words: entry.words ?? '',
        })),
    })),
    fivePoints: belonging.points.map((answered) => {
      const { answers, words: written } = FivePoints.parse({
        answers: answered.answers,
        words: answered.words,
      });
      return {
        answers,
        words: written,
        refer: refersAtOnce(answers),
        at: answered.at.toISOString(),
        by: { id: answered.by_id, name: answered.by_name },
      };
    }),
    sharedWith: belonging.shares.map((share) => ({
      id: share.account_id,
      name: share.account_name,
      mayAdd: share.may_add,
      since: share.since.toISOString(),
      by: share.shared_by,
    })),
    revision: row.revision,
    may: {
      change: may(row.may_change, 'Your role does not include changing concerns.'),
      add: row.may_add
        ? may(open, closed)
        : may(false, 'It is shared with you to read. Ask whoever shared it if you are to write.'),
      export: may(row.may_change, 'Your role does not include giving concerns out.'),
      captures: may(can(actor, 'captures.view'), 'Your role does not include captures.'),
    },
  };
}
