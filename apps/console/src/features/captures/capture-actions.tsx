import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import {
  CAPTURE_STATUSES,
  type CaptureStatus,
  isClosed,
  needsRationale,
} from '@lapwing/protocol/features/captures/status.ts';
import { ChevronUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useMe } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Draft } from './drafts.ts';
import type { Triage } from './use-triage.ts';
import { STATUS_WORDS } from './words.ts';

export interface CaptureActionsProps {
  capture: CaptureDetail;
  triage: Triage;
  draft: Draft | null;
  /** Opens the form for a note or for a status, or sets a status that needs no reason. */
  onStart: (purpose: Draft['for']) => void;
  onDraft: (draft: Draft | null) => void;
  onTake: () => void;
  onSave: () => void;
}

/** What can be done about a capture, always in view, with the key of each. */
export function CaptureActions(props: CaptureActionsProps): ReactNode {
  const { capture, triage, draft, onStart } = props;
  const me = useMe();
  const { triage: may } = capture.may;
  const blocked = may.allowed
    ? undefined
    : (may.reason ?? 'Your role does not include dealing with captures.');
  const mine = capture.assignedTo?.id === me.account.id;
  function offer(status: CaptureStatus): string | undefined {
    return blocked ?? (capture.status === status ? `It is ${STATUS_WORDS[status].word} already.` : undefined);
  }
  return (
    <section className="capture-actions" aria-label="What to do with this capture">
      {triage.problem === null ? null : <Notice tone="stop">{triage.problem}</Notice>}
      {draft === null ? null : <DraftForm key={draft.for} {...props} draft={draft} />}
      <div className="row" role="toolbar" aria-label="Actions">
        <Action
          look={mine || isClosed(capture.status) ? 'plain' : 'main'}
          shortcut="T"
          unavailable={blocked ?? (mine ? 'You have it already.' : undefined)}
          onPress={props.onTake}
        >
          {mine ? 'You have it' : 'Take it'}
        </Action>
        <Action shortcut="E" unavailable={offer('escalated')} onPress={() => onStart('escalated')}>
          Escalate
        </Action>
        <Action shortcut="F" unavailable={offer('false-positive')} onPress={() => onStart('false-positive')}>
          False positive
        </Action>
        <Action shortcut="R" unavailable={offer('resolved')} onPress={() => onStart('resolved')}>
          Resolve
        </Action>
        <Action shortcut="N" unavailable={blocked} onPress={() => onStart('note')}>
          Note
        </Action>
        {blocked === undefined ? <StatusMenu status={capture.status} onChoose={onStart} /> : null}
      </div>
    </section>
  );
}

function StatusMenu(props: { status: CaptureStatus; onChoose: (status: CaptureStatus) => void }): ReactNode {
  return (
    <MenuButton
      label={`Status: ${STATUS_WORDS[props.status].word}`}
      placement="top end"
      parts={() => [
        {
          key: 'status',
          oneOf: true,
          entries: CAPTURE_STATUSES.map((status) => ({
            key: status,
            label: STATUS_WORDS[status].word,
            hint: STATUS_WORDS[status].meaning,
            checked: status === props.status,
            onPress() {
              if (status !== props.status) props.onChoose(status);
            },
          })),
        },
      ]}
    >
      Status <ChevronUp size={14} aria-hidden />
    </MenuButton>
  );
}

function DraftForm(props: CaptureActionsProps & { draft: Draft }): ReactNode {
  const { draft, onDraft, triage } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const words = draft.for === 'note' ? null : STATUS_WORDS[draft.for];
  const needs = draft.for === 'note' || needsRationale(draft.for);
  const missing = needs && draft.text.trim() === '';
  useEffect(() => {
    field.current?.focus();
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys pressed in its fields
    <form
      className="draft"
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing) props.onSave();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onDraft(null);
        }
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !missing) {
          event.preventDefault();
          props.onSave();
        }
      }}
    >
      <TextInput
        label={words === null ? 'Note' : `${words.word}: ${words.ask}`}
        name="text"
        rows={3}
        maxLength={4000}
        value={draft.text}
        fieldRef={field}
        onChange={(text) => onDraft({ ...draft, text })}
        hint={
          words === null
            ? 'It stands in the history for good and cannot be changed.'
            : 'The reason stands in the history with your name.'
        }
      />
      {words === null || words.usual.length === 0 ? null : (
        <div className="row" role="group" aria-label="Usual reasons">
          {words.usual.map((reason) => (
            <Action key={reason} className="usual" onPress={() => onDraft({ ...draft, text: reason })}>
              {reason}
            </Action>
          ))}
        </div>
      )}
      <div className="row">
        <Action
          look="main"
          submit
          busy={triage.busy}
          unavailable={missing ? 'Write the reason first.' : undefined}
        >
          {words === null ? 'Save note' : `Set to ${words.word}`}
          <kbd className="key" aria-hidden="true">
            Ctrl Enter
          </kbd>
        </Action>
        <Action onPress={() => onDraft(null)}>Cancel</Action>
      </div>
    </form>
  );
}
