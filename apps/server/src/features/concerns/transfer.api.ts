import { createHash } from 'node:crypto';
import { transferConcern } from '@lapwing/protocol/features/concerns/record.api.ts';
import type { ConcernDetail } from '@lapwing/protocol/features/concerns/api.ts';
import { audited } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import type { ConcernParts } from './deps.ts';
import { concernForPaper } from './paper.ts';

/** The file for the next school. It carries its own hash, so that both sides can show that nothing was changed. */
export function addTransferRoute(parts: ConcernParts): void {
  parts.routes.school(transferConcern, {
    capability: 'concerns.manage',
    audit: 'concerns.transfer',
    async handle({ tx, actor, params }) {
      const paper = await concernForPaper(parts, tx, actor, params.id, 'a transfer file');
      if (paper === null) return notFound();
      const record = transferRecord(paper.concern, new Date(parts.clock.now()).toISOString());
      const sha256 = createHash('sha256').update(JSON.stringify(record)).digest('hex');
      const text = `${JSON.stringify({ format: 'lapwing-concern', version: 1, sha256, record }, null, 2)}\n`;
      return audited(
        { name: `concern-${parts.today()}-${params.id.slice(-8)}.json`, text, sha256 },
        {
          summary: `Made a transfer file of the concern about ${paper.inWords}`,
          subject: { kind: 'concern', id: params.id },
        },
      );
    },
  });
}

/**
 * What the next school is told: the record of whom it is about. Other pupils stand in the list of people, and as whose a
 * capture was, without their names; with whom it was shared here is no business of the next school. What staff have
 * written stays as they wrote it.
 */
export function transferRecord(concern: ConcernDetail, madeAt: string): object {
  const others = concern.people.filter(({ part }) => part === 'other-pupil');
  const hidden = new Map(others.map(({ name }, place) => [name, `Another pupil (${place + 1})`]));
  const nameOf = (name: string | null): string | null => (name === null ? null : (hidden.get(name) ?? name));
  const subjects = new Set(concern.people.filter(({ part }) => part === 'subject').map(({ name }) => name));
  return {
    madeAt,
    title: concern.title,
    risk: concern.risk.title,
    fourCs: concern.fourCs,
    nudesInvolved: concern.nudes,
    status: concern.status,
    openedAt: concern.openedAt,
    openedBy: concern.openedBy.name,
    closed:
      concern.closed === null
        ? null
        : { at: concern.closed.at, by: concern.closed.by.name, reason: concern.closed.reason },
    outcome: concern.outcome,
    people: concern.people.map(({ part, name, year, form }) => ({ part, name: nameOf(name), year, form })),
    chronology: concern.chronology
      .filter(({ kind }) => kind !== 'shared' && kind !== 'exported')
      .map((entry) => ({
        id: entry.id,
        kind: entry.kind,
        happenedAt: entry.happenedAt,
        writtenAt: entry.writtenAt,
        by: entry.by.name,
        what: withoutNames(entry.what, hidden),
        words: entry.words,
        corrects: entry.corrects,
      })),
    captures: concern.captures.map((capture) => ({
      happenedAt: capture.happenedAt,
      person: capture.person !== null && subjects.has(capture.person) ? capture.person : 'Another pupil',
      severity: capture.severity,
      policy: capture.policy,
      status: capture.status,
      sealed: capture.sealed,
      sentence: capture.sentence,
    })),
    actions: concern.actions.map(({ what, owner, due, done }) => ({
      what,
      owner: owner.name,
      due,
      done: done === null ? null : { at: done.at, by: done.by.name, words: done.words },
    })),
    referrals: concern.referrals.map(({ to, detail, made, on, decidedBy, reason, replies }) => ({
      to,
      detail,
      made,
      on,
      decidedBy,
      reason,
      replies: replies.map((reply) => ({ on: reply.on, words: reply.words })),
    })),
    fivePoints: concern.fivePoints.map(({ at, by, answers, words, refer }) => ({
      at,
      by: by.name,
      answers,
      words,
      refer,
    })),
  };
}

function withoutNames(text: string | null, hidden: ReadonlyMap<string, string>): string | null {
  if (text === null) return null;
  return [...hidden].reduce((left, [name, instead]) => left.replaceAll(name, instead), text);
}
