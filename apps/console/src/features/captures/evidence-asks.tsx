import { listSealedAsks } from '@lapwing/protocol/features/evidence/sealed.api.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy } from 'react';
import { Link } from 'react-aria-components';
import { load } from '../../api/client.ts';
import { useMay } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';

// With what few ever see: fetched when somebody asks.
const SecondOffAnswer = lazy(async () => ({
  default: (await import('./evidence-rule.tsx')).SecondOffAnswer,
}));

/** Milliseconds between looks for somebody who asks: they sit and wait for the answer. */
const LOOK_MS = 20_000;

/** Somebody waits for a second person to agree that they open sealed evidence: said to those who can. */
export function SealedAsks(): ReactNode {
  const may = useMay('evidence.sealed');
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['sealed', 'asks'],
    queryFn: ({ signal }) => load(listSealedAsks, {}, signal),
    enabled: may,
    refetchInterval: LOOK_MS,
  });
  const { asks = [], offAsked = null } = query.data ?? {};
  if (!may || (asks.length === 0 && offAsked === null)) return null;
  return (
    <Notice tone="warn">
      {asks.map((ask) => (
        <p key={ask.id}>
          <Name>{ask.by}</Name> asks a second person to agree that sealed evidence is opened (
          <When at={ask.askedAt} />
          ). <Link href={paths.capture(ask.captureId)}>See why, and answer</Link>
        </p>
      ))}
      {offAsked === null ? null : (
        <Suspense fallback={null}>
          <SecondOffAnswer
            ask={offAsked}
            onAnswered={() => void client.invalidateQueries({ queryKey: ['sealed'] })}
          />
        </Suspense>
      )}
    </Notice>
  );
}
