import type { ReactNode } from 'react';
import { LeaveGuard } from '../../leave-guard.tsx';

const nowhere = (): boolean => false;
const nothing = (): void => undefined;

/** Asks before a page is left on which something was changed that is not among the changes to review yet. */
export function DraftGuard(props: { holds: boolean }): ReactNode {
  return (
    <LeaveGuard
      holds={props.holds}
      keeps={nowhere}
      title="Leave this page?"
      verb="Leave it"
      onLeave={nothing}
    >
      <p>
        What you have changed here is not among the changes to review yet. It is lost when you leave the page.
      </p>
    </LeaveGuard>
  );
}
