import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { useMay } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { personAgreementsQuery } from './queries.ts';
import { SIGNATURE_WORDS } from './words.ts';
import './agreements.css';

const MOST_SHOWN = 6;

/** What a person was asked to agree to and answered; nothing where they never were. */
export function PersonAgreements(props: { personId: string }): ReactNode {
  const may = useMay('agreements.view');
  const { data } = useQuery({ ...personAgreementsQuery(props.personId), enabled: may });
  if (data === undefined || (data.answers.length === 0 && data.open.length === 0)) return null;
  const more = data.answers.length - MOST_SHOWN;
  return (
    <section className="stack" aria-labelledby="person-agreements">
      <h3 id="person-agreements">Agreements</h3>
      <ul className="person-agreements">
        {data.open.map(({ id, title }) => (
          <li key={id}>
            <Pill tone="quiet" shape={SIGNATURE_WORDS['not-asked'].shape}>
              {SIGNATURE_WORDS['not-asked'].word}
            </Pill>{' '}
            <Link href={paths.agreement(id)}>
              <Name>{title}</Name>
            </Link>
          </li>
        ))}
        {data.answers.slice(0, MOST_SHOWN).map(({ agreement, version, answer, at, device }) => (
          <li key={`${agreement.id} ${at}`}>
            <Pill tone={SIGNATURE_WORDS[answer].tone} shape={SIGNATURE_WORDS[answer].shape}>
              {SIGNATURE_WORDS[answer].word}
            </Pill>{' '}
            <Link href={paths.agreement(agreement.id)}>
              <Name>{agreement.title}</Name>
            </Link>
            <span className="quiet small">
              {' '}
              version {version}, <When at={at} show="moment" />
              {device === null ? null : (
                <>
                  {' '}
                  at <Name>{device}</Name>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="quiet small">And {more} earlier.</p> : null}
    </section>
  );
}
