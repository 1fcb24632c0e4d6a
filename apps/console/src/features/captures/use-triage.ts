import { type CaptureDetail, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import {
  addCaptureNote,
  escalateCapture,
  setCaptureStatus,
  takeCapture,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, load } from '../../api/client.ts';
import { failureOf, sayShortly } from '../../api/failure.ts';
import { putCapture } from './queries.ts';
import { STATUS_WORDS } from './words.ts';

export type Act =
  | { readonly kind: 'take' }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'status'; readonly status: CaptureStatus; readonly rationale: string | null };

export interface Triage {
  /** Runs the act on the newest known revision; `then` follows only when it stood. */
  act: (act: Act, then?: (capture: CaptureDetail) => void) => void;
  busy: boolean;
  problem: string | null;
  forget: () => void;
}

/** Changes to one capture. When somebody else was quicker their change is shown, and nothing typed is lost. */
export function useTriage(capture: CaptureDetail): Triage {
  const client = useQueryClient();
  const { id } = capture;
  const change = useMutation({
    mutationFn: (act: Act) => send(capture, act),
    onSuccess(changed) {
      putCapture(client, changed);
      void client.invalidateQueries({ queryKey: ['captures', 'waiting'] });
    },
    async onError(error) {
      const failure = failureOf(error);
      if (failure.kind !== 'refused' || failure.code !== 'conflict') return;
      const newest = await call(showCapture, { params: { id } });
      if (newest.ok) putCapture(client, newest.value);
    },
  });
  return {
    act(act, then) {
      if (change.isPending) return;
      change.mutate(act, { onSuccess: (changed) => then?.(changed) });
    },
    busy: change.isPending,
    problem: change.error === null ? null : sayProblem(change.error, capture),
    forget: () => change.reset(),
  };
}

function send(capture: CaptureDetail, act: Act): Promise<CaptureDetail> {
  const params = { id: capture.id };
  switch (act.kind) {
    case 'take':
      return load(takeCapture, { params, body: { revision: capture.revision } });
    case 'note':
      return load(addCaptureNote, { params, body: { text: act.text } });
    case 'status':
      if (act.status === 'escalated') {
        const body = { accountId: null, rationale: act.rationale ?? '', revision: capture.revision };
        return load(escalateCapture, { params, body });
      }
      if (act.status === 'false-positive-allowed') throw new Error('letting pass has a route of its own');
      return load(setCaptureStatus, {
        params,
        body: { status: act.status, rationale: act.rationale, revision: capture.revision },
      });
  }
}

function sayProblem(error: unknown, capture: CaptureDetail): string {
  const failure = failureOf(error);
  if (failure.kind === 'refused' && failure.code === 'not-signed-in') {
    return 'Not saved: your sign-in had ended. Save again; what you typed is still here.';
  }
  if (failure.kind !== 'refused' || failure.code !== 'conflict') return sayShortly(error);
  const last = capture.history.findLast((entry) => entry.by !== null);
  const who = last?.by?.name ?? 'Somebody else';
  return `${who} changed this capture while you were at it; it is now ${STATUS_WORDS[capture.status].word}. Look at the history, then save again if you still want to. What you typed is still here.`;
}
