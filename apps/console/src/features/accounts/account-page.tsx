import {
  changePassword,
  endSession,
  listSessions,
  type SignInSession,
} from '@lapwing/protocol/features/accounts/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, sayShortly } from '../../api/failure.ts';
import { useMe } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { Alerts, Appearance } from './account-preferences.tsx';
import { ActingTimes } from './acting-times.tsx';
import { STOP_FIRST } from './acting-words.ts';
import { NewPasswordInput } from './new-password.tsx';
import { Form } from '../../ui/form.tsx';

const SESSIONS_KEY = ['accounts', 'sessions'] as const;

/** One's own account: where one is signed in, the password, and how one likes the console. */
export function AccountPage(): ReactNode {
  const me = useMe();
  const sees = me.scopedToGroups
    ? me.groups.length === 0
      ? 'no group yet'
      : me.groups.map((group) => group.name).join(', ')
    : 'the whole school';
  return (
    <Page
      title={<Name>{me.account.name}</Name>}
      tab="My account"
      description={`${me.account.email} · ${me.roleNames.join(', ')} · sees ${sees}`}
    >
      <div className="columns">
        <SignIns />
        <Password />
        <Appearance />
        <Alerts />
        <ActingTimes />
      </div>
    </Page>
  );
}

function SignIns(): ReactNode {
  const { acting } = useMe();
  const client = useQueryClient();
  const query = useQuery({ queryKey: SESSIONS_KEY, queryFn: ({ signal }) => load(listSessions, {}, signal) });
  const end = useMutation({
    mutationFn: (session: SignInSession) => load(endSession, { params: { id: session.id } }),
    onSuccess: () => void client.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  return (
    <section className="card" aria-labelledby="sessions-heading">
      <h2 id="sessions-heading">My sign-ins</h2>
      <p className="quiet">
        Where this account is open. End what you do not know, and change your password then.
      </p>
      {end.error === null ? null : <Notice tone="stop">{sayShortly(end.error)}</Notice>}
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={3} />
      ) : (
        <ul className="stack">
          {query.data.sessions.map((session) => (
            <li key={session.id} className="row spread">
              <span>
                <strong>
                  <Name>{session.browser}</Name>
                </strong>{' '}
                {session.current ? <Pill tone="good">Here</Pill> : null}
                <br />
                <span className="quiet small">
                  from {session.address}, used <When at={session.lastUsedAt} />, ends{' '}
                  <When at={session.expiresAt} show="moment" />
                </span>
              </span>
              {session.current ? null : (
                <Action
                  label={`End the sign-in with ${session.browser} from ${session.address}`}
                  unavailable={acting === null ? undefined : STOP_FIRST}
                  onPress={() => end.mutate(session)}
                >
                  End
                </Action>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Password(): ReactNode {
  const client = useQueryClient();
  const me = useMe();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => load(changePassword, { body: { current, next } }),
    onSuccess() {
      setCurrent('');
      setNext('');
      void client.invalidateQueries({ queryKey: SESSIONS_KEY });
    },
  });
  const problem = formError(change.error, ['current', 'next']);
  return (
    <section className="card" aria-labelledby="password-heading">
      <h2 id="password-heading">Change my password</h2>
      <Form problem={problem} busy={change.isPending} onSubmit={() => change.mutate()}>
        {change.isSuccess ? <Notice tone="good">Changed. Every other sign-in has ended.</Notice> : null}
        <input
          type="email"
          name="username"
          autoComplete="username"
          value={me.account.email}
          readOnly
          hidden
        />
        <TextInput
          label="Present password"
          name="current"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={fieldError(change.error, 'current')}
          required
        />
        <NewPasswordInput
          label="New password"
          name="next"
          value={next}
          onChange={setNext}
          error={fieldError(change.error, 'next')}
        />
        <div className="row">
          <Action
            look="main"
            submit
            busy={change.isPending}
            unavailable={me.acting === null ? undefined : STOP_FIRST}
          >
            Change it
          </Action>
        </div>
      </Form>
    </section>
  );
}
