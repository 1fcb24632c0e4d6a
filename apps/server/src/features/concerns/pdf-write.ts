import type { ConcernDetail, ConcernEntry } from '@lapwing/protocol/features/concerns/api.ts';
import type { FivePointAnswer } from '@lapwing/protocol/features/concerns/five-points.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { Paper } from '../../platform/pdf/paper.ts';
import { theirs, type Words } from '../../platform/pdf/words.ts';
import type { ConcernPaper } from './paper.ts';

const ANSWERS: Readonly<Record<FivePointAnswer, string>> = Object.freeze({
  yes: 'Yes',
  no: 'No',
  'not-known': 'Not known',
});
const STATUSES: Readonly<Record<CaptureStatus, string>> = Object.freeze({
  unclassified: 'Unclassified',
  'requires-attention': 'Requires attention',
  'under-investigation': 'Under investigation',
  escalated: 'Escalated',
  resolved: 'Resolved',
  'false-positive': 'False positive',
  'false-positive-allowed': 'False positive, let pass',
});

/** Writes the whole record: people, chronology, actions, referrals, the five points, captures. */
export function writeConcern(paper: Paper, given: ConcernPaper, sayWhen: (at: Date) => string): void {
  const { concern } = given;
  const when = (instant: string): string => sayWhen(new Date(instant));
  paper.heading(1, theirs(concern.title));
  writeFacts(paper, given, when);
  paper.heading(2, 'People');
  paper.table(
    [
      { head: 'Name', part: 0.5 },
      { head: 'Part', part: 0.3 },
      { head: 'Year and form', part: 0.2 },
    ],
    concern.people.map((person) => [
      theirs(person.name),
      given.words.part[person.part],
      theirs([person.year, person.form].filter((part) => part !== null).join(', ')),
    ]),
  );
  paper.heading(2, 'Chronology');
  paper.table(
    [
      { head: 'When it happened', part: 0.24 },
      { head: 'Written by', part: 0.22 },
      { head: 'What', part: 0.54 },
    ],
    concern.chronology.map((entry) => [
      happened(entry, when),
      theirs(entry.by.name),
      told(entry, concern.chronology, when),
    ]),
  );
  writeActions(paper, concern, when);
  writeReferrals(paper, given, when);
  writePoints(paper, given, when);
  writeCaptures(paper, concern, when);
}

function writeFacts(paper: Paper, given: ConcernPaper, when: (instant: string) => string): void {
  const { concern, words } = given;
  const closed = concern.closed;
  paper.facts([
    ['Risk', theirs(concern.risk.title)],
    ['Areas of risk online', concern.fourCs.map((one) => words.fourC[one]).join(', ') || 'None named'],
    ['Status', concern.status === 'open' ? 'Open' : 'Closed'],
    ['Opened', [`${when(concern.openedAt)} by `, theirs(concern.openedBy.name)]],
    ...(closed === null
      ? []
      : [
          [
            'Closed',
            [`${when(closed.at)} by `, theirs(closed.by.name), '. Reason: ', theirs(closed.reason)],
          ] as const,
        ]),
    ['Outcome', concern.outcome === '' ? 'Not written yet' : theirs(concern.outcome)],
    ['Intimate pictures', concern.nudes ? 'Are or may be involved; nobody looks at them' : 'Not involved'],
    [
      'Shared with',
      concern.sharedWith.length === 0
        ? 'Nobody beyond those whose role shows it to them'
        : theirs(concern.sharedWith.map((one) => one.name).join(', ')),
    ],
  ]);
}

/** What is written down on a later day says so. */
function happened(entry: ConcernEntry, when: (instant: string) => string): string {
  const apart = Math.abs(Date.parse(entry.writtenAt) - Date.parse(entry.happenedAt));
  const late = apart < 60_000 ? '' : `\n(written ${when(entry.writtenAt)})`;
  return `${when(entry.happenedAt)}${late}`;
}

function told(entry: ConcernEntry, all: readonly ConcernEntry[], when: (instant: string) => string): Words {
  const corrected = entry.corrects === null ? undefined : all.find(({ id }) => id === entry.corrects);
  const parts: Array<string | ReturnType<typeof theirs>> = [];
  if (entry.corrects !== null) {
    parts.push(`Puts right the line of ${corrected === undefined ? 'before' : when(corrected.happenedAt)}. `);
  }
  if (entry.what !== null) parts.push(theirs(entry.what));
  if (entry.words !== null) parts.push(entry.what === null ? '' : ': ', theirs(entry.words));
  return parts;
}

function writeActions(paper: Paper, concern: ConcernDetail, when: (instant: string) => string): void {
  paper.heading(2, 'Actions');
  if (concern.actions.length === 0) {
    paper.paragraph('None agreed.');
    return;
  }
  paper.table(
    [
      { head: 'What', part: 0.36 },
      { head: 'Whose', part: 0.2 },
      { head: 'Due', part: 0.16 },
      { head: 'Done', part: 0.28 },
    ],
    concern.actions.map(({ what, owner, due, overdue, done }) => [
      theirs(what),
      theirs(owner.name),
      overdue && done === null ? `${sayDate(due)}, overdue` : sayDate(due),
      done === null
        ? 'Not yet'
        : [`${when(done.at)} by `, theirs(done.by.name), done.words === '' ? '' : ': ', theirs(done.words)],
    ]),
  );
}

function writeReferrals(paper: Paper, given: ConcernPaper, when: (instant: string) => string): void {
  const { concern, words } = given;
  paper.heading(2, 'Referrals, and decisions not to refer');
  if (concern.referrals.length === 0) {
    paper.paragraph('None recorded.');
    return;
  }
  for (const referral of concern.referrals) {
    paper.facts([
      [referral.made ? 'Referred to' : 'Not referred to', words.referral[referral.to]],
      ...(referral.detail === '' ? [] : [['Reference', theirs(referral.detail)] as const]),
      ['On', [`${sayDate(referral.on)}, decided by `, theirs(referral.decidedBy)]],
      ['Reason', theirs(referral.reason)],
      ['Written down', [`${when(referral.recordedAt)} by `, theirs(referral.recordedBy.name)]],
      ...referral.replies.map((reply) => [`Reply, ${when(reply.on)}`, theirs(reply.words)] as const),
    ]);
  }
}

function writePoints(paper: Paper, given: ConcernPaper, when: (instant: string) => string): void {
  const { concern, words } = given;
  for (const points of concern.fivePoints) {
    paper.heading(2, 'The five points on intimate pictures');
    paper.paragraph([
      `Answered ${when(points.at)} by `,
      theirs(points.by.name),
      points.refer ? '. They call for an immediate referral.' : '. They call for no immediate referral.',
    ]);
    paper.table(
      [
        { head: 'Point', part: 0.75 },
        { head: 'Answer', part: 0.25 },
      ],
      points.answers.map(({ point, answer }) => [words.point[point], ANSWERS[answer]]),
    );
    if (points.words !== '') paper.paragraph(theirs(points.words));
  }
}

function writeCaptures(paper: Paper, concern: ConcernDetail, when: (instant: string) => string): void {
  paper.heading(2, 'Captures');
  if (concern.captures.length === 0) {
    paper.paragraph('None attached.');
    return;
  }
  paper.table(
    [
      { head: 'When', part: 0.2 },
      { head: 'Whose', part: 0.18 },
      { head: 'What', part: 0.22 },
      { head: 'Words', part: 0.4 },
    ],
    concern.captures.map((capture) => [
      when(capture.happenedAt),
      capture.person === null ? 'Matched to nobody' : theirs(capture.person),
      [theirs(capture.policy), `, ${capture.severity}. ${STATUSES[capture.status]}.`],
      capture.sealed
        ? 'Sealed: words and evidence are left out of documents and looked at in Lapwing only.'
        : theirs(capture.sentence ?? ''),
    ]),
  );
  paper.remark(
    'Screenshots and recordings are not part of this document; they are kept in Lapwing with their hashes.',
  );
}

/** `2026-11-14` as `14 Nov 2026`; a day is the same everywhere. */
function sayDate(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium' }).format(
    new Date(`${day}T12:00:00Z`),
  );
}
