import { type ReactNode, Suspense } from 'react';
import {
  ActivityPart,
  Holds,
  PersonAgreements,
  PersonConcerns,
  PersonMessages,
  PersonThresholds,
  WatchExplained,
} from './pages.tsx';

/** What stands beside a person from features that know people and that people do not know. */
export function AtPerson(props: { personId: string }): ReactNode {
  const { personId } = props;
  return (
    <>
      <Suspense>
        <Holds deviceId={null} personId={personId} />
        <PersonMessages personId={personId} />
        <ActivityPart whose={{ personId }} />
        <PersonThresholds personId={personId} />
        <PersonConcerns personId={personId} />
        <PersonAgreements personId={personId} />
      </Suspense>
      <WatchExplained personId={personId} />
    </>
  );
}
