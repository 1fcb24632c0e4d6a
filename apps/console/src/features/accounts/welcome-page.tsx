import { acceptLink, type Me } from '@lapwing/protocol/features/accounts/api.ts';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { failureOf, fieldError, formError } from '../../api/failure.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Entrance } from '../../ui/entrance.tsx';
import { State } from '../../ui/states.tsx';
import { NewPasswordInput } from './new-password.tsx';
import { Form } from '../../ui/form.tsx';

/** Sets a password by the one-time link that an administrator passed on. */
export function WelcomePage(props: {
  token: string;
  signInHref: string;
  onSignedIn: (me: Me) => void;
}): ReactNode {
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: () => load(acceptLink, { body: { token: props.token, password } }),
    onSuccess: (me) => props.onSignedIn(me),
  });
  if (props.token.length < 20 || linkIsSpent(accept.error)) {
    return (
      <Entrance brand="Lapwing" title="This link does not work">
        <State
          title="It was used already, or it is too old"
          icon="missing"
          actions={<ActionLink href={props.signInHref}>Go to sign-in</ActionLink>}
        >
          Each link works once. Ask an administrator of your school for a new one.
        </State>
      </Entrance>
    );
  }
  const problem = formError(accept.error, ['password']);
  return (
    <Entrance brand="Lapwing" title="Choose your password" intro="After this you are signed in.">
      <Form look="entrance" problem={problem} busy={accept.isPending} onSubmit={() => accept.mutate()}>
        <NewPasswordInput
          name="password"
          value={password}
          onChange={setPassword}
          error={fieldError(accept.error, 'password')}
          autoFocus
        />
        <Action look="main" submit busy={accept.isPending}>
          Set password and go in
        </Action>
      </Form>
    </Entrance>
  );
}

function linkIsSpent(error: unknown): boolean {
  if (error === null) return false;
  const failure = failureOf(error);
  return failure.kind === 'refused' && (failure.code === 'not-found' || failure.field === 'token');
}
