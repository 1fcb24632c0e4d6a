import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import {
  CAPTURE_STATUSES,
  type CaptureStatus,
  needsRationale,
} from '@lapwing/protocol/features/captures/status.ts';
import { type ReactNode, useRef, useState } from 'react';
import { useMay, useMe } from '../../api/queries.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { Notice } from '../../ui/states.tsx';
import { useMeanings } from './meanings.ts';
import { concernHref } from './record-part.tsx';
import { countChosen } from './selection.ts';
import { StaffField } from './staff-field.tsx';
import type { Bulk, BulkChange } from './use-bulk.ts';
import { UsualReasons } from './usual-reasons.tsx';
import { STATUS_WORDS } from './words.ts';

export type BulkStatus = Exclude<CaptureStatus, 'escalated' | 'false-positive-allowed'>;
/** What is being asked for before many are changed. */
export type BulkAsk = 'assign' | BulkStatus | null;

export interface BulkBarProps {
  chosen: readonly CaptureSummary[];
  bulk: Bulk;
  asking: BulkAsk;
  onAsk: (ask: BulkAsk) => void;
  onChange: (change: BulkChange) => void;
  onClear: () => void;
}

/** What can be done with many at once, and how many that is. */
export function BulkBar(props: BulkBarProps): ReactNode {
  const { chosen, bulk, onAsk, onChange } = props;
  const me = useMe().account;
  const meaningOf = useMeanings();
  const mayConcern = useMay('concerns.manage');
  const many = sayMany(chosen);
  return (
    <section className="bulk-bar" aria-label="With those chosen">
      <div className="row spread">
        <p role="status">
          <strong className="number">{many}</strong> chosen
        </p>
        <Action look="plain" shortcut="Esc" onPress={props.onClear}>
          Choose none
        </Action>
      </div>
      {bulk.problem === null ? null : <Notice tone="stop">{bulk.problem}</Notice>}
      <div className="row" role="toolbar" aria-label="With those chosen">
        <Action
          look="main"
          shortcut="T"
          busy={bulk.busy}
          onPress={() => onChange({ kind: 'assign', to: { id: me.id, name: me.name } })}
        >
          Take
        </Action>
        <Action shortcut="A" busy={bulk.busy} onPress={() => onAsk('assign')}>
          Assign
        </Action>
        <Action shortcut="F" busy={bulk.busy} onPress={() => onAsk('false-positive')}>
          False positive
        </Action>
        <Action shortcut="R" busy={bulk.busy} onPress={() => onAsk('resolved')}>
          Resolve
        </Action>
        <MenuButton
          label="Status of those chosen"
          parts={() => [
            {
              key: 'status',
              title: many,
              entries: CAPTURE_STATUSES.filter(isBulkStatus).map((status) => ({
                key: status,
                label: STATUS_WORDS[status].word,
                hint: meaningOf(status),
                onPress() {
                  if (needsRationale(status)) onAsk(status);
                  else onChange({ kind: 'status', status, rationale: null });
                },
              })),
            },
          ]}
        >
          Status
        </MenuButton>
        {mayConcern ? <ActionLink href={concernHref(chosen.map(({ id }) => id))}>Concern</ActionLink> : null}
      </div>
      {props.asking === null ? null : <BulkWindow {...props} asking={props.asking} />}
    </section>
  );
}

function isBulkStatus(status: CaptureStatus): status is BulkStatus {
  return status !== 'escalated' && status !== 'false-positive-allowed';
}

/** `12 captures`, or `3 lines, 12 captures` where incidents are among them. */
export function sayMany(chosen: readonly CaptureSummary[]): string {
  const captures = sayCaptures(chosen);
  return countChosen(chosen) === chosen.length
    ? captures
    : `${chosen.length.toLocaleString('en-GB')} ${chosen.length === 1 ? 'line' : 'lines'}, ${captures}`;
}

function sayCaptures(chosen: readonly CaptureSummary[]): string {
  const all = countChosen(chosen);
  return `${all.toLocaleString('en-GB')} ${all === 1 ? 'capture' : 'captures'}`;
}

function BulkWindow(props: BulkBarProps & { asking: 'assign' | BulkStatus }): ReactNode {
  const { asking, chosen, onAsk } = props;
  const many = sayMany(chosen);
  const first = chosen[0];
  if (first === undefined) return null;
  return (
    <Window
      title={asking === 'assign' ? `Give ${many} to somebody` : `${STATUS_WORDS[asking].word}: ${many}`}
      open
      onClose={() => onAsk(null)}
    >
      {asking === 'assign' ? (
        <div className="stack">
          <StaffField
            label="Who should have them?"
            captureId={first.id}
            purpose="assign"
            autoFocus
            hint={`Whoever you choose has ${many} at once and is told. Those that they may not see stay as they are.`}
            onPick={(choice) => props.onChange({ kind: 'assign', to: choice.to })}
          />
          <div className="dialog-foot">
            <Action onPress={() => onAsk(null)}>Cancel</Action>
          </div>
        </div>
      ) : (
        <BulkReason {...props} asking={asking} />
      )}
    </Window>
  );
}

function BulkReason(props: BulkBarProps & { asking: BulkStatus }): ReactNode {
  const { asking, bulk } = props;
  const words = STATUS_WORDS[asking];
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const missing = text.trim() === '';
  return (
    <div ref={form}>
      <Form
        label={words.word}
        busy={bulk.busy}
        problem={bulk.problem ?? undefined}
        onSubmit={() => {
          setTried(true);
          if (!missing) props.onChange({ kind: 'status', status: asking, rationale: text.trim() });
        }}
      >
        <TextInput
          label={words.ask}
          name="reason"
          rows={3}
          maxLength={4000}
          value={text}
          fieldRef={field}
          required
          hint="The same reason stands in the history of each, with your name."
          error={tried && missing ? 'Write the reason first.' : undefined}
          onChange={setText}
        />
        <UsualReasons
          reasons={words.usual}
          autoFocus
          onWrite={() => field.current?.focus()}
          onChoose={(reason) => {
            setText(reason);
            form.current?.querySelector<HTMLElement>('[type="submit"]')?.focus();
          }}
        />
        <FormFoot
          onCancel={() => props.onAsk(null)}
          submit={`Set ${sayCaptures(props.chosen)} to ${words.word}`}
          busy={bulk.busy}
        />
      </Form>
    </div>
  );
}
