import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Acts } from './acts.tsx';
import { actsQuery } from './queries.ts';

/** What threshold rules did to a person and why; nothing where they did nothing that the reader may see. */
export function PersonThresholds(props: { personId: string }): ReactNode {
  const acts = useInfiniteQuery(actsQuery(props.personId)).data?.pages[0]?.items ?? [];
  if (acts.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="person-thresholds">
      <h3 id="person-thresholds">Done by rules</h3>
      <Acts acts={acts} named={false} />
    </section>
  );
}
