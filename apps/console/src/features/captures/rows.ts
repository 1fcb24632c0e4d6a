import type { CaptureDetail, CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';

/** Another capture of an incident, as the one that stands for it tells. */
export type Member = CaptureDetail['together'][number];

/** A line of the inbox: a capture, or a member of the incident that is open above it. */
export type InboxRow =
  | { readonly kind: 'capture'; readonly id: string; readonly capture: CaptureSummary }
  | {
      readonly kind: 'member';
      readonly id: string;
      readonly head: CaptureSummary;
      readonly member: Member;
    };

/**
 * The lines as they stand: each incident is one, and its members follow while it is open.
 *
 * @param members of the incidents that are open, by the capture that stands for each
 */
export function layRows(
  items: readonly CaptureSummary[],
  members: ReadonlyMap<string, readonly Member[]>,
): readonly InboxRow[] {
  const heads = new Set(items.map((item) => item.id));
  return items.flatMap((capture): InboxRow[] => [
    { kind: 'capture', id: capture.id, capture },
    ...(members.get(capture.id) ?? [])
      // What stands as a line of its own is not shown twice.
      .filter((member) => !heads.has(member.id))
      .map((member): InboxRow => ({ kind: 'member', id: member.id, head: capture, member })),
  ]);
}

/** The line that stands for a capture: its own, or that of its incident. */
export function rowOf(rows: readonly InboxRow[], id: string | null, incidentId: string | null): number {
  const own = rows.findIndex((row) => row.id === id);
  if (own !== -1 || incidentId === null) return own;
  return rows.findIndex((row) => row.kind === 'capture' && row.capture.incident?.id === incidentId);
}

/** A list with a capture that arrived or changed put in its place; the order never changes under the reader. */
export function meetInItems(
  items: readonly CaptureSummary[],
  capture: CaptureSummary,
): readonly CaptureSummary[] {
  const { incident } = capture;
  let changed = false;
  const next = items.map((item) => {
    if (item.id === capture.id) {
      changed = true;
      return capture;
    }
    // How many there are is told with each of them.
    if (incident === null || item.incident?.id !== incident.id) return item;
    changed = true;
    return { ...item, incident };
  });
  return changed ? next : items;
}

/** Whether a capture belongs to an incident that the list shows already, and is no worse than what stands for it. */
export function isInShown(items: readonly CaptureSummary[], capture: CaptureSummary): boolean {
  const { incident } = capture;
  if (incident === null) return false;
  const head = items.find((item) => item.incident?.id === incident.id);
  return head !== undefined && RANK[capture.severity] <= RANK[head.severity];
}

const RANK = Object.freeze({ minor: 0, moderate: 1, severe: 2 });
