import {
  type AllowanceShown,
  listAllowances,
  removeAllowance,
} from '@lapwing/protocol/features/policies/settings.api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { AskWhy } from './ask-why.tsx';
import { LetPassWindow } from './let-pass-window.tsx';
import { PolicyFrame } from './policy-frame.tsx';
import { whyNot } from './words.ts';

/** Words and sites that are let pass, with who said so and why; more of them, and none again. */
export function LetPassPage(): ReactNode {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<AllowanceShown | null>(null);
  const query = useQuery({
    queryKey: ['policies', 'allowances'],
    queryFn: ({ signal }) => load(listAllowances, {}, signal),
  });
  const { data } = query;
  return (
    <PolicyFrame tab="let-pass">
      <Page
        title="Let pass"
        tab="Let pass"
        flush={data !== undefined && data.items.length > 0}
        description="What is harmless here: a term, a phrase or a site of which nothing is reported, for the school or for a group."
        actions={
          data === undefined ? undefined : (
            <Action look="main" unavailable={whyNot(data.may.allow)} onPress={() => setAdding(true)}>
              Let something pass
            </Action>
          )
        }
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : data.items.length === 0 ? (
          <State title="Nothing is let pass">
            Everything that the policies name is reported. When a harmless phrase of your school is reported
            again and again, let it pass here and say why.
          </State>
        ) : (
          <DataTable
            label="Let pass"
            rows={data.items}
            columns={columns(setRemoving)}
            rowKey={(item) => item.id}
          />
        )}
      </Page>
      <LetPassWindow
        open={adding}
        wholeSchool={data?.may.manage.allowed === true}
        onClose={() => setAdding(false)}
      />
      {removing === null ? null : <Remove item={removing} onClose={() => setRemoving(null)} />}
    </PolicyFrame>
  );
}

function columns(onRemove: (item: AllowanceShown) => void): readonly Column<AllowanceShown>[] {
  return [
    {
      key: 'what',
      title: 'What',
      sort: (item) => item.what,
      cell: (item) => (
        <>
          <Name>{item.what}</Name> {item.over ? <Pill tone="quiet">Over</Pill> : null}
        </>
      ),
    },
    {
      key: 'group',
      title: 'For',
      sort: (item) => item.group?.name ?? '',
      cell: (item) => (item.group === null ? 'Whole school' : <Name>{item.group.name}</Name>),
    },
    {
      key: 'reason',
      title: 'Why',
      cell: (item) => (
        <>
          <Name>{item.reason}</Name>
          {item.captureId === null ? null : (
            <>
              {' '}
              <Link href={paths.capture(item.captureId)}>The capture</Link>
            </>
          )}
        </>
      ),
    },
    {
      key: 'by',
      title: 'Who and when',
      sort: (item) => item.at,
      cell: (item) => (
        <>
          <Name>{item.by?.name ?? 'Lapwing'}</Name>, <When at={item.at} />
        </>
      ),
    },
    {
      key: 'until',
      title: 'Until',
      fixed: true,
      sort: (item) => item.until ?? '9',
      cell: (item) =>
        item.until === null ? <span className="quiet">for good</span> : <When at={item.until} />,
    },
    {
      key: 'remove',
      title: 'Watch for it again',
      hideTitle: true,
      fixed: true,
      cell: (item) => (
        <Action unavailable={whyNot(item.mayRemove)} onPress={() => onRemove(item)}>
          Watch again
        </Action>
      ),
    },
  ];
}

function Remove(props: { item: AllowanceShown; onClose: () => void }): ReactNode {
  const { item } = props;
  return (
    <AskWhy
      title="Watch for it again"
      verb="Watch for it again"
      run={(reason) => load(removeAllowance, { params: { id: item.id }, body: { reason } })}
      done={() => 'It is watched for again. Devices have it within seconds.'}
      onClose={props.onClose}
    >
      <p>
        <Name>{item.what}</Name> is reported again in{' '}
        {item.group === null ? 'the whole school' : <Name>{item.group.name}</Name>}.
      </p>
    </AskWhy>
  );
}
