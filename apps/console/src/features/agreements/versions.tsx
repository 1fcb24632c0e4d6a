import type { AgreementDetail } from '@lapwing/protocol/features/agreements/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMe } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { When } from '../../ui/when.tsx';
import { Preview } from './preview.tsx';
import { versionQuery } from './queries.ts';

/** What was asked when, and who published it; each can be read as it stood on the screen. */
export function Versions(props: { detail: AgreementDetail }): ReactNode {
  const { id, versions } = props.detail;
  const [open, setOpen] = useState<number | null>(null);
  if (versions.length === 0) return null;
  return (
    <section className="card" aria-labelledby="agreement-versions">
      <h2 id="agreement-versions">Versions</h2>
      <ul className="agreement-versions">
        {versions.map(({ version, publishedAt, publishedBy }) => (
          <li key={version} className="row">
            <span className="agreement-version">
              Version {version}, <When at={publishedAt} show="moment" />
              {publishedBy === null ? null : (
                <span className="quiet">
                  {' '}
                  by <Name>{publishedBy.name}</Name>
                </span>
              )}
            </span>
            <Action label={`Read version ${version}`} onPress={() => setOpen(version)}>
              Read
            </Action>
          </li>
        ))}
      </ul>
      {open === null ? null : <VersionWindow id={id} version={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function VersionWindow(props: { id: string; version: number; onClose: () => void }): ReactNode {
  const query = useQuery(versionQuery(props.id, props.version));
  const school = useMe().school.name;
  const { data } = query;
  return (
    <Window title={`Version ${props.version}, word for word`} open size="wide" onClose={props.onClose}>
      {data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <Preview
          school={school}
          text={{
            ...data.draft,
            picture:
              data.pictureData === null
                ? null
                : { data: data.pictureData, alt: data.draft.picture?.alt ?? '' },
          }}
        />
      )}
      <div className="dialog-foot">
        <Action onPress={props.onClose}>Close</Action>
      </div>
    </Window>
  );
}
