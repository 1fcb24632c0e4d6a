import {
  type AgreementDetail,
  exportSignatures,
  type Signature,
} from '@lapwing/protocol/features/agreements/api.ts';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { loadBytes } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice, SearchInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { AskAgainWindow, type Whom } from './ask-again-window.tsx';
import { isNarrowed, type SignatureFilters, signaturesHref } from './filters.ts';
import { agreementQuery, signaturesQuery } from './queries.ts';
import { sayFigure, sayStanding, SIGNATURE_WORDS } from './words.ts';
import './agreements.css';

const ALL = 'all';

/** Who has agreed, who has declined, who has not answered; asked again where that is needed. */
export function SignaturesPage(props: {
  id: string;
  filters: SignatureFilters;
  go: (href: string, options?: { replace?: boolean }) => void;
}): ReactNode {
  const { id, filters } = props;
  const agreement = useQuery(agreementQuery(id)).data;
  const query = useInfiniteQuery(signaturesQuery(id, filters));
  const [again, setAgain] = useState<Whom | null>(null);
  const pages = query.data?.pages;
  const rows = pages?.flatMap((page) => page.items) ?? [];
  const first = pages?.[0];
  const manage = agreement?.may.manage;
  const refused =
    manage === undefined || manage.allowed
      ? agreement?.state === 'asked'
        ? undefined
        : 'Nobody is asked this agreement now.'
      : (manage.reason ?? 'Your role does not include this.');
  return (
    <Page
      title={agreement === undefined ? 'Signatures' : <Name>{agreement.title}</Name>}
      tab="Signatures"
      flush
      description={agreement === undefined ? undefined : `Who has agreed: ${sayStanding(agreement)}`}
      actions={
        <>
          <ActionLink href={paths.agreement(id)}>To the agreement</ActionLink>
          {agreement === undefined ? null : <SaveSignatures agreement={agreement} />}
          <Action
            unavailable={refused}
            onPress={() => setAgain({ kind: 'everybody', people: agreement?.people ?? 0 })}
          >
            Ask everybody again
          </Action>
        </>
      }
      bar={<Bar {...props} first={first} />}
    >
      {pages === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <Nobody filters={filters} agreement={agreement} />
      ) : (
        <DataTable
          label="Signatures"
          rows={rows}
          columns={columnsFor(refused, (person) => setAgain({ kind: 'one', ...person }))}
          rowKey={(row) => row.person.id}
          foot={
            query.hasNextPage ? (
              <div className="table-foot">
                <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  Show more
                </Action>
                <span className="quiet">{rows.length} shown</span>
              </div>
            ) : null
          }
        />
      )}
      {again === null || agreement === undefined ? null : (
        <AskAgainWindow agreement={agreement} whom={again} onClose={() => setAgain(null)} />
      )}
    </Page>
  );
}

function columnsFor(
  refused: string | undefined,
  ask: (person: { id: string; name: string }) => void,
): readonly Column<Signature>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      sort: ({ person }) => person.name,
      cell: ({ person }) => (
        <Link href={paths.person(person.id)} className="strong-link">
          <Name>{person.name}</Name>
        </Link>
      ),
    },
    {
      key: 'form',
      title: 'Form',
      fixed: true,
      sort: ({ person }) => person.form ?? '',
      cell: ({ person }) =>
        person.form === null ? <span className="quiet">None</span> : <Name>{person.form}</Name>,
    },
    {
      key: 'state',
      title: 'Answer',
      fixed: true,
      sort: ({ state }) => SIGNATURE_WORDS[state].word,
      cell({ state }) {
        const { word, shape, tone } = SIGNATURE_WORDS[state];
        return (
          <Pill tone={tone} shape={shape}>
            {word}
          </Pill>
        );
      },
    },
    {
      key: 'version',
      title: 'Version',
      fixed: true,
      cell: ({ version }) => <span className="number">{version ?? ''}</span>,
    },
    {
      key: 'at',
      title: 'When',
      fixed: true,
      sort: ({ at }) => at ?? '',
      cell: ({ at }) => (at === null ? '' : <When at={at} show="moment" />),
    },
    { key: 'device', title: 'Device', cell: ({ device }) => (device === null ? '' : <Name>{device}</Name>) },
    {
      key: 'again',
      title: 'Ask again',
      hideTitle: true,
      fixed: true,
      cell: ({ person, state }) =>
        state === 'agreed' || state === 'declined' ? (
          <Action label={`Ask again: ${person.name}`} unavailable={refused} onPress={() => ask(person)}>
            Ask again
          </Action>
        ) : null,
    },
  ];
}

function Bar(props: {
  id: string;
  filters: SignatureFilters;
  go: (href: string, options?: { replace?: boolean }) => void;
  first: { readonly agreed: number; readonly declined: number; readonly open: number } | undefined;
}): ReactNode {
  const { id, filters, go, first } = props;
  const search = filters.search ?? '';
  const [words, setWords] = useState(search);
  const mayGroups = useMay('groups.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  useEffect(() => {
    const trimmed = words.trim();
    if (trimmed === search) return undefined;
    const next = { ...filters, search: trimmed === '' ? undefined : trimmed };
    const timer = setTimeout(() => go(signaturesHref(id, next), { replace: true }), 250);
    return () => clearTimeout(timer);
  }, [words, search, filters, go, id]);
  const change = (part: SignatureFilters): void => go(signaturesHref(id, { ...filters, ...part }));
  const count = (figure: number | undefined): string =>
    figure === undefined ? '' : ` (${sayFigure(figure)})`;
  return (
    <>
      <SearchInput label="Search people" placeholder="Name or account" value={words} onChange={setWords} />
      <Choice
        label="Answer"
        look="filter"
        neutral={ALL}
        value={filters.state ?? ALL}
        options={[
          { key: ALL, label: 'Every answer' },
          { key: 'agreed', label: `Agreed${count(first?.agreed)}` },
          { key: 'declined', label: `Declined${count(first?.declined)}` },
          { key: 'open', label: `Not answered${count(first?.open)}` },
        ]}
        onChange={(key) =>
          change({ state: key === 'agreed' || key === 'declined' || key === 'open' ? key : undefined })
        }
      />
      {groups.length === 0 ? null : (
        <Choice
          label="Group"
          look="filter"
          neutral={ALL}
          value={filters.group ?? ALL}
          options={[
            { key: ALL, label: 'Every group' },
            ...groups
              .filter(({ kind }) => kind === 'people')
              .map(({ id: key, name }) => ({ key, label: name })),
          ]}
          onChange={(key) => change({ group: key === ALL ? undefined : key })}
        />
      )}
      {first === undefined ? null : (
        <span className="quiet small" role="status">
          {sayFigure(first.agreed)} agreed, {sayFigure(first.declined)} declined, {sayFigure(first.open)} not
          answered
        </span>
      )}
    </>
  );
}

function Nobody(props: { filters: SignatureFilters; agreement: AgreementDetail | undefined }): ReactNode {
  if (props.filters.state === 'open' && props.filters.search === undefined) {
    return (
      <State title="Everybody has answered" icon="done">
        Nobody whom you may see is still to be asked.
      </State>
    );
  }
  if (isNarrowed(props.filters)) {
    return (
      <State title="Nobody fits" icon="missing">
        Try part of a name or of an account, or fewer filters.
      </State>
    );
  }
  return (
    <State title="Nobody is asked" icon="people">
      {props.agreement?.groups.length === 0
        ? 'The agreement is for no group that you may see.'
        : 'There is nobody in its groups whom you may see.'}
    </State>
  );
}

/** Saves all signatures as a file for a spreadsheet; that it was done stands in the audit. */
function SaveSignatures(props: { agreement: AgreementDetail }): ReactNode {
  const { id } = props.agreement;
  const save = useMutation({
    mutationFn: async () => {
      const blob = await loadBytes(exportSignatures, { id });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `signatures-${new Date().toISOString().slice(0, 10)}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  });
  return (
    <>
      {save.error === null ? null : <Notice tone="stop">{sayShortly(save.error)}</Notice>}
      <Action busy={save.isPending} onPress={() => save.mutate()}>
        Export as CSV
      </Action>
    </>
  );
}
