import { undoCaptureChange } from '@lapwing/protocol/features/captures/triage.api.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { call } from '../../api/client.ts';
import { sayFailure } from '../../api/failure.ts';
import { showToast } from '../../ui/toasts.ts';

/** Milliseconds in which the server takes a change back. */
const WITHIN = 10 * 60_000;
/** One toast at a time speaks of the last change. */
const TOAST = 'captures-change';

export interface Undo {
  /** Says what was done, and offers to take it back. */
  offer: (ids: readonly string[], text: string, tone?: 'good' | 'stop') => void;
  /** Takes the last change back; of these captures, when none was made here. */
  back: (otherwise?: readonly string[]) => void;
}

/** The last change, for as long as it can be taken back. */
export function useUndo(): Undo {
  const client = useQueryClient();
  const last = useRef<{ ids: readonly string[]; until: number } | null>(null);

  async function take(ids: readonly string[]): Promise<void> {
    last.current = null;
    const outcome = await call(undoCaptureChange, { body: { ids: [...ids] } });
    if (!outcome.ok) {
      const { title, text } = sayFailure(outcome.failure);
      showToast({ text: `Not taken back. ${title}. ${text}`, tone: 'stop', key: TOAST });
      return;
    }
    const { undone, not } = outcome.value;
    for (const id of undone) void client.invalidateQueries({ queryKey: ['captures', 'detail', id] });
    void client.invalidateQueries({ queryKey: ['captures', 'waiting'] });
    const why = [...new Set(not.map((one) => one.why))].join(' ');
    if (undone.length === 0) showToast({ text: `Not taken back. ${why}`, tone: 'stop', key: TOAST });
    else
      showToast({
        text: `Taken back${undone.length === 1 ? '' : ` for ${undone.length} captures`}.${not.length === 0 ? '' : ` Not for ${not.length}: ${why}`}`,
        tone: not.length === 0 ? 'good' : 'stop',
        key: TOAST,
      });
  }

  return {
    offer(ids, text, tone = 'good') {
      last.current = { ids, until: Date.now() + WITHIN };
      showToast({
        text,
        tone,
        key: TOAST,
        ...(ids.length === 0 ? {} : { action: { label: 'Undo', onPress: () => void take(ids) } }),
      });
    },
    back(otherwise) {
      const known = last.current;
      const ids = known !== null && known.until > Date.now() ? known.ids : otherwise;
      if (ids === undefined || ids.length === 0)
        showToast({ text: 'There is nothing of yours to take back.', key: TOAST });
      else void take(ids);
    },
  };
}
