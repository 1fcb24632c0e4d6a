import type { PolicySummary } from '@lapwing/protocol/features/policies/api.ts';
import type { Action as TermAction, TermWatch, Watch } from '@lapwing/protocol/features/policies/edits.ts';
import { type Source, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { type ReactNode, useState } from 'react';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Tick } from '../../ui/field.tsx';
import { ActionsField } from './actions-field.tsx';
import { SourcesField } from './sources-field.tsx';
import { inOrder, NO_WATCH, TYPED_SOURCES } from './words.ts';

/** What a group says about where to look and what to do; null leaves it to others. */
export interface PlacesAndActions {
  readonly sources: readonly Source[] | null;
  readonly actions: readonly TermAction[] | null;
}

/** The places and the actions of a policy or of one term, for one group. */
export function WatchWindow(props: {
  title: string;
  /** What is left alone when nothing is said here, for example `Each term in its own places`. */
  left: string;
  value: PlacesAndActions;
  /** Ticked first when places are chosen. */
  usual: readonly Source[];
  onClose: () => void;
  onDone: (value: { sources: Source[] | null; actions: TermAction[] | null }) => void;
}): ReactNode {
  const [sources, setSources] = useState(props.value.sources);
  const [actions, setActions] = useState(props.value.actions);
  const [tried, setTried] = useState(false);
  const noPlace = sources?.length === 0;
  const noText =
    actions?.some(
      (action) => (action.kind === 'message' || action.kind === 'log-off') && action.text.trim() === '',
    ) ?? false;
  return (
    <Window title={props.title} open onClose={props.onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (noPlace || noText) return;
          props.onDone({
            sources: sources === null ? null : inOrder(sources),
            actions: actions === null ? null : [...actions],
          });
        }}
      >
        <Tick
          checked={sources !== null}
          onChange={(on) => setSources(on ? (props.usual.length > 0 ? props.usual : TYPED_SOURCES) : null)}
        >
          Look in other places than the usual
          <span className="field-hint"> ({props.left})</span>
        </Tick>
        {sources === null ? null : (
          <SourcesField
            legend="Look in"
            value={sources}
            onChange={setSources}
            error={tried && noPlace ? 'Tick at least one, or switch it off instead.' : undefined}
          />
        )}
        <Tick checked={actions !== null} onChange={(on) => setActions(on ? [{ kind: 'screenshot' }] : null)}>
          Do something else than the usual
          <span className="field-hint"> (a screenshot)</span>
        </Tick>
        {actions === null ? null : <ActionsField value={actions} onChange={setActions} />}
        <div className="dialog-foot">
          <Action onPress={props.onClose}>Cancel</Action>
          <Action look="main" submit>
            Keep for review
          </Action>
        </div>
      </form>
    </Window>
  );
}

/** The window for a policy in a group. */
export function PolicyWatchWindow(props: {
  policy: Pick<PolicySummary, 'title'>;
  group: string;
  watch: Watch | null;
  onClose: () => void;
  onChange: (watch: Watch) => void;
}): ReactNode {
  const watch = props.watch ?? NO_WATCH;
  return (
    <WatchWindow
      title={`${props.policy.title} in ${props.group}`}
      left="each term in its own places"
      value={watch}
      usual={SOURCES}
      onClose={props.onClose}
      onDone={(value) => props.onChange({ ...watch, ...value })}
    />
  );
}

/** The same for one term. */
export function TermWatchWindow(props: {
  words: string;
  group: string;
  watch: TermWatch;
  usual: readonly Source[];
  onClose: () => void;
  onChange: (watch: TermWatch) => void;
}): ReactNode {
  return (
    <WatchWindow
      title={`“${props.words}” in ${props.group}`}
      left="as the policy and the term say"
      value={props.watch}
      usual={props.usual}
      onClose={props.onClose}
      onDone={(value) => props.onChange({ ...props.watch, ...value })}
    />
  );
}
