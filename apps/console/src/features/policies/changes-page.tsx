import {
  listChanges,
  type PolicyChange,
  takeBackChange,
} from '@lapwing/protocol/features/policies/changes.api.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { AskWhy } from './ask-why.tsx';
import { PolicyFrame } from './policy-frame.tsx';
import { whyNot } from './words.ts';
import './changes.css';

/** What has been changed of what is watched for: when, by whom, why, and the way back. */
export function ChangesPage(): ReactNode {
  const [taking, setTaking] = useState<PolicyChange | null>(null);
  const query = useInfiniteQuery({
    queryKey: ['policies', 'changes'],
    queryFn: ({ signal, pageParam }) =>
      load(listChanges, { query: pageParam === null ? {} : { after: pageParam } }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const changes = query.data?.pages.flatMap((page) => page.items);
  return (
    <PolicyFrame tab="changes">
      <Page
        title="Changes"
        tab="Changes"
        description="Every change of what is watched for, with who made it and why. It stays here, also when it is taken back."
      >
        {changes === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : changes.length === 0 ? (
          <State title="Nothing has been changed">
            Devices look for what the managed library names, everywhere that it says.
          </State>
        ) : (
          <ol className="changes" aria-label="Changes, newest first">
            {changes.map((change) => (
              <Change key={change.number} change={change} onTakeBack={() => setTaking(change)} />
            ))}
          </ol>
        )}
        {query.hasNextPage ? (
          <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            Show earlier ones
          </Action>
        ) : null}
      </Page>
      {taking === null ? null : <TakeBack change={taking} onClose={() => setTaking(null)} />}
    </PolicyFrame>
  );
}

/** Lines of a large change that are shown before somebody asks for all. */
const FEW = 5;

function Change(props: { change: PolicyChange; onTakeBack: () => void }): ReactNode {
  const { change } = props;
  const [all, setAll] = useState(false);
  const shown = all ? change.did : change.did.slice(0, FEW);
  return (
    <li className="card change" aria-label={`Change ${change.number}`}>
      <div className="change-head">
        <strong>Change {change.number}</strong>
        <span>
          <Name>{change.by?.name ?? 'Lapwing'}</Name>, <When at={change.at} />
        </span>
        {change.takesBack === null ? null : <Pill tone="quiet">Takes back change {change.takesBack}</Pill>}
        {change.takenBackBy === null ? null : (
          <Pill tone="warn">Taken back by change {change.takenBackBy}</Pill>
        )}
        <span className="grow" />
        <Action unavailable={whyNot(change.mayTakeBack)} onPress={props.onTakeBack}>
          Take back
        </Action>
      </div>
      <p>
        <Name>{change.reason}</Name>
      </p>
      <ul className="change-did">
        {shown.map((line) => (
          <li key={line}>
            <Name>{line}</Name>
          </li>
        ))}
      </ul>
      {change.did.length > shown.length ? (
        <div>
          <Action onPress={() => setAll(true)}>Show all {change.did.length}</Action>
        </div>
      ) : null}
    </li>
  );
}

function TakeBack(props: { change: PolicyChange; onClose: () => void }): ReactNode {
  const { number } = props.change;
  return (
    <AskWhy
      title={`Take back change ${number}`}
      verb="Take it back"
      run={(reason) => load(takeBackChange, { params: { number }, body: { reason } })}
      done={(made) => `Change ${number} is taken back by change ${made.number}.`}
      onClose={props.onClose}
    >
      <p>
        Everything that it changed is as it was before. Devices have it within seconds, and the change stays
        in the list with the reason.
      </p>
    </AskWhy>
  );
}
