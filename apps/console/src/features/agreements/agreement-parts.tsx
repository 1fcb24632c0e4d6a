import type { AgreementDetail } from '@lapwing/protocol/features/agreements/api.ts';
import type { ReactNode } from 'react';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { STATE_WORDS } from './words.ts';

/** The title of an agreement with how it stands. */
export function AgreementTitle(props: { detail: AgreementDetail }): ReactNode {
  const { word, tone } = STATE_WORDS[props.detail.state];
  return (
    <span className="agreement-title">
      <Name>{props.detail.title}</Name> <Pill tone={tone}>{word}</Pill>
    </span>
  );
}

/** What was asked when, and who published it. */
export function Versions(props: { detail: AgreementDetail }): ReactNode {
  const { versions } = props.detail;
  if (versions.length === 0) return null;
  return (
    <section className="card" aria-labelledby="agreement-versions">
      <h2 id="agreement-versions">Versions</h2>
      <ul className="agreement-versions">
        {versions.map(({ version, publishedAt, publishedBy }) => (
          <li key={version}>
            Version {version}, <When at={publishedAt} show="moment" />
            {publishedBy === null ? null : (
              <span className="quiet">
                {' '}
                by <Name>{publishedBy.name}</Name>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
