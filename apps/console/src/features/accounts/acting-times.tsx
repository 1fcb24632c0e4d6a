import { type ActingTime, listActing } from '@lapwing/protocol/features/accounts/acting.api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { Name } from '../../ui/name.tsx';
import { When } from '../../ui/when.tsx';
import { sayHowLong } from './acting-words.ts';
import './acting.css';

/** Who saw the console as this person, and as whom they did. Nothing where nobody ever has. */
export function ActingTimes(): ReactNode {
  const times = useQuery({
    queryKey: ['accounts', 'acting'],
    queryFn: ({ signal }) => load(listActing, {}, signal),
  }).data;
  if (times === undefined) return null;
  return (
    <>
      <Times id="acted-as-me" title="Who has acted as you" times={times.asMe} />
      <Times id="acted-by-me" title="You acted as" times={times.byMe} />
    </>
  );
}

function Times(props: { id: string; title: string; times: readonly ActingTime[] }): ReactNode {
  const { id, title, times } = props;
  if (times.length === 0) return null;
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className="stack acting-times">
        {times.map((time) => (
          <li key={time.startedAt}>
            <strong>
              <Name>{time.name}</Name>
            </strong>{' '}
            <span className="quiet">
              <When at={time.startedAt} show="moment" />, {sayHowLong(time)}
            </span>
            <br />
            <Name>{time.reason}</Name>
          </li>
        ))}
      </ul>
    </section>
  );
}
