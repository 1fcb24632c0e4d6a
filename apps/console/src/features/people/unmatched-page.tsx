import {
  decideAccount,
  forgetAccount,
  type DecidedAccount,
  type UnmatchedAccount,
} from '@lapwing/protocol/features/people/accounts.api.ts';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { usePeopleSearch } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Tick } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import { decidedQuery, unmatchedQuery } from './queries.ts';
import './people.css';

/** Accounts that devices reported and that fit nobody of the roster: say whose each is, and their captures follow. */
export function UnmatchedPage(): ReactNode {
  const client = useQueryClient();
  const query = useInfiniteQuery(unmatchedQuery);
  const [choosing, setChoosing] = useState<UnmatchedAccount | null>(null);
  const [shown, setShown] = useState<'open' | 'decided'>('open');
  const accounts = query.data?.pages.flatMap((page) => page.items) ?? [];
  const decide = useMutation({
    mutationFn: (decision: { accountName: string; personId: string | null }) =>
      load(decideAccount, { body: decision }),
    onSuccess(moved, { accountName, personId }) {
      setChoosing(null);
      void client.invalidateQueries({ queryKey: ['people'] });
      void client.invalidateQueries({ queryKey: ['captures'] });
      showToast({
        tone: 'good',
        text:
          personId === null
            ? `${accountName} is not asked about again`
            : `${accountName} matched: ${counted(moved.sessions, 'session')}, ${counted(moved.captures, 'capture')}`,
      });
    },
  });
  const busyWith = decide.isPending ? decide.variables.accountName : null;

  const columns = openColumns({
    busyWith,
    onDecide: (accountName, personId) => decide.mutate({ accountName, personId }),
    onChoose: setChoosing,
  });

  return (
    <Page
      title="Accounts not matched"
      tab="Accounts not matched"
      flush={shown === 'open' && accounts.length > 0}
      description="Used at a device of the school, and of nobody on the roster"
      actions={
        <>
          <Action onPress={() => setShown(shown === 'open' ? 'decided' : 'open')}>
            {shown === 'open' ? 'What was decided' : 'Back to the open ones'}
          </Action>
          <ActionLink href={paths.people()}>All people</ActionLink>
        </>
      }
    >
      {decide.error === null ? null : <Notice tone="stop">{sayShortly(decide.error)}</Notice>}
      {shown === 'decided' ? (
        <Decided />
      ) : query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : accounts.length === 0 ? (
        <State title="Every account is matched" icon="done">
          When somebody uses an account that fits nobody of the roster, it stands here with whoever is most
          like it.
        </State>
      ) : (
        <DataTable
          label="Accounts not matched"
          rows={accounts}
          columns={columns}
          rowKey={(account) => account.accountName}
          foot={
            query.hasNextPage ? (
              <div className="table-foot">
                <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  Show more
                </Action>
              </div>
            ) : null
          }
        />
      )}
      {choosing === null ? null : (
        <ChoosePerson
          account={choosing}
          busy={decide.isPending}
          error={decide.error === null ? undefined : sayShortly(decide.error)}
          onChosen={(personId) => decide.mutate({ accountName: choosing.accountName, personId })}
          onClose={() => setChoosing(null)}
        />
      )}
    </Page>
  );
}

function openColumns(props: {
  /** The account whose decision is on its way. */
  busyWith: string | null;
  onDecide: (accountName: string, personId: string | null) => void;
  onChoose: (account: UnmatchedAccount) => void;
}): readonly Column<UnmatchedAccount>[] {
  return [
    { key: 'account', title: 'Account', cell: (account) => <Name>{account.accountName}</Name> },
    {
      key: 'seen',
      title: 'Last seen',
      fixed: true,
      cell: (account) => <When at={account.lastSeenAt} />,
    },
    {
      key: 'device',
      title: 'Device',
      cell: (account) => (
        <>
          <Link href={paths.device(account.device.id)}>
            <Name>{account.device.name}</Name>
          </Link>
          {account.device.room === null ? null : (
            <span className="quiet">
              {', '}
              <Name>{account.device.room}</Name>
            </span>
          )}
        </>
      ),
    },
    {
      key: 'left',
      title: 'What it left',
      fixed: true,
      cell: (account) => `${counted(account.sessions, 'session')}, ${counted(account.captures, 'capture')}`,
    },
    {
      key: 'match',
      title: 'Whose it is',
      cell: (account) => (
        <span className="match-actions">
          {account.suggestion === null ? null : (
            <Action
              look="main"
              busy={props.busyWith === account.accountName}
              onPress={() => props.onDecide(account.accountName, account.suggestion?.id ?? null)}
            >
              <span>
                Match with <Name>{account.suggestion.name}</Name>
                {account.suggestion.form === null ? null : (
                  <>
                    {', '}
                    <Name>{account.suggestion.form}</Name>
                  </>
                )}
              </span>
            </Action>
          )}
          <Action onPress={() => props.onChoose(account)}>
            {account.suggestion === null ? 'Choose a person' : 'Somebody else'}
          </Action>
          <Action onPress={() => props.onDecide(account.accountName, null)}>Nobody’s own</Action>
        </span>
      ),
    },
  ];
}

function ChoosePerson(props: {
  account: UnmatchedAccount;
  busy: boolean;
  error: string | undefined;
  onChosen: (personId: string) => void;
  onClose: () => void;
}): ReactNode {
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<{ id: string; label: string } | null>(null);
  const people = usePeopleSearch(words);
  return (
    <Window title="Whose account is this?" open onClose={props.onClose}>
      <p>
        <Name>{props.account.accountName}</Name> left {counted(props.account.sessions, 'session')} and{' '}
        {counted(props.account.captures, 'capture')}. They all become the person’s, and so does what comes.
      </p>
      <Picker
        label="Person"
        placeholder="Name or account"
        words={words}
        onWords={setWords}
        items={people.map((person) => ({
          id: person.id,
          label: person.name,
          hint: [person.form, person.username].filter((part) => part !== null).join(' · '),
        }))}
        onPick={(item) => {
          setChosen({ id: item.id, label: item.label });
          setWords('');
        }}
        nothing="Nobody fits. Try part of a name."
      />
      {chosen === null ? null : (
        <Notice>
          Chosen: <Name>{chosen.label}</Name>
        </Notice>
      )}
      {props.error === undefined ? null : <Notice tone="stop">{props.error}</Notice>}
      <div className="dialog-foot">
        <Action onPress={props.onClose}>Cancel</Action>
        <Action
          look="main"
          busy={props.busy}
          unavailable={chosen === null ? 'Choose a person first.' : undefined}
          onPress={() => {
            if (chosen !== null) props.onChosen(chosen.id);
          }}
        >
          Match
        </Action>
      </div>
    </Window>
  );
}

/** What was decided, and the way to take it back. */
function Decided(): ReactNode {
  const query = useQuery(decidedQuery);
  const [forgetting, setForgetting] = useState<DecidedAccount | null>(null);
  if (query.data === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />;
  const { items } = query.data;
  if (items.length === 0) return <State title="Nothing was matched by hand yet" />;
  const columns = decidedColumns(setForgetting);
  return (
    <>
      <DataTable label="Decided" rows={items} columns={columns} rowKey={(account) => account.accountName} />
      {forgetting === null ? null : <Forget account={forgetting} onClose={() => setForgetting(null)} />}
    </>
  );
}

function decidedColumns(onForget: (account: DecidedAccount) => void): readonly Column<DecidedAccount>[] {
  return [
    { key: 'account', title: 'Account', cell: (account) => <Name>{account.accountName}</Name> },
    {
      key: 'person',
      title: 'Whose it is',
      cell: (account) =>
        account.person === null ? (
          <span className="quiet">Nobody’s own</span>
        ) : (
          <Link href={paths.person(account.person.id)}>
            <Name>{account.person.name}</Name>
          </Link>
        ),
    },
    { key: 'by', title: 'Decided by', cell: (account) => <Name>{account.decidedBy}</Name> },
    { key: 'at', title: 'When', fixed: true, cell: (account) => <When at={account.decidedAt} /> },
    {
      key: 'forget',
      title: 'Take back',
      hideTitle: true,
      cell: (account) => <Action onPress={() => onForget(account)}>Take back</Action>,
    },
  ];
}

function Forget(props: { account: DecidedAccount; onClose: () => void }): ReactNode {
  const { account } = props;
  const client = useQueryClient();
  const [giveBack, setGiveBack] = useState(true);
  const forget = useMutation({
    mutationFn: () => load(forgetAccount, { body: { accountName: account.accountName, giveBack } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: ['people'] });
      void client.invalidateQueries({ queryKey: ['captures'] });
      props.onClose();
    },
  });
  return (
    <Window title="Take this back" open onClose={props.onClose}>
      <p>
        <Name>{account.accountName}</Name> is not matched any more: the next time that it is used, it stands
        among the accounts not matched.
      </p>
      {account.person === null ? null : (
        <>
          <Tick checked={giveBack} onChange={setGiveBack}>
            It was a mistake: its sessions and captures are taken back from <Name>{account.person.name}</Name>
          </Tick>
          <p className="quiet small">
            {giveBack
              ? 'Each capture’s history says that it was matched by mistake, and who took it back.'
              : 'What was matched so far stays with the person.'}
          </p>
        </>
      )}
      {forget.error === null ? null : <Notice tone="stop">{sayShortly(forget.error)}</Notice>}
      <div className="dialog-foot">
        <Action onPress={props.onClose}>Cancel</Action>
        <Action look="stop" busy={forget.isPending} onPress={() => forget.mutate()}>
          Take back
        </Action>
      </div>
    </Window>
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
