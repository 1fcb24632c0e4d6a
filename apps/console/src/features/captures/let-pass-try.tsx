import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { tryChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { Allowance } from '@lapwing/protocol/features/policies/edits.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { hasSevere, sayTried, TRIED_DAYS, type TriedPast } from './let-pass.ts';

export interface TriedQuery {
  data: TriedPast | undefined;
  error: unknown;
  busy: boolean;
  /** Who may not try says so instead of showing figures. */
  allowed: boolean;
}

/** Milliseconds without a key after which what is written is tried. */
const SETTLES = 500;
/** Open captures among which those like it are counted. */
const OPEN = 200;
const SHOWN = 5;

/** Tries what would be let pass on past captures, as it is written. */
export function useTriedPast(
  captureId: string,
  allowanceId: string,
  value: Allowance,
  complete: boolean,
): TriedQuery {
  const allowed = useMay('policies.allow');
  const asked = JSON.stringify([value.what, value.groupId]);
  const settled = useSettled(asked);
  const query = useQuery({
    queryKey: ['captures', 'let-pass', captureId, settled],
    enabled: allowed && complete && settled === asked,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
    async queryFn({ signal }): Promise<TriedPast> {
      const edit = {
        kind: 'allow',
        id: allowanceId,
        value: { ...value, reason: 'Tried on the past.', until: null },
      };
      const { past } = await load(
        tryChange,
        { body: { edits: [edit], sample: null, past: { days: TRIED_DAYS } } },
        signal,
      );
      const shown = past?.shown.noLongerCaught ?? [];
      const open = await load(listCaptures, { query: { status: 'open', limit: OPEN } }, signal);
      const waiting = new Set(open.items.map((item) => item.id));
      return {
        captures: past?.captures ?? 0,
        passed: past?.noLongerCaught ?? 0,
        shown,
        open: shown.filter((one) => one.captureId !== captureId && waiting.has(one.captureId)).length,
      };
    },
  });
  return {
    data: query.isPlaceholderData && query.isError ? undefined : query.data,
    error: query.error,
    busy: query.isFetching || settled !== asked,
    allowed,
  };
}

/** What it would have let pass; one Severe among them is worth stopping for. */
export function LetPassTry(props: { trial: TriedQuery; captureId: string }): ReactNode {
  const { data, error, busy, allowed } = props.trial;
  if (!allowed) return null;
  if (error !== null && data === undefined)
    return <Notice tone="warn">It could not be tried on the past. {sayShortly(error)}</Notice>;
  if (data === undefined) return <p className="quiet small">Trying it on the past …</p>;
  const others = data.shown.filter((one) => one.captureId !== props.captureId);
  return (
    <div aria-busy={busy} className="let-pass-try" role="status">
      <Notice tone={hasSevere(data, props.captureId) ? 'warn' : 'plain'}>
        <p>{sayTried(data, props.captureId)}</p>
        {others.length === 0 ? null : (
          <ul className="let-pass-shown">
            {others.slice(0, SHOWN).map((one) => (
              <li key={one.captureId}>
                {one.before === null ? null : <SeverityMark severity={one.before.severity} plain />}
                <Name cut>{one.sentence}</Name>
                <span className="quiet small">
                  <When at={one.happenedAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Notice>
    </div>
  );
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLES);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
