import type { PolicySummary, PolicyTerm } from '@lapwing/protocol/features/policies/api.ts';
import type { OwnPolicy, Watch } from '@lapwing/protocol/features/policies/edits.ts';
import { SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Choice, SearchInput } from '../../ui/field.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { sayActions } from './actions.ts';
import { filterRows, meantPolicies, policyEdit, termRows, watchEdit, watchNow } from './edits.ts';
import { GroupChoice } from './group-choice.tsx';
import { pendingEdit } from './pending.ts';
import { groupSearch, type PoliciesSearch, searchOf, type Shown } from './place.ts';
import { PolicyDelete } from './policy-delete.tsx';
import { PolicyForm } from './policy-form.tsx';
import { PolicyFrame } from './policy-frame.tsx';
import { policiesQuery, policyQuery } from './queries.ts';
import { SealedListsWindow, SealedTerms } from './sealed-lists.tsx';
import { StatusChoice } from './status-choice.tsx';
import { TermPanel } from './term-panel.tsx';
import { TermsTable } from './terms-table.tsx';
import { useEdits } from './use-edits.ts';
import { PolicyWatchWindow } from './watch-window.tsx';
import { count, sayFrom, sayLanguage, saySources, whyNot } from './words.ts';

const ALL = 'all';
/** The policy that the lists of others belong to. */
const SEALABLE = 'illegal-content';

export interface PolicyPageProps {
  policyId: string;
  search: PoliciesSearch;
  go: (href: string, options?: { replace?: boolean }) => void;
}

/** One keyword policy in the whole school or in a group: its status, its terms, and each of them at the right. */
export function PolicyPage(props: PolicyPageProps): ReactNode {
  const { policyId, search, go } = props;
  const list = useQuery(policiesQuery(search.group));
  const known = useQuery({ ...policyQuery(policyId, search.group), enabled: false }).data;
  // By the page that is looked at, which may be there before the list is.
  const { pending, put } = useEdits(known?.base ?? list.data?.base ?? 0);
  const meant = meantPolicies(pending).find((policy) => policy.id === policyId);
  const query = useQuery({ ...policyQuery(policyId, search.group), enabled: meant === undefined });
  const [window, setWindow] = useState<'places' | 'form' | 'delete' | 'sealed' | null>(null);
  const [words, setWords] = useState(search.q ?? '');

  const change = (part: Partial<PoliciesSearch>, replace = true): void =>
    go(paths.policy(policyId, searchOf({ ...search, ...part })), { replace });

  useEffect(() => {
    const q = words.trim();
    if (q === (search.q ?? '')) return undefined;
    const timer = setTimeout(
      () => go(paths.policy(policyId, searchOf({ ...search, q })), { replace: true }),
      250,
    );
    return () => clearTimeout(timer);
  }, [words, search, policyId, go]);

  // A policy that is only meant is not on the server yet: what the list says of the group is enough.
  const from = meant === undefined ? query.data : list.data;
  const policy = meant ?? query.data?.policy;
  if (from === undefined || policy === undefined) {
    const trouble = troubleOf(meant === undefined ? query : list);
    return (
      <PolicyFrame tab="policies" search={search}>
        {trouble?.kind === 'missing' ? (
          <State
            title="There is no such policy"
            whole
            icon="missing"
            actions={<ActionLink href={paths.policies(groupSearch(search))}>All policies</ActionLink>}
          >
            It may have been deleted, or the address is old or mistyped.
          </State>
        ) : (
          <Page title="Policy" tab="Policy">
            <Awaiting trouble={trouble} onRetry={() => void (meant === undefined ? query : list).refetch()} />
          </Page>
        )}
      </PolicyFrame>
    );
  }
  const { group } = from;
  const refused = whyNot(from.may.manage);
  const terms = query.data?.terms ?? [];
  const rows = termRows(terms, pending, policyId, group.id);
  const shown = filterRows(rows, search);
  const chosen = search.term === undefined ? undefined : rows.find(({ term }) => term.id === search.term);
  const watch = watchNow(pending, policy, group.id);
  const edited = pendingEdit(pending, 'policy', (edit) => edit.id === policyId);
  const title = edited?.value?.title ?? policy.title;
  const own: OwnPolicy | null = policy.managed
    ? null
    : (edited?.value ?? { title: policy.title, description: policy.description, risk: policy.risk });

  return (
    <PolicyFrame tab="policies" search={search}>
      <Page
        title={
          <span className="row">
            <Name>{title}</Name>
            {policy.managed ? null : <Pill tone="good">Your own</Pill>}
            {edited === undefined ? null : (
              <Pill tone="warn">{edited.value === null ? 'To be deleted' : 'Not applied yet'}</Pill>
            )}
          </span>
        }
        tab={title}
        flush
        description={<Name>{edited?.value?.description ?? policy.description}</Name>}
        actions={
          <>
            <ActionLink href={paths.policies(groupSearch(search))}>All policies</ActionLink>
            <ActionLink href={paths.guidance(policy.risk)}>What to do</ActionLink>
            {policyId === SEALABLE && refused === undefined ? (
              <Action onPress={() => setWindow('sealed')}>Sealed lists</Action>
            ) : null}
            {own === null || refused !== undefined ? null : (
              <MenuButton
                label="More"
                parts={() => [
                  {
                    key: 'own',
                    entries: [
                      { key: 'form', label: 'Change name and risk', onPress: () => setWindow('form') },
                      {
                        key: 'delete',
                        label: 'Delete the policy',
                        look: 'stop',
                        onPress: () => setWindow('delete'),
                      },
                    ],
                  },
                ]}
              />
            )}
            {refused !== undefined || policy.sealed ? null : (
              <>
                <ActionLink href={paths.importTerms(searchOf({ group: search.group, policy: policyId }))}>
                  Import
                </ActionLink>
                <ActionLink look="main" href={paths.newTerm(policyId, groupSearch(search))}>
                  Add a term
                </ActionLink>
              </>
            )}
          </>
        }
        bar={
          <>
            <div className="policy-line">
              <GroupChoice
                value={search.group}
                name={group.name}
                onChange={(id) => change({ group: id, term: undefined }, false)}
              />
              <StatusChoice
                policy={policy}
                watch={watch}
                whole={search.group === undefined}
                unavailable={refused}
                onChange={(value) => put([watchEdit(policy, group, value)])}
              />
              <span className="quiet small">
                {pendingEdit(
                  pending,
                  'watch',
                  (one) => one.groupId === group.id && one.policy === policyId,
                ) === undefined
                  ? sayFrom(policy.status.from, group.id)
                  : 'not applied yet'}
              </span>
              {refused === undefined ? (
                <Action onPress={() => setWindow('places')}>Places and actions</Action>
              ) : null}
              <span className="quiet small">{sayElse(watch)}</span>
            </div>
            {policy.sealed || rows.length === 0 ? null : (
              <div className="policy-line">
                <SearchInput
                  label="Search terms"
                  placeholder="A word or a meaning"
                  value={words}
                  onChange={setWords}
                />
                <TermFilters search={search} terms={rows.map(({ term }) => term)} onChange={change} />
                <span className="quiet small" role="status">
                  {shown.length === rows.length
                    ? count(rows.length, 'term')
                    : `${shown.length.toLocaleString('en-GB')} of ${count(rows.length, 'term')}`}
                </span>
              </div>
            )}
          </>
        }
        aside={
          chosen === undefined ? null : (
            <TermPanel
              key={`${chosen.term.id} ${group.id}`}
              row={chosen}
              policy={{ id: policyId, title }}
              group={group}
              groupParam={search.group}
              base={from.base}
              refused={refused}
              onClose={() => change({ term: undefined })}
            />
          )
        }
      >
        <Terms
          policy={policy}
          rows={rows.length}
          refused={refused}
          newHref={paths.newTerm(policyId, groupSearch(search))}
          onClear={() => {
            setWords('');
            change({ q: undefined, severity: undefined, language: undefined, show: undefined });
          }}
        >
          {shown.length === 0 ? null : (
            <TermsTable
              label={`Terms of ${title}`}
              rows={shown}
              group={group}
              groupParam={search.group}
              base={from.base}
              refused={refused}
              chosenId={chosen?.term.id ?? null}
              hrefOf={(term) => paths.policy(policyId, searchOf({ ...search, term }))}
            />
          )}
        </Terms>
        {window === 'places' ? (
          <PolicyWatchWindow
            policy={policy}
            group={group.name}
            watch={watch}
            onClose={() => setWindow(null)}
            onChange={(value) => {
              put([watchEdit(policy, group, value)]);
              setWindow(null);
            }}
          />
        ) : null}
        {window === 'sealed' ? <SealedListsWindow onClose={() => setWindow(null)} /> : null}
        {window === 'form' && own !== null ? (
          <PolicyForm
            policy={own}
            risks={(list.data?.policies ?? []).filter((one) => one.managed)}
            onClose={() => setWindow(null)}
            onDone={(value) => {
              put([policyEdit(policyId, value, meant === undefined ? ownOf(policy) : null)]);
              setWindow(null);
            }}
          />
        ) : null}
        {window === 'delete' && own !== null ? (
          <PolicyDelete
            policy={policy}
            before={ownOf(policy)}
            terms={rows.length}
            base={from.base}
            onClose={() => setWindow(null)}
            onDone={() => go(paths.policies(groupSearch(search)))}
          />
        ) : null}
      </Page>
    </PolicyFrame>
  );
}

/** What the group says of places and actions; nothing where it leaves them to others. */
function sayElse(watch: Watch | null): string {
  return [
    watch === null || watch.sources === null ? '' : `Looked for in: ${saySources(watch.sources)}.`,
    watch === null || watch.actions === null ? '' : `What is done: ${sayActions(watch.actions)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function ownOf(policy: PolicySummary): OwnPolicy {
  return { title: policy.title, description: policy.description, risk: policy.risk };
}

function Terms(props: {
  policy: PolicySummary;
  rows: number;
  refused: string | undefined;
  newHref: string;
  onClear: () => void;
  children: ReactNode;
}): ReactNode {
  const { policy } = props;
  if (policy.sealed) return <SealedTerms policy={policy} />;
  if (props.rows === 0) {
    return (
      <State
        title="No terms yet"
        actions={
          props.refused === undefined ? (
            <ActionLink look="main" href={props.newHref}>
              Add a term
            </ActionLink>
          ) : undefined
        }
      >
        {props.refused ?? 'Write the first word or phrase to look for, or import a list.'}
      </State>
    );
  }
  return (
    props.children ?? (
      <State
        title="No term fits"
        icon="missing"
        actions={<Action onPress={props.onClear}>Clear the filters</Action>}
      >
        Try part of a word, or fewer filters.
      </State>
    )
  );
}

function TermFilters(props: {
  search: PoliciesSearch;
  terms: readonly PolicyTerm[];
  onChange: (part: Partial<PoliciesSearch>) => void;
}): ReactNode {
  const { search, terms, onChange } = props;
  const languages = [
    ...new Set([
      ...terms.map((term) => term.language),
      ...(search.language === undefined ? [] : [search.language]),
    ]),
  ];
  return (
    <>
      <Choice
        label="Severity"
        look="filter"
        neutral={ALL}
        value={search.severity ?? ALL}
        options={[
          { key: ALL, label: 'Every severity' },
          ...SEVERITIES.toReversed().map((key) => ({ key, label: SEVERITY_WORDS[key].word })),
        ]}
        onChange={(severity) => onChange({ severity: severity === ALL ? undefined : severity })}
      />
      {languages.length < 2 ? null : (
        <Choice
          label="Language"
          look="filter"
          neutral={ALL}
          value={search.language ?? ALL}
          options={[
            { key: ALL, label: 'Every language' },
            ...languages.toSorted().map((key) => ({ key, label: sayLanguage(key) })),
          ]}
          onChange={(language) => onChange({ language: language === ALL ? undefined : language })}
        />
      )}
      <Choice<Shown>
        label="Show"
        look="filter"
        neutral={ALL}
        value={search.show ?? ALL}
        options={[
          { key: ALL, label: 'All terms' },
          { key: 'changed', label: 'Changed by you' },
          { key: 'own', label: 'Your own' },
          { key: 'off', label: 'Switched off' },
        ]}
        onChange={(show) => onChange({ show: show === ALL ? undefined : show })}
      />
    </>
  );
}
