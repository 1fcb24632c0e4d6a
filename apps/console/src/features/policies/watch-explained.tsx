import { explainWatch, type WatchOrigin } from '@lapwing/protocol/features/policies/settings.api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import './alerts.css';

type Explained = z.output<(typeof explainWatch)['reply']>;

const KIND_WORDS: Readonly<Record<WatchOrigin['kind'], string>> = Object.freeze({
  sources: 'Where devices look',
  'policy-status': 'Status',
  'policy-sources': 'Sources',
  'policy-actions': 'What is done',
  'term-enabled': 'Watched for',
  'term-sources': 'Sources',
  'term-severity': 'Severity',
  'term-actions': 'What is done',
});
const DECIDED: Readonly<Record<WatchOrigin['decidedBy'], string>> = Object.freeze({
  only: '',
  priority: 'its priority is higher',
  nearer: 'it is nearer to them',
  name: 'its name comes first',
});
const FEW = 6;

/** What is watched for at a person or a device, and which group says so. */
export function WatchExplained(props: { personId?: string | null; deviceId?: string }): ReactNode {
  const { deviceId } = props;
  const personId = props.personId ?? undefined;
  const query = useQuery({
    queryKey: ['policies', 'effective', personId ?? null, deviceId ?? null],
    queryFn: ({ signal }) =>
      load(
        explainWatch,
        {
          query: {
            ...(personId === undefined ? {} : { personId }),
            ...(deviceId === undefined ? {} : { deviceId }),
          },
        },
        signal,
      ),
  });
  return (
    <section className="explained" aria-labelledby="watch-heading">
      <h3 id="watch-heading">What is watched for</h3>
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={4} />
      ) : (
        <Body explained={query.data} />
      )}
    </section>
  );
}

function Body(props: { explained: Explained }): ReactNode {
  const { origins, allowances, recipients } = props.explained;
  const [all, setAll] = useState(false);
  // What nobody has set is the rule; it is said in one sentence, and shown by who wants to see it.
  const said = origins.filter((origin) => origin.from !== null);
  const shown = all ? said : said.slice(0, FEW);
  return (
    <>
      {said.length === 0 ? (
        <p>Everything as the library has it: no group says anything else.</p>
      ) : (
        <>
          <ul className="recipients">
            {shown.map((origin) => (
              <Origin
                key={`${origin.kind} ${origin.policy?.id ?? ''} ${origin.term?.id ?? ''}`}
                origin={origin}
              />
            ))}
          </ul>
          {said.length > shown.length ? (
            <div>
              <Action onPress={() => setAll(true)}>Show all {said.length}</Action>
            </div>
          ) : null}
          <p className="quiet small">All else is as the library has it.</p>
        </>
      )}
      {allowances.length === 0 ? null : (
        <>
          <h4>Let pass</h4>
          <ul className="recipients">
            {allowances.map((allowance) => (
              <li key={`${allowance.what} ${allowance.group?.name ?? ''}`} className="recipient">
                <span>
                  <Name>{allowance.what}</Name>
                </span>
                <span className="quiet">
                  by <Name>{allowance.group?.name ?? 'Whole school'}</Name>: <Name>{allowance.reason}</Name>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h4>Who is alerted</h4>
      {recipients.length === 0 ? (
        <p className="quiet">Nobody is named.</p>
      ) : (
        <ul className="recipients">
          {recipients.map((recipient) => (
            <li key={`${recipient.name} ${recipient.group.name}`} className="recipient">
              <span>
                <Name>{recipient.name}</Name>
              </span>
              <span className="quiet">
                from {SEVERITY_WORDS[recipient.from].word}, by <Name>{recipient.group.name}</Name>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Origin(props: { origin: WatchOrigin }): ReactNode {
  const { origin } = props;
  const subject = origin.term?.words ?? origin.policy?.title;
  const lost = origin.overrode[0];
  return (
    <li className="recipient">
      <span>
        {subject === undefined ? null : (
          <>
            <Name>{subject}</Name>
            {': '}
          </>
        )}
        {subject === undefined ? KIND_WORDS[origin.kind] : KIND_WORDS[origin.kind].toLowerCase()}
        {': '}
        <strong>{origin.value}</strong>
      </span>
      <span className="quiet">
        by <Name>{origin.from?.name ?? 'the library'}</Name>
        {lost === undefined || lost.from === null ? null : (
          <>
            {' '}
            over <Name>{lost.from.name}</Name> ({lost.value}
            {DECIDED[origin.decidedBy] === '' ? '' : `; ${DECIDED[origin.decidedBy]}`})
          </>
        )}
      </span>
    </li>
  );
}
