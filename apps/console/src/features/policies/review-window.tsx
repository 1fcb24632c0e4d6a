import {
  applyChange,
  type PolicyChange,
  takeBackChange,
} from '@lapwing/protocol/features/policies/changes.api.ts';
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { failureOf, isRefusal, sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import { sayEdit } from './edit-words.ts';
import { dropAllEdits, dropEdits, keyOf, openReview, type Pending, rebaseEdits } from './pending.ts';
import { changesSince, refreshPolicies } from './queries.ts';
import { TryOut } from './try-out.tsx';
import { count } from './words.ts';
import './review.css';
import './terms.css';

/** So many changes are listed at once; the others on request. */
const FEW = 8;
const MORE = 100;
const SHORTEST_REASON = 3;

/** What will change, in plain words; what it would have made of the past; why; and then it is applied, as one change. */
export function ReviewWindow(props: { pending: Pending; owner: string }): ReactNode {
  const { pending, owner } = props;
  const client = useQueryClient();
  const [reason, setReason] = useState(pending.reason);
  const [tried, setTried] = useState(false);
  const apply = useMutation({
    mutationFn: () =>
      load(applyChange, {
        body: { base: pending.base, reason: reason.trim(), edits: pending.edits.map(({ edit }) => edit) },
      }),
    onSuccess(change) {
      dropAllEdits();
      refreshPolicies(client);
      showApplied(change, client);
    },
  });
  const conflict = apply.error !== null && isRefusal(apply.error, 'conflict');
  const missing = reason.trim().length < SHORTEST_REASON;
  const close = (): void => {
    if (!apply.isPending) openReview(owner, false);
  };
  return (
    <Window title={`Review ${count(pending.edits.length, 'change')}`} open size="wide" onClose={close}>
      <WhatChanges
        pending={pending}
        wrong={wrongEdit(apply.error)}
        onDrop={(key) => {
          apply.reset();
          dropEdits(owner, [key]);
        }}
      />
      <TryOut edits={pending.edits} atOnce={pending.reason !== ''} />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!missing && !apply.isPending && !conflict) apply.mutate();
        }}
      >
        <TextInput
          label="Why"
          name="reason"
          value={reason}
          onChange={setReason}
          required
          rows={2}
          maxLength={500}
          hint="Kept with the change for ever, with your name. It can be taken back."
          error={tried && missing ? 'Say in a few words why this is changed.' : undefined}
        />
        {conflict ? (
          <Conflict
            base={pending.base}
            busy={apply.isPending}
            onGoOn={(last) => {
              rebaseEdits(owner, last);
              apply.reset();
              refreshPolicies(client);
            }}
          />
        ) : apply.error === null ? null : (
          <Notice tone="stop">{sayShortly(apply.error)} Nothing has been changed.</Notice>
        )}
        <div className="dialog-foot">
          <Action onPress={close}>Not yet</Action>
          <Action
            look="main"
            submit
            busy={apply.isPending}
            unavailable={conflict ? 'Look first at what has changed meanwhile.' : undefined}
          >
            Apply {count(pending.edits.length, 'change')}
          </Action>
        </div>
      </form>
    </Window>
  );
}

function WhatChanges(props: {
  pending: Pending;
  /** Place of the edit that the server did not take. */
  wrong: number | null;
  onDrop: (key: string) => void;
}): ReactNode {
  const [most, setMost] = useState(FEW);
  const { edits } = props.pending;
  const shown = edits.slice(0, most);
  return (
    <section aria-labelledby="review-what" className="stack">
      <h3 id="review-what">What will change</h3>
      <ul className="review-edits">
        {shown.map((one, place) => {
          const { title, details } = sayEdit(one);
          return (
            <li key={keyOf(one.edit)} data-wrong={place === props.wrong || undefined}>
              <div>
                <span>{title}</span>
                {details.length === 0 ? null : <span className="quiet small">{details.join(' ')}</span>}
                {place === props.wrong ? (
                  <span className="field-error">This one could not be applied; see below.</span>
                ) : null}
              </div>
              <Action look="icon" label={`Leave out: ${title}`} onPress={() => props.onDrop(keyOf(one.edit))}>
                <X size={14} aria-hidden />
              </Action>
            </li>
          );
        })}
      </ul>
      {shown.length < edits.length ? (
        <div>
          <Action onPress={() => setMost(most + MORE)}>
            Show {count(Math.min(MORE, edits.length - shown.length), 'more change')}
            {edits.length - shown.length > MORE
              ? ` of ${(edits.length - shown.length).toLocaleString('en-GB')}`
              : ''}
          </Action>
        </div>
      ) : null}
    </section>
  );
}

/** Somebody was faster: who, when and what, so that one can look before one goes on. Nothing of one's own is lost. */
function Conflict(props: { base: number; busy: boolean; onGoOn: (last: number) => void }): ReactNode {
  const query = useQuery({
    queryKey: ['policies', 'since', props.base],
    queryFn: () => changesSince(props.base),
    staleTime: 0,
    gcTime: 0,
  });
  const since = query.data;
  return (
    <Notice tone="warn">
      <div className="stack">
        <p>
          <strong>Somebody else has changed the policies meanwhile.</strong> Nothing of yours has been
          applied, and nothing is lost.
        </p>
        {since === undefined ? (
          <p className="quiet">
            {query.error === null
              ? 'Looking what it was …'
              : `What it was cannot be shown. ${sayShortly(query.error)}`}
          </p>
        ) : (
          <ul className="review-since">
            {since.changes.map((change) => (
              <li key={change.number}>
                <strong>
                  <Name>{change.by?.name ?? 'Lapwing'}</Name>
                </strong>
                , <When at={change.at} />: <Name>{change.did.slice(0, 5).join(' ')}</Name>
                {change.did.length > 5 ? ` And ${change.did.length - 5} more.` : ''}{' '}
                <span className="quiet">
                  (<Name>{change.reason}</Name>)
                </span>
              </li>
            ))}
          </ul>
        )}
        <p className="row">
          {since === undefined ? (
            <Action onPress={() => void query.refetch()}>Look again</Action>
          ) : (
            <Action busy={props.busy} onPress={() => props.onGoOn(since.last)}>
              Go on on top of that
            </Action>
          )}
          <span className="quiet small">Where both change the same thing, yours holds.</span>
        </p>
      </div>
    </Notice>
  );
}

/** The place of the edit that a refusal names, as `edits.3.value…`. */
function wrongEdit(error: Error | null): number | null {
  if (error === null) return null;
  const failure = failureOf(error);
  const place = failure.kind === 'refused' ? /^edits\.(\d+)/.exec(failure.field ?? '')?.[1] : undefined;
  return place === undefined ? null : Number(place);
}

/** Says that it is done; as long as that stands there, one press takes it back. */
function showApplied(change: PolicyChange, client: QueryClient): void {
  showToast({
    tone: 'good',
    key: 'policies',
    text: 'Applied. Connected devices have it within seconds.',
    action: { label: 'Undo', onPress: () => void undo(change.number, client) },
  });
}

async function undo(number: number, client: QueryClient): Promise<void> {
  try {
    await load(takeBackChange, { params: { number }, body: { reason: 'Taken back at once.' } });
    showToast({ tone: 'good', key: 'policies', text: 'Taken back. Everything is as it was before.' });
  } catch (error) {
    showToast({ tone: 'stop', key: 'policies', text: sayShortly(error) });
  }
  refreshPolicies(client);
}
