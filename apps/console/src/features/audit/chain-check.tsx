import {
  type AuditCheck,
  continueAuditCheck,
  startAuditCheck,
} from '@lapwing/protocol/features/audit/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { checksQuery } from './queries.ts';

const PROBLEMS: Readonly<Record<NonNullable<AuditCheck['problem']>['problem'], string>> = Object.freeze({
  missing: 'is missing',
  changed: 'is not as it was written',
  'not-linked': 'does not follow from the one before it',
});

/** Walks the chain on the server piece by piece and says what was found, now and the last time. */
export function ChainCheck(props: { open: (seq: number) => void }): ReactNode {
  const client = useQueryClient();
  const query = useQuery(checksQuery);
  const [going, setGoing] = useState<AuditCheck | null>(null);
  const stopped = useRef(false);
  const walk = useMutation({
    mutationFn: async () => {
      stopped.current = false;
      let check = await load(startAuditCheck, {});
      while (check.endedAt === null && !stopped.current) {
        setGoing(check);
        check = await load(continueAuditCheck, { params: { id: check.id } });
      }
    },
    onSettled: () => {
      setGoing(null);
      void client.invalidateQueries({ queryKey: checksQuery.queryKey });
    },
  });
  const last = query.data?.checks.find((check) => check.endedAt !== null);
  return (
    <div className="audit-chain" data-tone={(last?.problem ?? null) === null ? 'plain' : 'stop'}>
      {walk.error === null ? null : <Notice tone="stop">{sayShortly(walk.error)}</Notice>}
      <div className="audit-chain-line">
        <span role="status">
          {going !== null ? (
            <>
              Checking the chain: {going.entries.toLocaleString('en-GB')} of{' '}
              {going.of.toLocaleString('en-GB')}
            </>
          ) : last === undefined ? (
            query.data === undefined ? (
              'The chain of the audit'
            ) : (
              'The chain has not been checked yet.'
            )
          ) : (
            <Found check={last} />
          )}
        </span>
        {going === null ? (
          <Action busy={walk.isPending} onPress={() => walk.mutate()}>
            Check the chain
          </Action>
        ) : (
          <Action
            onPress={() => {
              stopped.current = true;
            }}
          >
            Stop
          </Action>
        )}
      </div>
      {last === undefined || last.problem === null || going !== null ? null : (
        <Notice tone="stop">
          Entry {last.problem.seq.toLocaleString('en-GB')} {PROBLEMS[last.problem.problem]}. Somebody with
          access to the database may have changed it. Keep a copy of the database, and compare it with a
          backup.{' '}
          <Action look="plain" onPress={() => props.open(last.problem?.seq ?? 1)}>
            Open entry {last.problem.seq.toLocaleString('en-GB')}
          </Action>
        </Notice>
      )}
    </div>
  );
}

function Found(props: { check: AuditCheck }): ReactNode {
  const { check } = props;
  return (
    <>
      {check.problem === null ? 'The chain is whole' : 'The chain is broken'}:{' '}
      {check.entries.toLocaleString('en-GB')} entries, checked{' '}
      <When at={check.endedAt ?? check.startedAt} show="both" /> by <Name>{check.by.name}</Name>.{' '}
      <span className="quiet small">
        Head <code className="audit-hash">{check.head}</code>
      </span>
    </>
  );
}
