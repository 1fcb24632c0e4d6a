import type { ReactNode } from 'react';
import { failureOf, isRefusal, sayFailure } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Failed, Loading, State } from '../../ui/states.tsx';
import { type CaptureFilters, isNarrowed } from './filters.ts';
import type { CaptureList } from './use-capture-list.ts';

/** The rows, or why there are none and what can be done about that. */
export function ListBody(props: {
  list: CaptureList;
  filters: CaptureFilters;
  onClear: () => void;
  children: ReactNode;
}): ReactNode {
  const { list, filters } = props;
  const mayEnrol = useMay('devices.enrol');
  if (list.state === 'loading') return <Loading label="Loading captures" lines={12} />;
  if (list.state === 'failed') {
    if (isRefusal(list.error, 'not-allowed')) {
      return (
        <State title="Captures are not open to you" icon="locked">
          Your role does not include them. An administrator can change that under Staff.
        </State>
      );
    }
    const { title, text } = sayFailure(failureOf(list.error));
    return <Failed title={title} text={text} onRetry={list.retry} />;
  }
  if (list.items.length > 0) return props.children;
  if (isNarrowed(filters)) {
    return (
      <State
        title="Nothing matches these filters"
        icon="missing"
        actions={<Action onPress={props.onClear}>Clear the filters</Action>}
      >
        New captures that match appear here by themselves.
      </State>
    );
  }
  return (
    <State
      title="Nothing waits"
      icon="done"
      actions={mayEnrol ? <ActionLink href={paths.enrol()}>Add devices</ActionLink> : undefined}
    >
      Every capture has been dealt with, or none has come yet. New ones appear here by themselves.
    </State>
  );
}
