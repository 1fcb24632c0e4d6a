import { type CaptureDetail, type StaffName, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import {
  addCaptureNote,
  assignCapture,
  escalateCapture,
  partCapture,
  setCaptureStatus,
  takeCapture,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import { type CaptureStatus, isClosed } from '@lapwing/protocol/features/captures/status.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, load } from '../../api/client.ts';
import { failureOf, isRefusal, sayShortly } from '../../api/failure.ts';
import { putCapture } from './queries.ts';
import { STATUS_WORDS } from './words.ts';

export type Act =
  | { readonly kind: 'take' }
  | { readonly kind: 'assign'; readonly to: StaffName | null }
  /** Null: whoever is next in the school's chain. */
  | { readonly kind: 'escalate'; readonly to: StaffName | null; readonly rationale: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'part' }
  | {
      readonly kind: 'status';
      readonly status: Exclude<CaptureStatus, 'escalated' | 'false-positive-allowed'>;
      readonly rationale: string | null;
    };

export interface Triage {
  /**
   * Runs the act on the newest known revision; `then` follows only when it stood.
   *
   * @param whole what is decided holds for the open ones of its incident as well
   */
  act: (act: Act, whole: boolean, then?: (capture: CaptureDetail) => void) => void;
  busy: boolean;
  problem: string | null;
  /** The last entry of the history that was known when somebody else was quicker; null when nobody was. */
  overtaken: { readonly seen: string | null } | null;
  forget: () => void;
}

export interface TriageNews {
  /** What stood, with everything that it changed: for taking it back. */
  onDone: (ids: readonly string[], what: string) => void;
  /** Somebody else was quicker; their change is shown by now. */
  onOvertaken: (capture: CaptureDetail) => void;
}

/** Changes to one capture. When somebody else was quicker their change is shown, and nothing typed is lost. */
export function useTriage(capture: CaptureDetail, news: TriageNews): Triage {
  const client = useQueryClient();
  const [overtaken, setOvertaken] = useState<Triage['overtaken']>(null);
  const { id } = capture;
  const change = useMutation({
    mutationFn: ({ act, whole }: { act: Act; whole: boolean }) => send(capture, act, whole),
    onSuccess(changed, { act, whole }) {
      setOvertaken(null);
      putCapture(client, changed);
      void client.invalidateQueries({ queryKey: ['captures', 'waiting'] });
      if (act.kind === 'note' || act.kind === 'part') return;
      const ids = whole ? [id, ...openOthers(capture).map((other) => other.id)] : [id];
      news.onDone(ids, sayDone(act, changed));
    },
    async onError(error) {
      if (!isRefusal(error, 'conflict')) return;
      setOvertaken({ seen: capture.history.at(-1)?.id ?? null });
      const newest = await call(showCapture, { params: { id } });
      if (!newest.ok) return;
      putCapture(client, newest.value);
      news.onOvertaken(newest.value);
    },
  });
  return {
    act(act, whole, then) {
      if (change.isPending) return;
      change.mutate({ act, whole }, { onSuccess: (changed) => then?.(changed) });
    },
    busy: change.isPending,
    problem: change.error === null || isRefusal(change.error, 'conflict') ? null : sayProblem(change.error),
    overtaken,
    forget() {
      change.reset();
      setOvertaken(null);
    },
  };
}

/** The others of its incident that wait as well. */
export function openOthers(capture: CaptureDetail): CaptureDetail['together'] {
  return capture.together.filter((other) => !isClosed(other.status));
}

/** How many open captures a decision on the whole of it is about. */
export function countWhole(capture: CaptureDetail): number {
  return openOthers(capture).length + 1;
}

function send(capture: CaptureDetail, act: Act, whole: boolean): Promise<CaptureDetail> {
  const params = { id: capture.id };
  const { revision } = capture;
  switch (act.kind) {
    case 'take':
      return load(takeCapture, { params, body: { revision, whole } });
    case 'assign':
      return load(assignCapture, { params, body: { accountId: act.to?.id ?? null, revision, whole } });
    case 'escalate':
      return load(escalateCapture, {
        params,
        body: { accountId: act.to?.id ?? null, rationale: act.rationale, revision, whole },
      });
    case 'note':
      return load(addCaptureNote, { params, body: { text: act.text } });
    case 'part':
      return load(partCapture, { params, body: { revision } });
    case 'status':
      return load(setCaptureStatus, {
        params,
        body: { status: act.status, rationale: act.rationale, revision, whole },
      });
  }
}

/** What a toast says of it. */
function sayDone(act: Exclude<Act, { kind: 'note' | 'part' }>, changed: CaptureDetail): string {
  switch (act.kind) {
    case 'take':
      return 'You have it now.';
    case 'assign':
      return act.to === null ? 'Nobody has it now.' : `${act.to.name} has it now and is told.`;
    case 'escalate':
      return `Escalated to ${changed.escalatedTo?.name ?? act.to?.name ?? 'the next in the chain'}, who is told at once.`;
    case 'status':
      return `Set to ${STATUS_WORDS[act.status].word}.`;
  }
}

function sayProblem(error: unknown): string {
  const failure = failureOf(error);
  if (failure.kind === 'refused' && failure.code === 'not-signed-in') {
    return 'Not saved: your sign-in had ended. Save again; what you typed is still here.';
  }
  return sayShortly(error);
}
