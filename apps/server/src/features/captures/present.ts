import type { CaptureDetail, CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { presentHistory } from './present-history.ts';
import { changeInWords } from './steps.ts';
import type { HistoryRow, Undoable } from './store-history.ts';
import type { TogetherRow } from './store-incidents.ts';
import type { DetailRow, EarlierRow, EvidenceRow, SummaryRow } from './store-read.ts';

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
  readonly mayAllow: boolean;
  readonly mayHold: boolean;
  readonly mayExport: boolean;
  readonly mayConcern: boolean;
}

/** How long a change can be taken back. */
export const UNDO_MS = 10 * 60_000;

export function viewerOf(actor: Actor): Viewer {
  return {
    mayTriage: can(actor, 'captures.triage'),
    mayViewEvidence: can(actor, 'evidence.view'),
    mayViewSealed: can(actor, 'evidence.sealed'),
    mayAllow: can(actor, 'policies.allow'),
    mayHold: can(actor, 'evidence.hold'),
    mayExport: can(actor, 'captures.export'),
    mayConcern: can(actor, 'concerns.manage'),
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
    escalatedTo: staff(row.escalated_to, row.escalated_name),
    recording: row.sealed && !viewer.mayViewSealed ? 'none' : row.recording,
    held: row.held,
    incident:
      row.incident_id === null || row.incident_count < 2
        ? null
        : { id: row.incident_id, count: row.incident_count, open: row.incident_open },
    revision: row.revision,
  };
}

/** The whole of one capture, with everything that belongs to it. */
export function presentDetail(
  row: DetailRow,
  belonging: {
    readonly history: readonly HistoryRow[];
    readonly evidence: readonly EvidenceRow[];
    readonly earlier: readonly EarlierRow[];
    readonly together: readonly TogetherRow[];
    readonly concerns: ReadonlyArray<CaptureDetail['concerns'][number]>;
    readonly undo: Undoable | null;
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
      arrived: item.arrived_bytes,
      sha256: item.sha256,
      seconds: item.seconds,
      triggerSeconds: item.trigger_seconds,
      problem: item.state === 'lost' ? problemOf(item) : null,
    })),
    evidenceReason: evidenceReason(row, belonging.evidence, viewer),
    history: presentHistory(belonging.history, row.sealed, viewer.mayViewSealed),
    earlier: belonging.earlier.map((other) => ({
      id: other.id,
      happenedAt: other.happened_at.toISOString(),
      severity: other.severity,
      policy: { key: other.policy, title: words.titleOf(other.term, other.policy) },
      status: other.status,
    })),
    together: belonging.together.map((other) => ({
      id: other.id,
      happenedAt: other.happened_at.toISOString(),
      severity: other.severity,
      status: other.status,
      site: other.site,
      sentence: other.sentence,
    })),
    concerns: belonging.concerns.map(({ id, title }) => ({ id, title })),
    undo:
      belonging.undo === null || !viewer.mayTriage
        ? null
        : {
            what: `You ${changeInWords(belonging.undo)}`,
            until: new Date(belonging.undo.at.getTime() + UNDO_MS).toISOString(),
          },
    may: {
      triage: permitted(viewer.mayTriage, 'Your role can look at captures and not deal with them.'),
      viewEvidence: mayViewEvidence(row, viewer),
      allow: mayAllow(row, viewer),
      hold: permitted(viewer.mayHold, 'Your role does not keep captures beyond their usual time.'),
      export: permitted(viewer.mayExport, 'Your role does not take captures out of Lapwing.'),
      concern: permitted(viewer.mayConcern, 'Your role does not keep concerns.'),
    },
  };
}

function permitted(allowed: boolean, reason: string): CaptureDetail['may']['triage'] {
  return allowed ? { allowed } : { allowed, reason };
}

function mayAllow(row: DetailRow, viewer: Viewer): CaptureDetail['may']['allow'] {
  if (row.sealed) return { allowed: false, reason: 'What is sealed is never let pass from a capture.' };
  return permitted(viewer.mayTriage && viewer.mayAllow, 'Your role does not let words and sites pass.');
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

const LOST: Readonly<Record<string, string>> = Object.freeze({
  'not-an-image': 'What the device sent was not an image.',
  'other-type': 'What the device sent was not of the type that it had announced.',
  'too-large': 'The image that the device sent has more pixels than a screen.',
  'too-small': 'The image that the device sent is too small to show anything.',
  'not-a-recording': 'What the device sent was not a recording that can be played.',
  'recording-failed': 'The device tried to record and failed.',
  'recording-interrupted': 'The recording was interrupted: the browser or the device was closed.',
  'recording-too-large': 'The recording became larger than what is kept.',
  'recording-no-frames': 'Nothing could be seen to record.',
  'recording-switched-off': 'Recordings were switched off for the device.',
  'recording-not-possible': 'The device cannot record this.',
  'recording-too-many': 'The device was recording as much as it can already.',
});

/** Why evidence is lost, in a sentence. */
function problemOf(item: EvidenceRow): string {
  if (item.lost_reason === 'not-as-promised')
    return `What the device sent was not the ${item.kind} that it had announced.`;
  const known = item.lost_reason === null ? undefined : LOST[item.lost_reason];
  return known ?? `The device announced a ${item.kind} that never arrived.`;
}

/** Why there is nothing to look at; null when there is something, or will be. */
function evidenceReason(row: DetailRow, evidence: readonly EvidenceRow[], viewer: Viewer): string | null {
  if (row.sealed && !viewer.mayViewSealed) return SEALED_REASON;
  if (evidence.some((item) => item.state !== 'lost')) return null;
  if (row.no_evidence_reason !== null) return NO_EVIDENCE[row.no_evidence_reason];
  const lost = evidence.find((item) => item.kind === 'screenshot') ?? evidence[0];
  return lost === undefined ? 'The device announced no screenshot.' : problemOf(lost);
}

function staff(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null || name === null ? null : { id, name };
}
