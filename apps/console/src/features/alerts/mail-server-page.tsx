import {
  type MailServer,
  type MailServerInput,
  removeMailServer,
  saveMailServer,
  testMailServer,
  type TlsMode,
} from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, sayShortly } from '../../api/failure.ts';
import { useMe } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { AlertsFrame } from './alerts-frame.tsx';
import { HealthNotice } from './health-notice.tsx';
import { mailServerQuery } from './queries.ts';

const TLS_CHOICES: ReadonlyArray<{ key: TlsMode; label: string }> = [
  { key: 'starttls', label: 'STARTTLS (usually port 587)' },
  { key: 'implicit', label: 'TLS from the start (port 465)' },
  { key: 'none', label: 'No encryption' },
];
const FIELDS = ['host', 'port', 'userName', 'password', 'fromAddress', 'fromName', 'replyTo'] as const;

/** How the school sends its mail, with a test that says in words what went wrong. */
export function MailServerPage(): ReactNode {
  const query = useQuery(mailServerQuery);
  const { data } = query;
  return (
    <AlertsFrame tab="mail-server">
      <Page
        title="Mail server"
        tab="Mail server"
        description="By which server alerts are sent. Your mail provider calls this SMTP."
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <div className="alerting">
            <HealthNotice health={data.health} />
            <Settings
              key={data.server?.changedAt ?? 'none'}
              server={data.server}
              refused={data.may.manage.allowed ? undefined : data.may.manage.reason}
            />
          </div>
        )}
      </Page>
    </AlertsFrame>
  );
}

interface Draft {
  readonly host: string;
  readonly port: string;
  readonly tls: TlsMode;
  readonly userName: string;
  readonly password: string;
  readonly fromAddress: string;
  readonly fromName: string;
  readonly replyTo: string;
  readonly attachScreenshot: boolean;
}

function draftOf(server: MailServer | null): Draft {
  return {
    host: server?.host ?? '',
    port: String(server?.port ?? 587),
    tls: server?.tls ?? 'starttls',
    userName: server?.userName ?? '',
    password: '',
    fromAddress: server?.fromAddress ?? '',
    fromName: server?.fromName ?? '',
    replyTo: server?.replyTo ?? '',
    attachScreenshot: server?.attachScreenshot ?? false,
  };
}

function inputOf(draft: Draft): MailServerInput {
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  return {
    ...draft,
    port: /^\d{1,5}$/u.test(draft.port.trim()) ? Number(draft.port) : 0,
    userName: orNull(draft.userName),
    password: draft.password === '' ? null : draft.password,
    replyTo: orNull(draft.replyTo),
  };
}

function Settings(props: { server: MailServer | null; refused: string | undefined }): ReactNode {
  const { server, refused } = props;
  const client = useQueryClient();
  const { email } = useMe().account;
  const [draft, setDraft] = useState(() => draftOf(server));
  const [removing, setRemoving] = useState(false);
  const set = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    test.reset();
  };
  const save = useMutation({
    mutationFn: () => load(saveMailServer, { body: inputOf(draft) }),
    onSuccess() {
      showToast({ text: 'Saved. Mail that waits is sent now.', tone: 'good', key: 'alerts' });
      void client.invalidateQueries({ queryKey: ['alerts'] });
    },
  });
  const test = useMutation({ mutationFn: () => load(testMailServer, { body: inputOf(draft) }) });
  const remove = useMutation({
    mutationFn: () => load(removeMailServer, {}),
    onSuccess() {
      setRemoving(false);
      void client.invalidateQueries({ queryKey: ['alerts'] });
    },
  });
  const error = save.error ?? test.error;
  const wrong = (field: (typeof FIELDS)[number]): string | undefined => fieldError(error, field);
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(server));
  return (
    <section className="card" aria-labelledby="server-heading">
      <h2 id="server-heading">Settings</h2>
      <Form problem={formError(error, FIELDS)} busy={save.isPending} onSubmit={() => save.mutate()}>
        <div className="side-fields">
          <TextInput
            label="Server"
            name="host"
            value={draft.host}
            onChange={(host) => set({ host })}
            placeholder="smtp.school.example"
            error={wrong('host')}
            required
          />
          <TextInput
            label="Port"
            name="port"
            value={draft.port}
            onChange={(port) => set({ port })}
            error={wrong('port')}
            required
          />
        </div>
        <Choice
          label="Encryption"
          value={draft.tls}
          options={TLS_CHOICES}
          onChange={(tls) =>
            set({
              tls,
              ...(draft.port === '587' && tls === 'implicit' ? { port: '465' } : {}),
              ...(draft.port === '465' && tls === 'starttls' ? { port: '587' } : {}),
            })
          }
        />
        {draft.tls === 'none' ? (
          <Notice tone="warn">
            Names of pupils and the password go over the network readable to anybody on the way. Use it only
            for a mail server beside this one.
          </Notice>
        ) : null}
        <TextInput
          label="User name"
          name="userName"
          value={draft.userName}
          onChange={(userName) => set({ userName })}
          autoComplete="off"
          hint="Leave it empty if the server asks for none."
          error={wrong('userName')}
        />
        <TextInput
          label="Password"
          name="password"
          type="password"
          value={draft.password}
          onChange={(password) => set({ password })}
          autoComplete="new-password"
          hint={
            server?.userName === null || server === null
              ? 'It is kept encrypted and shown to nobody.'
              : 'One is kept. Leave it empty to keep it; it holds for the same server and user only.'
          }
          error={wrong('password')}
        />
        <TextInput
          label="Sender’s address"
          name="fromAddress"
          type="email"
          value={draft.fromAddress}
          onChange={(fromAddress) => set({ fromAddress })}
          error={wrong('fromAddress')}
          required
        />
        <TextInput
          label="Sender’s name"
          name="fromName"
          value={draft.fromName}
          onChange={(fromName) => set({ fromName })}
          hint="Empty: Lapwing and the name of the school."
          error={wrong('fromName')}
        />
        <TextInput
          label="Answers go to"
          name="replyTo"
          type="email"
          value={draft.replyTo}
          onChange={(replyTo) => set({ replyTo })}
          hint="Empty: to the sender’s address."
          error={wrong('replyTo')}
        />
        <Tick
          checked={draft.attachScreenshot}
          onChange={(attachScreenshot) => set({ attachScreenshot })}
          name="attachScreenshot"
        >
          Send the screenshot of a Severe capture with its mail. Without this a mail has a link only. A sealed
          screenshot is never sent.
        </Tick>
        {test.data === undefined ? null : test.data.sent ? (
          <Notice tone="good">A test is on its way to {test.data.to}. Look whether it arrives.</Notice>
        ) : (
          <Notice tone="stop">
            <strong>{test.data.problem}</strong> {test.data.remedy}
          </Notice>
        )}
        <div className="row">
          <Action
            look="main"
            submit
            busy={save.isPending}
            unavailable={refused ?? (changed ? undefined : 'Nothing has changed.')}
          >
            Save
          </Action>
          <Action busy={test.isPending} unavailable={refused} onPress={() => test.mutate()}>
            Send a test to me
          </Action>
          {server === null ? null : (
            <Action look="stop" unavailable={refused} onPress={() => setRemoving(true)}>
              Remove
            </Action>
          )}
        </div>
        <p className="quiet small">The test goes to {email}, by what stands here, saved or not.</p>
      </Form>
      <Confirm
        title="Send no mail any more?"
        open={removing}
        verb="Remove the mail server"
        busy={remove.isPending}
        error={remove.isError ? sayShortly(remove.error) : undefined}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        <p>
          Mail that waits is dropped. Alerts then reach people only while they have Lapwing open, and the
          chain tells nobody.
        </p>
      </Confirm>
    </section>
  );
}
