import type { listPolicies, PolicySummary } from '@lapwing/protocol/features/policies/api.ts';
import type { SourcesSetting, Watch } from '@lapwing/protocol/features/policies/edits.ts';
import { SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { Link } from 'react-aria-components';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action, ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { meantPolicies, newId, policyEdit, sourcesEdit, watchEdit, watchNow } from './edits.ts';
import { GroupChoice } from './group-choice.tsx';
import { type Pending, pendingEdit } from './pending.ts';
import { groupSearch, type PoliciesSearch, searchOf } from './place.ts';
import { PolicyForm } from './policy-form.tsx';
import { PolicyFrame } from './policy-frame.tsx';
import { policiesQuery } from './queries.ts';
import { SourcesBar } from './sources-bar.tsx';
import { StatusChoice, statusShown } from './status-choice.tsx';
import { useEdits } from './use-edits.ts';
import { sayChanged, sayFrom, whyNot } from './words.ts';

type PolicyList = z.output<(typeof listPolicies)['reply']>;

export interface PoliciesPageProps {
  search: PoliciesSearch;
  /** Goes to an address of the console. */
  go: (href: string, options?: { replace?: boolean }) => void;
}

/** What is watched for in the whole school or in a group: the policies, their status, and where devices look. */
export function PoliciesPage(props: PoliciesPageProps): ReactNode {
  const { search, go } = props;
  const [adding, setAdding] = useState(false);
  const query = useQuery(policiesQuery(search.group));
  const { data } = query;
  const { pending, put } = useEdits(data?.base ?? 0);
  const refused = data === undefined ? undefined : whyNot(data.may.manage);
  const policies = [...meantPolicies(pending), ...(data?.policies ?? [])];
  return (
    <PolicyFrame tab="policies" search={search}>
      <Page
        title="Policies"
        tab="Policies"
        flush
        description={
          data === undefined
            ? undefined
            : `What devices look for. Managed library ${data.libraryVersion}, ${data.policies
                .reduce((sum, policy) => sum + policy.terms, 0)
                .toLocaleString('en-GB')} terms.`
        }
        actions={
          data === undefined ? undefined : (
            <>
              {refused === undefined ? (
                <ActionLink href={paths.importTerms(groupSearch(search))}>Import terms</ActionLink>
              ) : null}
              <Action look="main" unavailable={refused} onPress={() => setAdding(true)}>
                Add a policy
              </Action>
            </>
          )
        }
        bar={
          <>
            <GroupChoice
              value={search.group}
              name={data?.group.name}
              onChange={(group) => go(paths.policies(searchOf({ group })))}
            />
            {data === undefined ? null : (
              <SourcesBar
                {...sourcesShown(data, pending)}
                whole={search.group === undefined}
                unavailable={refused}
                onChange={(value) => put([sourcesEdit(data.group, value, data.setSources)])}
              />
            )}
          </>
        }
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : policies.length === 0 ? (
          <State title="No policy is in force">Devices look for nothing. Tell your administrator.</State>
        ) : (
          <DataTable
            label={`Policies for ${data.group.name}`}
            rows={policies}
            columns={columnsFor({
              group: data.group,
              search,
              pending,
              refused,
              onWatch: (policy, watch) => put([watchEdit(policy, data.group, watch)]),
            })}
            rowKey={(policy) => policy.id}
          />
        )}
        {adding && data !== undefined ? (
          <PolicyForm
            policy={null}
            risks={data.policies.filter((policy) => policy.managed)}
            onClose={() => setAdding(false)}
            onDone={(policy) => {
              const id = newId();
              put([policyEdit(id, policy, null)]);
              go(paths.policy(id, groupSearch(search)));
            }}
          />
        ) : null}
      </Page>
    </PolicyFrame>
  );
}

/** Where devices look, with what is meant, and where that comes from. */
function sourcesShown(
  data: PolicyList,
  pending: Pending,
): { value: SourcesSetting; from: string; here: boolean } {
  const meant = pendingEdit(pending, 'sources', (edit) => edit.groupId === data.group.id);
  if (meant === undefined)
    return {
      value: data.sources.value,
      from: `Now ${sayFrom(data.sources.from, data.group.id)}.`,
      here: data.setSources !== null,
    };
  return {
    value: meant.value ?? { sources: [...SOURCES], everyTerm: false },
    from: meant.value === null ? 'Left to other groups; not applied yet.' : 'Not applied yet.',
    here: meant.value !== null,
  };
}

function columnsFor(at: {
  group: { id: string; name: string };
  search: PoliciesSearch;
  pending: Pending;
  refused: string | undefined;
  onWatch: (policy: PolicySummary, watch: Watch) => void;
}): ReadonlyArray<Column<PolicySummary>> {
  const { group, pending } = at;
  const whole = at.search.group === undefined;
  return [
    {
      key: 'title',
      title: 'Policy',
      sort: (policy) => policy.title,
      cell: (policy) => (
        <span className="policy-name">
          <span className="row">
            <Link href={paths.policy(policy.id, groupSearch(at.search))} className="strong-link">
              <Name>{policy.title}</Name>
            </Link>
            {policy.managed ? null : <Pill tone="good">Your own</Pill>}
            {policy.sealed ? <Pill tone="warn">Sealed</Pill> : null}
            <Meant policy={policy} pending={pending} />
          </span>
          <span className="quiet small">
            <Name>{policy.description}</Name>
          </span>
        </span>
      ),
    },
    {
      key: 'terms',
      title: 'Terms',
      fixed: true,
      sort: (policy) => policy.terms,
      cell: (policy) => <span className="number">{policy.terms.toLocaleString('en-GB')}</span>,
    },
    {
      key: 'severe',
      title: 'Severe',
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
    {
      key: 'changed',
      title: 'Changed',
      fixed: true,
      sort: (policy) => policy.own + policy.off + policy.changed,
      cell: (policy) => <span className="quiet">{sayChanged(policy)}</span>,
    },
    {
      key: 'status',
      title: 'Status',
      fixed: true,
      sort: (policy) => statusShown(policy, watchNow(pending, policy, group.id)).status,
      cell: (policy) => (
        <StatusChoice
          policy={policy}
          watch={watchNow(pending, policy, group.id)}
          whole={whole}
          unavailable={at.refused}
          onChange={(watch) => at.onWatch(policy, watch)}
        />
      ),
    },
    {
      key: 'from',
      title: 'Where from',
      cell: (policy) => {
        const meant = pendingEdit(
          pending,
          'watch',
          (edit) => edit.groupId === group.id && edit.policy === policy.id,
        );
        return meant === undefined ? (
          <span className="quiet">{sayFrom(policy.status.from, group.id)}</span>
        ) : (
          <Pill tone="warn">Not applied yet</Pill>
        );
      },
    },
  ];
}

function Meant(props: { policy: PolicySummary; pending: Pending }): ReactNode {
  const meant = pendingEdit(props.pending, 'policy', (edit) => edit.id === props.policy.id);
  if (meant === undefined) return null;
  return <Pill tone="warn">{meant.value === null ? 'To be deleted' : 'Not applied yet'}</Pill>;
}
