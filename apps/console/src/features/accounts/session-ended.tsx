import type { Me } from '@lapwing/protocol/features/accounts/api.ts';
import { type ReactNode, Suspense, lazy } from 'react';
import { Window } from '../../ui/dialog.tsx';
import { Loading } from '../../ui/states.tsx';

const SignInForm = lazy(async () => ({ default: (await import('./sign-in-form.tsx')).SignInForm }));

/** Asks for the password again over the page, which stays as it is with everything that was typed. */
export function SessionEnded(props: {
  open: boolean;
  email: string;
  onSignedIn: (me: Me) => void;
}): ReactNode {
  return (
    <Window title="Your sign-in has ended" open={props.open} onClose={() => undefined} insists alert>
      <p className="quiet">Sign in again to go on where you were. What you typed is still there.</p>
      <Suspense fallback={<Loading lines={3} />}>
        <SignInForm email={props.email} onSignedIn={props.onSignedIn} />
      </Suspense>
    </Window>
  );
}
