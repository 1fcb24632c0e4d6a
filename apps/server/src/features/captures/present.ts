import type { CaptureDetail, CaptureSummary, HistoryEntry } from '@lapwing/protocol/features/captures/api.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { DetailRow, EarlierRow, EvidenceRow, HistoryRow, SummaryRow } from './store-read.ts';

/** What the policies say of themselves, in words for people. */
export interface PolicyWords {
  policyTitle(policy: PolicyKey): string;
  /** The title of the policy that a term stands in: one of the school's own, or that of its risk. */
  titleOf(term: string, risk: PolicyKey): string;
  /** What the term means; null when there is no such term any more. */
  definitionOf(term: string): string | null;
  /** True when the words of what the term finds are put away. */
  isSealed(term: string): boolean;
  /** What to do, one step each. */
  guidanceOf(policy: PolicyKey): readonly string[];
  /** Why a rule weighed the sentence as it did, in one sentence. */
  explain(rule: string): string;
}

/** The words of the school that a transaction is bound to, as its policies are now. */
export type WordsOf = (tx: SchoolTx) => Promise<PolicyWords>;

/** The rule that says only what the marked words show already; it explains nothing to a reader. */
const PLAIN_MATCH = 'match.word';

/** What decides which fields somebody sees, beside how far they reach. */
export interface Viewer {
  readonly mayTriage: boolean;
  readonly mayViewEvidence: boolean;
  readonly mayViewSealed: boolean;
}

export function viewerOf(actor: Actor): Viewer {
  return {
    mayTriage: can(actor, 'captures.triage'),
    mayViewEvidence: can(actor, 'evidence.view'),
    mayViewSealed: can(actor, 'evidence.sealed'),
  };
}

/** One line of the list. A sealed capture carries no words, and no sign of evidence to those who may not open it. */
export function presentSummary(row: SummaryRow, viewer: Viewer, words: PolicyWords): CaptureSummary {
  return {
    id: row.id,
    person:
      row.person_id === null
        ? null
        : {
            id: row.person_id,
            name: row.person_name ?? '',
            username: row.person_username ?? '',
            form: row.person_form,
          },
    accountName: row.account_name,
    groups: row.groups.map((group) => ({ id: group.id, name: group.name })),
    device: { id: row.device_id, name: row.device_name, room: row.device_room },
    policy: { key: row.policy, title: words.titleOf(row.term, row.policy) },
    severity: row.severity,
    source: row.source,
    text:
      row.sealed || row.sentence === null
        ? null
        : { sentence: row.sentence, start: row.match_start ?? 0, end: row.match_end ?? 0 },
    count: row.seen_count,
    application: row.application,
    windowTitle: row.window_title ?? '',
    site: row.site,
    receivedAt: row.received_at.toISOString(),
    happenedAt: row.happened_at.toISOString(),
    status: row.status,
    assignedTo: staff(row.assigned_to, row.assigned_name),
    sealed: row.sealed,
    evidence: row.sealed && !viewer.mayViewSealed ? 'none' : row.evidence,
    escalatedTo: null,
    recording: 'none',
    held: false,
    incident: null,
    revision: row.revision,
  };
}

const NOT_YET = Object.freeze({ allowed: false, reason: 'Not in this version.' });

/** The whole of one capture, with everything that belongs to it. */
export function presentDetail(
  row: DetailRow,
  belonging: {
    readonly history: readonly HistoryRow[];
    readonly evidence: readonly EvidenceRow[];
    readonly earlier: readonly EarlierRow[];
    readonly caughtBy: CaptureDetail['caughtBy'];
  },
  viewer: Viewer,
  words: PolicyWords,
): CaptureDetail {
  const evidence = row.sealed && !viewer.mayViewSealed ? [] : belonging.evidence;
  return {
    ...presentSummary(row, viewer, words),
    url: row.url,
    severityBefore: row.severity_before,
    because: row.because
      .filter((rule) => rule !== PLAIN_MATCH)
      .map((rule) => ({ rule, sentence: words.explain(rule) })),
    term: { id: row.term, definition: words.definitionOf(row.term) ?? '' },
    caughtBy: { library: belonging.caughtBy.library, change: belonging.caughtBy.change },
    guidance: [...words.guidanceOf(row.policy)],
    evidenceItems: evidence.map((item) => ({
      id: item.id,
      kind: item.kind,
      state: item.state,
      takenAt: item.taken_at.toISOString(),
      mediaType: item.media_type,
      bytes: item.bytes,
      arrived: item.state === 'ready' ? item.bytes : 0,
      sha256: item.sha256,
      seconds: null,
      triggerSeconds: null,
      problem: null,
    })),
    evidenceReason: evidenceReason(row, belonging.evidence, viewer),
    history: presentHistory(belonging.history, row.sealed),
    earlier: belonging.earlier.map((other) => ({
      id: other.id,
      happenedAt: other.happened_at.toISOString(),
      severity: other.severity,
      policy: { key: other.policy, title: words.titleOf(other.term, other.policy) },
      status: other.status,
    })),
    together: [],
    concerns: [],
    undo: null,
    may: {
      allow: NOT_YET,
      hold: NOT_YET,
      export: NOT_YET,
      concern: NOT_YET,
      triage: viewer.mayTriage
        ? { allowed: true }
        : { allowed: false, reason: 'Your role can look at captures and not deal with them.' },
      viewEvidence: mayViewEvidence(row, viewer),
    },
  };
}

function mayViewEvidence(row: DetailRow, viewer: Viewer): CaptureDetail['may']['viewEvidence'] {
  if (!viewer.mayViewEvidence) {
    return { allowed: false, reason: 'Your role does not include looking at evidence.' };
  }
  if (row.sealed && !viewer.mayViewSealed) return { allowed: false, reason: SEALED_REASON };
  return { allowed: true };
}

const SEALED_REASON = 'The evidence is sealed. Only the safeguarding lead can open it.';

const NO_EVIDENCE = Object.freeze({
  'switched-off': 'Screenshots were switched off for the device.',
  'not-possible': 'The device cannot take a screenshot of this.',
  failed: 'The device tried to take a screenshot and failed.',
  'window-gone': 'The window was gone before a screenshot could be taken.',
});

const LOST = Object.freeze({
  'not-as-promised': 'What the device sent was not the screenshot that it had announced.',
  'not-an-image': 'What the device sent was not an image.',
  'other-type': 'What the device sent was not an image of the type that it had announced.',
  'too-large': 'The image that the device sent has more pixels than a screen.',
  'too-small': 'The image that the device sent is too small to show anything.',
}) satisfies Record<string, string>;

/** Why there is nothing to look at; null when there is something, or will be. */
function evidenceReason(row: DetailRow, evidence: readonly EvidenceRow[], viewer: Viewer): string | null {
  if (row.sealed && !viewer.mayViewSealed) return SEALED_REASON;
  if (row.no_evidence_reason !== null) return NO_EVIDENCE[row.no_evidence_reason];
  const lost = evidence.find((item) => item.state === 'lost');
  if (lost === undefined) return evidence.length > 0 ? null : 'The device announced no screenshot.';
  if (evidence.some((item) => item.state !== 'lost')) return null;
  const known = Object.entries(LOST).find(([reason]) => reason === lost.lost_reason);
  return known?.[1] ?? 'The device announced a screenshot that never arrived.';
}

function staff(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null || name === null ? null : { id, name };
}

/** An amendment shows the wording that it replaced, by the device's own order; the newest stands in the capture itself. */
export function presentHistory(rows: readonly HistoryRow[], sealed: boolean): HistoryEntry[] {
  const wordings = rows
    .filter((row) => row.item_id !== null)
    .toSorted(
      (one, other) =>
        (one.finding_at_ms ?? 0) - (other.finding_at_ms ?? 0) ||
        ((one.item_id ?? '') < (other.item_id ?? '') ? -1 : 1),
    );
  return rows.map((row) => {
    const before = wordings[wordings.indexOf(row) - 1] ?? row;
    return {
      id: row.id,
      at: row.at.toISOString(),
      by: staff(row.by_id, row.by_name),
      event: presentEvent(row, before, sealed),
    };
  });
}

function presentEvent(row: HistoryRow, before: HistoryRow, sealed: boolean): HistoryEntry['event'] {
  switch (row.kind) {
    case 'captured':
    case 'evidence-arrived':
    case 'evidence-viewed':
    case 'taken':
      return { kind: row.kind };
    case 'amended':
      if (before.severity === null) throw new Error('an amendment without a wording before it');
      return { kind: 'amended', severity: before.severity, sentence: sealed ? null : before.sentence };
    case 'status':
      if (row.from_status === null || row.to_status === null) throw new Error('a status from or to nothing');
      return { kind: 'status', from: row.from_status, to: row.to_status, rationale: row.words };
    case 'note':
      return { kind: 'note', text: row.words ?? '' };
    case 'matched':
    case 'unmatched':
      return { kind: row.kind, person: row.words ?? '' };
  }
}
