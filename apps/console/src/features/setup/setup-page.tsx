import type { Me } from '@lapwing/protocol/features/accounts/api.ts';
import { completeSetup, showSetup } from '@lapwing/protocol/features/setup/api.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ComponentType, type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, failureOf, sayFailure } from '../../api/failure.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Entrance } from '../../ui/entrance.tsx';
import { TextInput, Tick } from '../../ui/field.tsx';
import { Failed, Loading, Notice, State } from '../../ui/states.tsx';
import { Form } from '../../ui/form.tsx';

const FIELDS = ['schoolName', 'name', 'email', 'password'] as const;

export interface SetupPageProps {
  token: string;
  signInHref: string;
  /** The field for a new password, which belongs to accounts. */
  PasswordInput: ComponentType<{
    name: string;
    value: string;
    onChange: (value: string) => void;
    error?: string | undefined;
  }>;
  onDone: (me: Me) => void;
}

/** First run: the school and its first administrator. */
export function SetupPage(props: SetupPageProps): ReactNode {
  const state = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => load(showSetup, {}, signal),
    staleTime: 0,
  });
  if (state.isPending) {
    return (
      <Entrance brand="Lapwing" title="Set up your school">
        <Loading lines={4} />
      </Entrance>
    );
  }
  if (state.isError) {
    return (
      <Entrance brand="Lapwing" title="Set up your school">
        <Failed {...sayFailure(failureOf(state.error))} onRetry={() => void state.refetch()} />
      </Entrance>
    );
  }
  if (!state.data.needed) {
    return (
      <Entrance brand="Lapwing" title="Already set up">
        <State
          title="This server has its school"
          icon="done"
          actions={<ActionLink href={props.signInHref}>Sign in</ActionLink>}
        >
          The set-up link works only once.
        </State>
      </Entrance>
    );
  }
  if (props.token.length < 20) {
    return (
      <Entrance brand="Lapwing" title="The link is not whole">
        <Notice tone="warn">
          Open the one-time link exactly as the server printed it when it started, with everything after the #
          sign.
        </Notice>
      </Entrance>
    );
  }
  return <SetupForm {...props} />;
}

function SetupForm(props: SetupPageProps): ReactNode {
  const { PasswordInput } = props;
  const [schoolName, setSchoolName] = useState('');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [safeguarding, setSafeguarding] = useState(true);
  const complete = useMutation({
    mutationFn: () =>
      load(completeSetup, { body: { token: props.token, schoolName, name, email, password, safeguarding } }),
    onSuccess: (me) => props.onDone(me),
  });
  const problem = formError(complete.error, FIELDS);
  return (
    <Entrance
      brand="Lapwing"
      title="Set up your school"
      intro="Two minutes: name the school and make yourself its first administrator. Devices come next."
    >
      <Form look="entrance" problem={problem} busy={complete.isPending} onSubmit={() => complete.mutate()}>
        <TextInput
          label="Name of the school"
          name="schoolName"
          autoComplete="organization"
          required
          autoFocus
          value={schoolName}
          onChange={setSchoolName}
          error={fieldError(complete.error, 'schoolName')}
        />
        <TextInput
          label="Your name"
          name="name"
          autoComplete="name"
          required
          value={name}
          onChange={setName}
          error={fieldError(complete.error, 'name')}
        />
        <TextInput
          label="Your e-mail address"
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={setEmail}
          error={fieldError(complete.error, 'email')}
        />
        <PasswordInput
          name="password"
          value={password}
          onChange={setPassword}
          error={fieldError(complete.error, 'password')}
        />
        <Tick checked={safeguarding} onChange={setSafeguarding} name="safeguarding">
          I am the designated safeguarding lead, or act for them
          <span className="quiet small cut-not">
            {' '}
            – you then see captures and their evidence. Leave it off if you only look after the system.
          </span>
        </Tick>
        <Action look="main" submit busy={complete.isPending}>
          {complete.isPending ? 'Setting up' : 'Set up the school'}
        </Action>
      </Form>
    </Entrance>
  );
}
