import { type Me, signIn } from '@lapwing/protocol/features/accounts/api.ts';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { failureOf, fieldError, sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { sayClock, sayWait } from '../../ui/dates.ts';
import { TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';

/** E-mail address and password; says when one may try again after too many tries. */
export function SignInForm(props: { email?: string; onSignedIn: (me: Me) => void }): ReactNode {
  const [email, setEmail] = useState(props.email ?? '');
  const [password, setPassword] = useState('');
  const [failedAt, setFailedAt] = useState(0);
  const attempt = useMutation({
    mutationFn: () => load(signIn, { body: { email, password } }),
    onSuccess(me) {
      setPassword('');
      props.onSignedIn(me);
    },
    onError: () => setFailedAt(Date.now()),
  });
  const problem = attempt.error === null ? null : sayRefusedSignIn(attempt.error, failedAt);
  return (
    <Form problem={problem ?? undefined} busy={attempt.isPending} onSubmit={() => attempt.mutate()}>
      <TextInput
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus={props.email === undefined}
        value={email}
        onChange={setEmail}
        error={fieldError(attempt.error, 'email')}
      />
      <TextInput
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        autoFocus={props.email !== undefined}
        value={password}
        onChange={setPassword}
        error={password === '' ? fieldError(attempt.error, 'password') : undefined}
      />
      <Action look="main" submit busy={attempt.isPending}>
        {attempt.isPending ? 'Signing in' : 'Sign in'}
      </Action>
    </Form>
  );
}

/** @param now milliseconds since 1970, to say at what time one may try again */
export function sayRefusedSignIn(error: unknown, now: number): string | null {
  const failure = failureOf(error);
  if (failure.kind !== 'refused') return sayShortly(error);
  const { retryAfter } = failure;
  if (failure.code === 'locked-out' || failure.code === 'too-many-requests') {
    const when =
      retryAfter === undefined
        ? 'Try again later'
        : `Try again in ${sayWait(retryAfter)}, at ${sayClock(new Date(now + retryAfter * 1000).toISOString())}`;
    return `Too many tries, so this sign-in is closed for a while. ${when}, or ask an administrator for a new link.`;
  }
  if (failure.code === 'not-signed-in') return 'The e-mail address or the password is not right.';
  if (failure.code === 'bad-request' && failure.field !== undefined) return null;
  return sayShortly(error);
}
