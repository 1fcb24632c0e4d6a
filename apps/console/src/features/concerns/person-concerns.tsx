import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { useMay } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/name.tsx';
import { ActionLink } from '../../ui/button.tsx';
import { concernsQuery } from './queries.ts';
import { STATUS_WORDS } from './words.ts';
import './concerns.css';

/** Concerns that are shown beside a person; the others are one press away. */
const SHOWN = 5;

/** The concerns in which a person stands, for those whose role shows them concerns. */
export function PersonConcerns(props: { personId: string }): ReactNode {
  const mayAll = useMay('concerns.view');
  const mayOpen = useMay('concerns.manage');
  const query = useInfiniteQuery({ ...concernsQuery({ person: props.personId }), enabled: mayAll });
  const concerns = query.data?.pages[0]?.items;
  if (!mayAll || concerns === undefined) return null;
  return (
    <section className="stack" aria-labelledby="person-concerns">
      <div className="concern-head">
        <h3 id="person-concerns">Concerns</h3>
        {concerns.length > SHOWN ? (
          <ActionLink look="plain" href={paths.concernsOfPerson(props.personId)}>
            All
          </ActionLink>
        ) : mayOpen && concerns.length === 0 ? (
          <ActionLink look="plain" href={paths.newConcern()}>
            Open one
          </ActionLink>
        ) : null}
      </div>
      {concerns.length === 0 ? (
        <p className="quiet">None.</p>
      ) : (
        <ul>
          {concerns.slice(0, SHOWN).map((concern) => (
            <li key={concern.id}>
              <Link className="concern-link" href={paths.concern(concern.id)}>
                <Name>{concern.title}</Name>
              </Link>{' '}
              <span className="quiet small">
                {concern.risk.title} · {STATUS_WORDS[concern.status]}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
