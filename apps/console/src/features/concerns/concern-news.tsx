import type { ConcernDetail } from '@lapwing/protocol/features/concerns/api.ts';
import { useIsMutating, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { isRefusal } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import { concernQuery, lastChangeQuery } from './queries.ts';

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/**
 * Keeps the open concern in step with what colleagues do. The record is fetched, which is a recorded look, only when it
 * has changed and somebody has it in front of them; and never under the hands of whoever is writing in it: they are told.
 */
export function ConcernNews(props: { concern: ConcernDetail; writing: boolean }): ReactNode {
  const { concern, writing } = props;
  const client = useQueryClient();
  const saving = useIsMutating() > 0;
  const inView = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible');
  const change = useQuery(lastChangeQuery(concern.id));
  const { data, error } = change;
  const newer = data !== undefined && !saving && Date.parse(data.changedAt) > Date.parse(concern.changedAt);
  const gone = isRefusal(error, 'not-found');
  const { queryKey } = concernQuery(concern.id);
  const follows = newer && inView && !writing;
  const by = data?.changedBy ?? '';
  useEffect(() => {
    if (!follows) return;
    void client
      .refetchQueries({ queryKey })
      .then(() => showToast({ text: `Changed by ${by}; this is the concern as it is now.` }));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each change
  }, [follows, data?.changedAt]);
  useEffect(() => {
    // It is not shared with them any more: what stands on the page goes.
    if (gone) void client.resetQueries({ queryKey });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it is gone
  }, [gone]);
  if (!newer || !writing) return null;
  return (
    <div className="concern-news">
      <Notice tone="warn">
        <div className="stack">
          <p>
            <strong>
              <Name>{by}</Name> has changed this concern meanwhile
            </strong>{' '}
            (<When at={data.changedAt} />
            ). What you are writing is kept.
          </p>
          <div className="row">
            <Action onPress={() => void client.refetchQueries({ queryKey })}>Show it as it is now</Action>
          </div>
        </div>
      </Notice>
    </div>
  );
}
