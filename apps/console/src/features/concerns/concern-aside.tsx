import type { ConcernAction, ConcernDetail } from '@lapwing/protocol/features/concerns/api.ts';
import {
  addConcernAction,
  finishConcernAction,
  shareConcern,
} from '@lapwing/protocol/features/concerns/record.api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { useMay, useMe } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import type { PartProps } from './concern-record.tsx';
import { useDraft } from './drafts.ts';
import { DayInput, FormWindow, wrongAt } from './form-parts.tsx';
import { choicesQuery, useConcernChange } from './queries.ts';
import { sayDate } from './words.ts';

/** What is to be done, by whom and by when, and who else sees the concern. */
export function ConcernAside(props: PartProps): ReactNode {
  const { concern, draftKey } = props;
  const [window, setWindow] = useState<'action' | 'share' | ConcernAction | null>(null);
  const { change, add } = concern.may;
  const open = concern.status === 'open';
  const close = (): void => setWindow(null);
  return (
    <aside className="aside stack concern-aside" aria-label="Actions and sharing">
      <div className="concern-head">
        <h2>Actions</h2>
        {change.allowed && open ? <Action onPress={() => setWindow('action')}>Add an action</Action> : null}
      </div>
      {concern.actions.length === 0 ? (
        <p className="quiet">None agreed yet.</p>
      ) : (
        <ul className="concern-actions">
          {concern.actions.map((action) => (
            <li key={action.id} data-done={action.done !== null}>
              <p className="concern-words">
                <Name>{action.what}</Name>
              </p>
              <p className="small">
                {action.done !== null ? (
                  <>
                    <Pill tone="good">Done</Pill> <When at={action.done.at} show="moment" /> by{' '}
                    <Name>{action.done.by.name}</Name>
                  </>
                ) : (
                  <>
                    {action.overdue ? (
                      <Pill tone="stop" shape="▲">
                        Overdue
                      </Pill>
                    ) : null}{' '}
                    <Name>{action.owner.name}</Name>, by {sayDate(action.due)}
                  </>
                )}
              </p>
              {action.done !== null && action.done.words !== '' ? (
                <p className="quiet small concern-words">
                  <Name>{action.done.words}</Name>
                </p>
              ) : null}
              {action.done === null && add.allowed ? (
                <div>
                  <Action label={`Done: ${action.what}`} onPress={() => setWindow(action)}>
                    Done
                  </Action>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <Shares concern={concern} onShare={() => setWindow('share')} />
      {window === 'action' ? <ActionWindow concern={concern} draftKey={draftKey} onClose={close} /> : null}
      {window === 'share' ? <ShareWindow concern={concern} draftKey={draftKey} onClose={close} /> : null}
      {window === null || typeof window === 'string' ? null : (
        <DoneWindow concern={concern} draftKey={draftKey} action={window} onClose={close} />
      )}
    </aside>
  );
}

function Shares(props: { concern: ConcernDetail; onShare: () => void }): ReactNode {
  const { concern } = props;
  const change = useConcernChange();
  const may = concern.may.change.allowed;
  return (
    <section className="stack" aria-labelledby="concern-shared">
      <div className="concern-head">
        <h2 id="concern-shared">Shared with</h2>
        {may ? <Action onPress={props.onShare}>Share</Action> : null}
      </div>
      <p className="quiet small">
        Those whose role shows them concerns see it anyway. Those named here see this one and no other, whole.
      </p>
      {change.error === null ? null : <Notice tone="stop">{sayShortly(change.error)}</Notice>}
      {concern.sharedWith.length === 0 ? (
        <p className="quiet">Nobody else.</p>
      ) : (
        <ul className="concern-lines">
          {concern.sharedWith.map((share) => (
            <li key={share.id}>
              <span>
                <Name>{share.name}</Name>
              </span>
              <span className="quiet small">
                {share.mayAdd ? 'reads and adds' : 'reads'}, since <When at={share.since} show="moment" />
              </span>
              {may ? (
                <Action
                  look="plain"
                  busy={change.isPending}
                  label={`End sharing with ${share.name}`}
                  onPress={() =>
                    change.mutate(() =>
                      load(shareConcern, {
                        params: { id: concern.id },
                        body: { accountId: share.id, may: 'nothing' },
                      }),
                    )
                  }
                >
                  End
                </Action>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ActionWindow(props: PartProps & { onClose: () => void }): ReactNode {
  const { concern } = props;
  const draft = useDraft(`${props.draftKey} action`);
  const change = useConcernChange();
  const me = useMe();
  const mayChoose = useMay('concerns.view');
  const staff = useQuery({ ...choicesQuery, enabled: mayChoose }).data?.staff ?? [];
  const owners = [
    { id: me.account.id, name: me.account.name },
    ...staff.filter(({ id, sees }) => sees !== 'none' && id !== me.account.id),
    ...concern.sharedWith.filter(({ mayAdd }) => mayAdd),
  ].filter((owner, place, all) => all.findIndex(({ id }) => id === owner.id) === place);
  const [what, due] = [draft.get('what'), draft.get('due')];
  const ownerId = draft.get('ownerId', me.account.id);
  return (
    <FormWindow
      title="Add an action"
      submit="Add it"
      busy={change.isPending}
      error={change.error}
      fields={['what', 'due', 'ownerId']}
      onClose={props.onClose}
      onSubmit={() =>
        change.mutate(
          () => load(addConcernAction, { params: { id: concern.id }, body: { what, ownerId, due } }),
          {
            onSuccess() {
              draft.drop();
              props.onClose();
            },
          },
        )
      }
    >
      <TextInput
        label="What is to be done"
        name="what"
        rows={2}
        required
        maxLength={1000}
        value={what}
        error={wrongAt(change.error, 'what')}
        onChange={(value) => draft.put({ what: value })}
      />
      <Choice
        label="By whom"
        value={ownerId}
        options={owners.map(({ id, name }) => ({ key: id, label: name }))}
        onChange={(key) => draft.put({ ownerId: key })}
      />
      {wrongAt(change.error, 'ownerId') === undefined ? null : (
        <p className="field-error" role="alert">
          {wrongAt(change.error, 'ownerId')}
        </p>
      )}
      <DayInput
        label="By when"
        value={due}
        error={wrongAt(change.error, 'due') === undefined ? undefined : 'Choose the day by which it is due.'}
        onChange={(value) => draft.put({ due: value })}
      />
      <p className="quiet small">
        Somebody else can be given one when the concern is shared with them to read and add.
      </p>
    </FormWindow>
  );
}

function DoneWindow(props: PartProps & { action: ConcernAction; onClose: () => void }): ReactNode {
  const { concern, action } = props;
  const draft = useDraft(`${props.draftKey} done ${action.id}`);
  const change = useConcernChange();
  const words = draft.get('words');
  return (
    <FormWindow
      title="Done"
      submit="It is done"
      busy={change.isPending}
      error={change.error}
      fields={['words']}
      onClose={props.onClose}
      onSubmit={() =>
        change.mutate(
          () =>
            load(finishConcernAction, {
              params: { id: concern.id, actionId: action.id },
              body: { words },
            }),
          {
            onSuccess() {
              draft.drop();
              props.onClose();
            },
          },
        )
      }
    >
      <p className="concern-words">
        <Name>{action.what}</Name>
      </p>
      <TextInput
        label="What came of it"
        name="words"
        rows={3}
        value={words}
        maxLength={4000}
        error={wrongAt(change.error, 'words')}
        onChange={(value) => draft.put({ words: value })}
      />
    </FormWindow>
  );
}

function ShareWindow(props: PartProps & { onClose: () => void }): ReactNode {
  const { concern } = props;
  const draft = useDraft(`${props.draftKey} share`);
  const change = useConcernChange();
  const staff = (useQuery(choicesQuery).data?.staff ?? []).filter(({ sees }) => sees !== 'all');
  const first = staff[0];
  if (first === undefined) {
    return (
      <FormWindow
        title="Share the concern"
        submit="Close"
        busy={false}
        error={null}
        fields={[]}
        onClose={props.onClose}
        onSubmit={props.onClose}
      >
        <p>Every member of staff with an account sees it by their role already.</p>
      </FormWindow>
    );
  }
  const accountId = draft.get('accountId', first.id);
  const may = draft.get('may') === 'add' ? 'add' : 'read';
  return (
    <FormWindow
      title="Share the concern"
      submit="Share it"
      busy={change.isPending}
      error={change.error}
      fields={[]}
      onClose={props.onClose}
      onSubmit={() =>
        change.mutate(() => load(shareConcern, { params: { id: concern.id }, body: { accountId, may } }), {
          onSuccess() {
            draft.drop();
            props.onClose();
          },
        })
      }
    >
      <Choice
        label="With"
        value={accountId}
        options={staff.map(({ id, name }) => ({ key: id, label: name }))}
        onChange={(key) => draft.put({ accountId: key })}
      />
      <Choice
        label="So that they may"
        value={may}
        options={[
          { key: 'read', label: 'Read it' },
          { key: 'add', label: 'Read it, add to its chronology and have actions' },
        ]}
        onChange={(key) => draft.put({ may: key })}
      />
      <Notice>
        They see the whole of this concern, with the sentences of its captures, and no other. Tell them the
        address of this page. Every look is in the audit.
      </Notice>
    </FormWindow>
  );
}
