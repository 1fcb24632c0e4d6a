import {
  type AllowanceShown,
  listAllowances,
  removeAllowance,
} from '@lapwing/protocol/features/policies/settings.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import { LetPassWindow } from './let-pass-window.tsx';
import { PolicyFrame } from './policy-frame.tsx';
import { refreshPolicies } from './queries.ts';
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
  const { item, onClose } = props;
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const remove = useMutation({
    mutationFn: () => load(removeAllowance, { params: { id: item.id }, body: { reason } }),
    onSuccess() {
      refreshPolicies(client);
      showToast({ text: 'It is watched for again. Devices have it within seconds.', tone: 'good' });
      onClose();
    },
  });
  const missing = reason.trim().length < 3;
  return (
    <Confirm
      title="Watch for it again"
      open
      verb="Watch for it again"
      busy={remove.isPending}
      error={remove.error === null ? undefined : sayShortly(remove.error)}
      onClose={onClose}
      onConfirm={() => {
        setTried(true);
        if (!missing) remove.mutate();
      }}
    >
      <p>
        <Name>{item.what}</Name> is reported again
        {item.group === null ? ' in the whole school' : <> in {<Name>{item.group.name}</Name>}</>}.
      </p>
      <TextInput
        label="Why"
        name="reason"
        value={reason}
        maxLength={500}
        required
        error={tried && missing ? 'Say why in a few words; it is kept with the change.' : undefined}
        onChange={setReason}
      />
    </Confirm>
  );
}
