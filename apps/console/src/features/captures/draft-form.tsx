import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { needsRationale } from '@lapwing/protocol/features/captures/status.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useMe } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import type { Draft } from './drafts.ts';
import { nextFor } from './staff-choices.ts';
import { StaffField, staffQuery } from './staff-field.tsx';
import { UsualReasons } from './usual-reasons.tsx';
import { countWhole, type Triage } from './use-triage.ts';
import { NOTE_WORDS, STATUS_WORDS } from './words.ts';

export interface DraftFormProps {
  capture: CaptureDetail;
  triage: Triage;
  draft: Draft;
  onDraft: (draft: Draft | null) => void;
  /** Saves it for all of the same thing, or for this one alone. */
  onSave: (draft: Draft, whole: boolean) => void;
}

/** What is being written: a note, to whom it goes, or the reason for a status. */
export function DraftForm(props: DraftFormProps): ReactNode {
  const { draft, onDraft } = props;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys pressed in its fields
    <form
      className="draft"
      aria-label={`Writing: ${titleOf(draft)}`}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDraft(null);
      }}
    >
      {draft.for === 'assign' ? <AssignForm {...props} /> : <ReasonForm {...props} />}
    </form>
  );
}

function titleOf(draft: Draft): string {
  if (draft.for === 'note') return 'Note';
  return draft.for === 'assign' ? 'Give it to somebody' : STATUS_WORDS[draft.for].word;
}

function AssignForm(props: DraftFormProps): ReactNode {
  const { capture, draft } = props;
  const all = countWhole(capture);
  return (
    <>
      <StaffField
        label="Who should have it?"
        captureId={capture.id}
        purpose="assign"
        autoFocus
        hint={`Whoever you choose has ${all === 1 ? 'it' : `all ${all} of the same thing`} at once and is told.`}
        onPick={(choice) => props.onSave({ ...draft, to: choice.to }, all > 1)}
      />
      <div className="row">
        <Action onPress={() => props.onDraft(null)}>Cancel</Action>
      </div>
    </>
  );
}

function ReasonForm(props: DraftFormProps): ReactNode {
  const { capture, draft, onDraft, triage } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const purpose = draft.for === 'assign' ? 'note' : draft.for;
  const words = purpose === 'note' ? NOTE_WORDS : STATUS_WORDS[purpose];
  const escalating = purpose === 'escalated';
  const needs = purpose === 'note' || needsRationale(purpose);
  const staff = useQuery({ ...staffQuery(capture.id), enabled: escalating }).data;
  const [choosing, setChoosing] = useState(false);
  const me = useMe().account;
  const next = staff === undefined ? null : nextFor(staff, me);
  const nobody = escalating && draft.to === null && staff !== undefined && next === null;
  const picking = escalating && (choosing || nobody);
  const unwritten = needs && draft.text.trim() === '';
  const missing = nobody
    ? 'Choose to whom first.'
    : unwritten
      ? 'Write the reason first.'
      : escalating && staff === undefined
        ? 'Looking up who is next.'
        : undefined;
  // Words that are there already are gone on with; else the usual reasons come first.
  const [fresh] = useState(draft.text === '' && words.usual.length > 0);
  useLayoutEffect(() => {
    if (!fresh && !picking) field.current?.focus();
  }, [fresh, picking]);
  const to = draft.to?.name ?? next?.name ?? null;
  const all = purpose === 'note' ? 1 : countWhole(capture);
  const verb = verbOf(purpose, all, to);

  if (picking) {
    return (
      <>
        <StaffField
          label="Escalate: to whom?"
          captureId={capture.id}
          purpose="escalate"
          autoFocus
          hint="They are alerted at once. The reason comes next."
          onPick={(choice) => {
            setChoosing(false);
            onDraft({ ...draft, to: choice.to });
          }}
        />
        <div className="row">
          <Action onPress={() => (choosing ? setChoosing(false) : onDraft(null))}>
            {choosing ? 'Back' : 'Cancel'}
          </Action>
        </div>
      </>
    );
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys pressed in its fields
    <div
      className="stack"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || missing !== undefined) return;
        event.preventDefault();
        props.onSave(draft, all > 1);
      }}
    >
      {!escalating ? null : (
        <p className="row escalate-to">
          <span>
            To <strong>{to === null ? '…' : <Name>{to}</Name>}</strong>
            {draft.to !== null || staff === undefined || next === null ? null : (
              <span className="quiet">
                , next in the chain: <Name>{staff.why}</Name>
              </span>
            )}
          </span>
          <Action look="plain" onPress={() => setChoosing(true)}>
            Somebody else
          </Action>
        </p>
      )}
      <TextInput
        label={purpose === 'note' ? 'Note' : `${words.word}: ${words.ask}`}
        name="text"
        rows={3}
        maxLength={4000}
        value={draft.text}
        fieldRef={field}
        onChange={(text) => onDraft({ ...draft, text })}
        hint={
          purpose === 'note'
            ? 'It stands in the history for good and cannot be changed.'
            : 'The reason stands in the history with your name.'
        }
      />
      <UsualReasons
        reasons={words.usual}
        autoFocus={fresh}
        onWrite={() => field.current?.focus()}
        onChoose={(text) => {
          onDraft({ ...draft, text });
          // Enter saves what was chosen.
          foot.current?.querySelector('button')?.focus();
        }}
      />
      <div className="row" ref={foot}>
        <Action
          look="main"
          busy={triage.busy}
          unavailable={missing}
          onPress={() => props.onSave(draft, all > 1)}
        >
          {draft.told ? `${verb} all the same` : verb}
          <kbd className="key" aria-hidden="true">
            Ctrl Enter
          </kbd>
        </Action>
        {all === 1 ? null : (
          <Action busy={triage.busy} unavailable={missing} onPress={() => props.onSave(draft, false)}>
            Only this one
          </Action>
        )}
        <Action onPress={() => onDraft(null)}>Cancel</Action>
      </div>
    </div>
  );
}

function verbOf(purpose: Exclude<Draft['for'], 'assign'>, all: number, to: string | null): string {
  if (purpose === 'note') return 'Save note';
  if (purpose === 'escalated')
    return `Escalate${all === 1 ? '' : ` all ${all}`}${to === null ? '' : ` to ${to}`}`;
  return `Set ${all === 1 ? '' : `all ${all} `}to ${STATUS_WORDS[purpose].word}`;
}
