import { listPolicies, type PolicySummary } from '@lapwing/protocol/features/policies/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';

const COLUMNS: readonly Column<PolicySummary>[] = [
  {
    key: 'title',
    title: 'Policy',
    fixed: true,
    sort: (policy) => policy.title,
    cell: (policy) => (
      <Link href={paths.policy(policy.id)} className="strong-link">
        {policy.title}
      </Link>
    ),
  },
  {
    key: 'description',
    title: 'What it is for',
    cell: (policy) => (
      <>
        {policy.description} {policy.sealed ? <Pill tone="warn">Sealed</Pill> : null}
      </>
    ),
  },
  {
    key: 'terms',
    title: 'Terms',
    fixed: true,
    sort: (policy) => policy.terms,
    cell: (policy) => <span className="number">{policy.terms}</span>,
  },
  {
    key: 'severe',
    title: 'Of them Severe',
    fixed: true,
    sort: (policy) => policy.severe,
    cell: (policy) =>
      policy.severe === 0 ? (
        <span className="quiet">0</span>
      ) : (
        <span className="number">
          <SeverityMark severity="severe" plain /> {policy.severe}
        </span>
      ),
  },
];

/** The keyword policies in force. */
export function PoliciesPage(): ReactNode {
  const query = useQuery({
    queryKey: ['policies', 'list'],
    queryFn: ({ signal }) => load(listPolicies, {}, signal),
    staleTime: 10 * 60_000,
  });
  return (
    <Page
      title="Policies"
      tab="Policies"
      flush
      description={
        query.data === undefined
          ? undefined
          : `What devices look for, in force on all of them. Library ${query.data.libraryVersion}, pack ${query.data.packSha256.slice(0, 12)}.`
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : query.data.policies.length === 0 ? (
        <State title="No policy is in force">Devices look for nothing. Tell your administrator.</State>
      ) : (
        <DataTable
          label="Policies"
          rows={query.data.policies}
          columns={COLUMNS}
          rowKey={(policy) => policy.id}
        />
      )}
    </Page>
  );
}
