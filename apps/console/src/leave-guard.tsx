import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useCallback } from 'react';
import { Confirm } from './ui/dialog.tsx';

export interface LeaveGuardProps {
  /** Whether something would be lost. */
  holds: boolean;
  /** Pages on which it is kept: going there asks nothing. */
  keeps: (pathname: string) => boolean;
  title: string;
  /** What would be lost. */
  children: ReactNode;
  verb: string;
  /** Once the person has chosen to leave. */
  onLeave: () => void;
}

/** Asks before a page is left with something on it that is not saved; closing the window asks in the browser's words. */
export function LeaveGuard(props: LeaveGuardProps): ReactNode {
  const { holds, keeps } = props;
  const shouldBlockFn = useCallback(
    // Whose sign-in has ended is led to the door without being asked.
    ({ next }: { next: { pathname: string } }) => next.pathname !== '/sign-in' && !keeps(next.pathname),
    [keeps],
  );
  const blocker = useBlocker({
    shouldBlockFn,
    enableBeforeUnload: holds,
    disabled: !holds,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Confirm
      open
      title={props.title}
      verb={props.verb}
      onClose={blocker.reset}
      onConfirm={() => {
        props.onLeave();
        blocker.proceed();
      }}
    >
      {props.children}
    </Confirm>
  );
}
