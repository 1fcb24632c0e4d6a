import type { Me } from '@lapwing/protocol/features/accounts/api.ts';
import { showSetup } from '@lapwing/protocol/features/setup/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { Entrance } from '../../ui/entrance.tsx';
import { Notice } from '../../ui/states.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** The door. */
export function SignInPage(props: { onSignedIn: (me: Me) => void }): ReactNode {
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => load(showSetup, {}, signal),
    staleTime: 0,
  });
  return (
    <Entrance brand="Lapwing" title="Sign in">
      {setup.data?.needed === true ? (
        <Notice tone="warn">
          This server has no school yet. Open the one-time link that it printed when it started.
        </Notice>
      ) : null}
      <SignInForm onSignedIn={props.onSignedIn} />
      <p className="quiet small">
        Forgotten your password? An administrator of your school can send you a new link under Staff.
      </p>
    </Entrance>
  );
}
