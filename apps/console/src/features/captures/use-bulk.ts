import type { CaptureSummary, StaffName } from '@lapwing/protocol/features/captures/api.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { changeCaptures } from '@lapwing/protocol/features/captures/triage.api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { STATUS_WORDS } from './words.ts';

export type BulkChange =
  | { readonly kind: 'assign'; readonly to: StaffName | null }
  | {
      readonly kind: 'status';
      readonly status: Exclude<CaptureStatus, 'escalated' | 'false-positive-allowed'>;
      readonly rationale: string | null;
    };

/** As many as one request takes. */
const AT_ONCE = 500;

export interface Bulk {
  run: (chosen: readonly CaptureSummary[], change: BulkChange, then: (done: BulkDone) => void) => void;
  busy: boolean;
  problem: string | null;
  forget: () => void;
}

export interface BulkDone {
  readonly changed: readonly string[];
  readonly text: string;
  readonly tone: 'good' | 'stop';
}

/** Changes many captures at once; each is changed or left, and what was left is told with the reason. */
export function useBulk(): Bulk {
  const client = useQueryClient();
  const change = useMutation({
    async mutationFn(given: { chosen: readonly CaptureSummary[]; change: BulkChange }): Promise<BulkDone> {
      const changed: string[] = [];
      const not: Array<{ id: string; why: string }> = [];
      for (let from = 0; from < given.chosen.length; from += AT_ONCE) {
        const captures = given.chosen
          .slice(from, from + AT_ONCE)
          .map(({ id, revision }) => ({ id, revision }));
        // In order: who is stopped half way has the first ones done and knows which.
        // oxlint-disable-next-line no-await-in-loop
        const answer = await load(changeCaptures, {
          body: { captures, change: sent(given.change), whole: true },
        });
        changed.push(...answer.changed);
        not.push(...answer.not);
      }
      return sayBulk(changed, not, given.change);
    },
    onSettled() {
      void client.invalidateQueries({ queryKey: ['captures', 'waiting'] });
      void client.invalidateQueries({ queryKey: ['captures', 'detail'] });
    },
  });
  return {
    run(chosen, given, then) {
      if (!change.isPending) change.mutate({ chosen, change: given }, { onSuccess: then });
    },
    busy: change.isPending,
    problem: change.error === null ? null : sayShortly(change.error),
    forget: () => change.reset(),
  };
}

function sent(change: BulkChange) {
  return change.kind === 'assign'
    ? { kind: change.kind, accountId: change.to?.id ?? null }
    : { kind: change.kind, status: change.status, rationale: change.rationale };
}

/** What the toast says of a change of many. */
export function sayBulk(
  changed: readonly string[],
  not: readonly { why: string }[],
  change: BulkChange,
): BulkDone {
  const many = `${changed.length} ${changed.length === 1 ? 'capture' : 'captures'}`;
  const what =
    change.kind === 'status'
      ? `${many} set to ${STATUS_WORDS[change.status].word}.`
      : change.to === null
        ? `${many} given to nobody.`
        : `${many} given to ${change.to.name}.`;
  const why = [...new Set(not.map((one) => one.why))].join(' ');
  const left =
    not.length === 0 ? '' : ` ${not.length} left as ${not.length === 1 ? 'it was' : 'they were'}: ${why}`;
  return {
    changed,
    text: `${changed.length === 0 ? 'Nothing was changed.' : what}${left}`,
    tone: not.length === 0 ? 'good' : 'stop',
  };
}
