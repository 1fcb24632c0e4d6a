import type { TermWatch } from '@lapwing/protocol/features/policies/edits.ts';
import { SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { sayShortly } from '../../api/failure.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { meantTermWatch, switched, type TermRow, termWatchEdit } from './edits.ts';
import { termQuery } from './queries.ts';
import { type RowKeys, useRowKeys } from './row-keys.ts';
import { useEdits } from './use-edits.ts';
import { count, saySources } from './words.ts';

export interface TermsTableProps {
  label: string;
  rows: readonly TermRow[];
  group: { id: string; name: string };
  /** As the address names the group; undefined for the whole school. */
  groupParam: string | undefined;
  base: number;
  refused: string | undefined;
  chosenId: string | null;
  hrefOf: (term: string) => string;
}

/** The terms of a policy: each on or off for the group, several at once, details by its name. */
export function TermsTable(props: TermsTableProps): ReactNode {
  const { rows, group, refused, chosenId } = props;
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const several = rows.filter(({ term }) => ticked.has(term.id));
  const turn = useTurn(props);
  const tick = (id: string, on: boolean): void => {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    setTicked(next);
  };
  const all = several.length === rows.length;
  const keys = useRowKeys(rows.map(({ term }) => term.id));
  const columns: Array<Column<TermRow>> = [
    ...(refused === undefined ? [tickColumn(ticked, tick, keys), switchColumn(group.name, turn, keys)] : []),
    nameColumn(props.hrefOf, keys),
    SEVERITY,
    ...(chosenId === null ? MORE : []),
  ];
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears the keys of the controls inside
    <div className="terms" {...keys.handlers}>
      <div className="terms-bar">
        {several.length === 0 ? null : (
          <>
            <span>
              <strong>{count(several.length, 'term')}</strong> chosen
            </span>
            <Action busy={turn.busy} onPress={() => turn.go(several, false)}>
              Switch off
            </Action>
            <Action busy={turn.busy} onPress={() => turn.go(several, true)}>
              Switch on
            </Action>
            {all ? null : (
              <Action look="plain" onPress={() => setTicked(new Set(rows.map(({ term }) => term.id)))}>
                Choose all {rows.length.toLocaleString('en-GB')} shown
              </Action>
            )}
            <Action look="plain" onPress={() => setTicked(new Set())}>
              Choose none
            </Action>
          </>
        )}
      </div>
      <DataTable
        label={props.label}
        rows={rows}
        columns={columns}
        rowKey={({ term }) => term.id}
        chosenKey={chosenId}
      />
    </div>
  );
}

function nameColumn(hrefOf: (term: string) => string, keys: RowKeys): Column<TermRow> {
  return {
    key: 'example',
    title: 'Such as',
    sort: ({ term }) => term.example,
    cell: (row) => (
      <span className="term-name" data-off={!row.term.enabled}>
        <Link
          href={hrefOf(row.term.id)}
          className="strong-link"
          render={(dom) => {
            const stop = { tabIndex: keys.tabIndexOf(row.term.id), 'data-row': row.term.id };
            // oxlint-disable-next-line jsx-a11y/anchor-has-content -- its content comes with the rest of what is given
            return 'href' in dom ? <a {...dom} {...stop} /> : <span {...dom} {...stop} />;
          }}
        >
          <Name>{row.term.example}</Name>
        </Link>
        <TermPills row={row} />
      </span>
    ),
  };
}

const SEVERITY: Column<TermRow> = {
  key: 'severity',
  title: 'Severity',
  fixed: true,
  sort: ({ term }) => -SEVERITIES.indexOf(term.severity),
  cell: ({ term }) => <SeverityMark severity={term.severity} />,
};

const MORE: ReadonlyArray<Column<TermRow>> = [
  { key: 'definition', title: 'Meaning', cell: ({ term }) => <Name>{term.definition}</Name> },
  {
    key: 'sources',
    title: 'Looked for in',
    cell: ({ term }) => <span className="quiet small">{saySources(term.sources)}</span>,
  },
];

export function TermPills(props: { row: TermRow }): ReactNode {
  const { term, meant } = props.row;
  return (
    <>
      {term.own ? (
        <Pill tone="good">Your own</Pill>
      ) : term.changed && term.enabled ? (
        <Pill tone="quiet">Changed</Pill>
      ) : null}
      {term.enabled ? null : <Pill tone="quiet">Off</Pill>}
      {meant === null ? null : (
        <Pill tone="warn">{meant === 'deleted' ? 'To be deleted' : 'Not applied yet'}</Pill>
      )}
    </>
  );
}

interface Turn {
  readonly busy: boolean;
  go: (rows: readonly TermRow[], on: boolean) => void;
}

/** Switches terms on or off for the group. What else the group says of a term stays: it is asked for where there is some. */
function useTurn(props: TermsTableProps): Turn {
  const { group, groupParam } = props;
  const client = useQueryClient();
  const { pending, put } = useEdits(props.base);
  const turn = useMutation({
    mutationFn: async (asked: { rows: readonly TermRow[]; on: boolean }) =>
      Promise.all(
        asked.rows.map(async ({ term, meant }) => {
          const now = meantTermWatch(pending, term.id, group.id);
          let set: TermWatch | null = null;
          if (term.changed && meant !== 'new' && now === undefined)
            set = (await client.fetchQuery(termQuery(term.id, groupParam))).set;
          return termWatchEdit(
            term,
            group,
            switched(now === undefined ? set : now, asked.on, groupParam === undefined),
            set,
          );
        }),
      ),
    onSuccess: (edits) => put(edits),
    onError: (error) => showToast({ tone: 'stop', text: sayShortly(error) }),
  });
  return {
    busy: turn.isPending,
    go(rows, on) {
      const different = rows.filter(({ term, meant }) => term.enabled !== on && meant !== 'deleted');
      if (different.length > 0) turn.mutate({ rows: different, on });
    },
  };
}

function tickColumn(
  ticked: ReadonlySet<string>,
  onTick: (id: string, on: boolean) => void,
  keys: RowKeys,
): Column<TermRow> {
  return {
    key: 'tick',
    title: 'Chosen',
    hideTitle: true,
    fixed: true,
    cell: ({ term }) => (
      <label className="tick">
        <input
          type="checkbox"
          tabIndex={keys.tabIndexOf(term.id)}
          data-row={term.id}
          checked={ticked.has(term.id)}
          onChange={(event) => onTick(term.id, event.target.checked)}
        />
        <span className="unseen">Choose {term.example}</span>
      </label>
    ),
  };
}

function switchColumn(group: string, turn: Turn, keys: RowKeys): Column<TermRow> {
  return {
    key: 'on',
    title: 'On',
    fixed: true,
    sort: ({ term }) => (term.enabled ? 1 : 0),
    cell: (row) => (
      <label className="toggle">
        <input
          type="checkbox"
          // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props -- the box says itself whether it is ticked
          role="switch"
          tabIndex={keys.tabIndexOf(row.term.id)}
          data-row={row.term.id}
          checked={row.term.enabled}
          disabled={row.meant === 'deleted'}
          onChange={(event) => turn.go([row], event.target.checked)}
        />
        <span className="unseen">
          Watch for {row.term.example} in {group}
        </span>
      </label>
    ),
  };
}
