import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { By, CaptureState, ChangeRow } from './store-history.ts';
import type { Step } from './store-triage.ts';

/** Decides what becomes of a capture; null where it is so already. */
export type Decide = (held: CaptureState) => Step | null;

export const STATUS_WORDS: Readonly<Record<CaptureStatus, string>> = Object.freeze({
  unclassified: 'Unclassified',
  'requires-attention': 'Requires attention',
  'under-investigation': 'Under investigation',
  escalated: 'Escalated',
  resolved: 'Resolved',
  'false-positive': 'False positive',
  'false-positive-allowed': 'False positive, let pass',
});

/** Somebody has it from now on, or nobody. */
export function giveTo(to: By | null, by: By): Decide {
  return (held) =>
    held.assignedTo?.id === to?.id
      ? null
      : {
          after: { ...stateOf(held), assignedTo: to },
          line:
            to?.id === by.id
              ? { kind: 'taken', words: null, to: null }
              : { kind: 'assigned', words: null, to },
          undoable: true,
        };
}

/** Whoever it is escalated to has it from then on. */
export function escalateTo(to: By, rationale: string): Decide {
  return (held) => ({
    after: { ...stateOf(held), status: 'escalated', escalatedTo: to, assignedTo: to },
    line: { kind: 'escalated', words: rationale, to },
    undoable: true,
  });
}

export function giveStatus(status: CaptureStatus, rationale: string | null): Decide {
  return (held) => ({
    after: { ...stateOf(held), status, escalatedTo: null },
    line: { kind: 'status', words: rationale, to: null },
    undoable: true,
  });
}

/** What was decided stands with the policies as well, and is taken back there first. */
export function letPass(what: string): Decide {
  return (held) => ({
    after: { ...stateOf(held), status: 'false-positive-allowed', escalatedTo: null },
    line: { kind: 'allowed', words: what, to: null },
    undoable: false,
  });
}

export function takeBack(before: CaptureState): Decide {
  return () => ({ after: before, line: { kind: 'undone', words: null, to: null }, undoable: false });
}

/** Null takes it out of the incident that it is in. */
export function putInto(incidentId: string | null): Decide {
  return (held) =>
    held.incidentId === incidentId
      ? null
      : {
          after: { ...stateOf(held), incidentId },
          line: { kind: incidentId === null ? 'parted' : 'joined', words: null, to: null },
          undoable: true,
        };
}

function stateOf({ status, assignedTo, escalatedTo, incidentId }: CaptureState): CaptureState {
  return { status, assignedTo, escalatedTo, incidentId };
}

/** A change as it is told to somebody else, after the name of who made it: `set it to Resolved`. */
export function changeInWords(change: Pick<ChangeRow, 'kind' | 'to_name' | 'to_status'>): string {
  const { kind, to_name: to, to_status: status } = change;
  switch (kind) {
    case 'taken':
      return 'took it';
    case 'assigned':
      return to === null ? 'gave it to nobody' : `gave it to ${to}`;
    case 'escalated':
      return `escalated it to ${to ?? 'somebody'}`;
    case 'status':
      return `set it to ${status === null ? 'another status' : STATUS_WORDS[status]}`;
    case 'allowed':
      return 'let the like pass';
    case 'undone':
      return 'took a change back';
    case 'joined':
      return 'put it together with others';
    case 'parted':
      return 'took it out of its incident';
    case 'matched':
      return 'said whose account it is';
    case 'unmatched':
      return 'said that the account is not that person’s';
    case 'captured':
    case 'amended':
    case 'evidence-arrived':
    case 'evidence-viewed':
    case 'note':
    case 'sealed-opened':
    case 'held':
    case 'released':
    case 'exported':
    case 'concern':
    case 'alerted':
    case 'threshold':
    case 'sanctioned':
    case 'sanction-lifted':
      // These change nothing that somebody could overwrite.
      return 'wrote in its history';
  }
}
