import { type PolicyTerm, showPolicy } from '@lapwing/protocol/features/policies/api.ts';
import { PolicyKey, SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { SearchInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { saySources } from './words.ts';
import './policies.css';

const COLUMNS: readonly Column<PolicyTerm>[] = [
  {
    key: 'wordings',
    title: 'Such as',
    sort: (term) => term.example,
    cell: (term) => <Name>{term.example}</Name>,
  },
  {
    key: 'severity',
    title: 'Severity',
    fixed: true,
    sort: (term) => -SEVERITIES.indexOf(term.severity),
    cell: (term) => <SeverityMark severity={term.severity} />,
  },
  { key: 'definition', title: 'Meaning', cell: (term) => term.definition },
  {
    key: 'sources',
    title: 'Looked for in',
    cell: (term) => <span className="quiet small">{saySources(term.sources)}</span>,
  },
];

/** One keyword policy: its terms with what they mean, and what to do when one is found. */
export function PolicyPage(props: { policyKey: string }): ReactNode {
  const key = PolicyKey.safeParse(props.policyKey);
  const [words, setWords] = useState('');
  const query = useQuery({
    queryKey: ['policies', 'one', props.policyKey],
    queryFn: ({ signal }) =>
      load(showPolicy, { params: { id: key.success ? key.data : 'suicide' }, query: {} }, signal),
    enabled: key.success,
    staleTime: 10 * 60_000,
  });
  if (!key.success) {
    return (
      <State
        title="There is no such policy"
        whole
        icon="missing"
        actions={<ActionLink href={paths.policies()}>All policies</ActionLink>}
      >
        The address may be old or mistyped.
      </State>
    );
  }
  if (query.data === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />;
  const { policy, terms, guidance } = query.data;
  const wanted = words.trim().toLowerCase();
  const shown = terms.filter((term) =>
    [term.example, term.definition].join(' ').toLowerCase().includes(wanted),
  );
  return (
    <Page
      title={policy.title}
      tab={policy.title}
      flush
      description={policy.description}
      actions={<ActionLink href={paths.policies()}>All policies</ActionLink>}
      bar={
        <>
          {policy.sealed ? null : (
            <SearchInput
              label="Search terms"
              placeholder="A word or a meaning"
              value={words}
              onChange={setWords}
            />
          )}
          {guidance.length === 0 ? null : (
            <details className="policy-guidance">
              <summary>What to do when one is found</summary>
              <ol className="steps">
                {guidance.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </details>
          )}
        </>
      }
    >
      {policy.sealed ? (
        <State title="The terms of this policy are sealed" icon="locked">
          A list of such words would itself lead people to the material. Devices look for {policy.terms}{' '}
          terms; one is shown only where it was found, to the designated safeguarding lead.
        </State>
      ) : shown.length === 0 ? (
        <State title="No term fits" icon="missing">
          Try part of a word.
        </State>
      ) : (
        <DataTable
          label={`Terms of ${policy.title}`}
          rows={shown}
          columns={COLUMNS}
          rowKey={(term) => term.id}
        />
      )}
    </Page>
  );
}
