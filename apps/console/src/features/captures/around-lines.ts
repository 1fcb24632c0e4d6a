import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import type { showAround } from '@lapwing/protocol/features/captures/triage.api.ts';
import type { z } from 'zod';

type Entry = z.output<(typeof showAround)['reply']>['entries'][number];

/** A line of what was around a capture; without an entry, the capture itself. */
export interface AroundLine {
  readonly key: string;
  readonly at: string;
  readonly entry: Entry | null;
}

/** The entries in order of time with the capture itself once, in its place. */
export function layAround(
  capture: Pick<CaptureDetail, 'id' | 'happenedAt'>,
  entries: readonly Entry[],
): readonly AroundLine[] {
  const others = entries
    .filter((entry) => !(entry.kind === 'capture' && entry.id === capture.id))
    .map((entry, index): AroundLine => ({ key: `${entry.kind} ${index}`, at: entry.at, entry }));
  const own: AroundLine = { key: 'trigger', at: capture.happenedAt, entry: null };
  return [own, ...others].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
