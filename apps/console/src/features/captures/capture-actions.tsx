import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import {
  CAPTURE_STATUSES,
  type CaptureStatus,
  isClosed,
} from '@lapwing/protocol/features/captures/status.ts';
import { ChevronUp, ListChecks } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { Notice } from '../../ui/states.tsx';
import { DraftForm } from './draft-form.tsx';
import type { Draft } from './drafts.ts';
import { useMeanings } from './meanings.ts';
import { MeanwhileNotice } from './meanwhile-notice.tsx';
import { countWhole, type Triage } from './use-triage.ts';
import { STATUS_WORDS } from './words.ts';

/** What can be begun with a capture: writing, or another status. */
export type Begin = Draft['for'] | 'false-positive-allowed';

export interface CaptureActionsProps {
  capture: CaptureDetail;
  triage: Triage;
  draft: Draft | null;
  /** Opens the form for it, or does what needs no words. */
  onStart: (purpose: Begin) => void;
  onDraft: (draft: Draft | null) => void;
  onTake: () => void;
  /** Several are chosen in the list: what is done is done with those. */
  keysOff: boolean;
  onSave: (draft: Draft, whole: boolean) => void;
}

/** What can be done about a capture, always in view, with the key of each. */
export function CaptureActions(props: CaptureActionsProps): ReactNode {
  const { capture, triage, draft, onStart } = props;
  const me = useMe();
  const { triage: may, allow } = capture.may;
  const blocked = may.allowed
    ? undefined
    : (may.reason ?? 'Your role does not include dealing with captures.');
  const mine = capture.assignedTo?.id === me.account.id;
  const all = countWhole(capture);
  function offer(status: CaptureStatus): string | undefined {
    return blocked ?? (capture.status === status ? `It is ${STATUS_WORDS[status].word} already.` : undefined);
  }
  const many = all === 1 ? '' : ` all ${all}`;
  const overtakenSince = triage.overtaken?.seen ?? draft?.seen ?? null;
  const stale = triage.overtaken !== null || (draft !== null && draft.revision !== capture.revision);
  return (
    <section className="capture-actions" aria-label="What to do with this capture">
      {triage.problem === null ? null : <Notice tone="stop">{triage.problem}</Notice>}
      {stale ? (
        <MeanwhileNotice
          capture={capture}
          seen={overtakenSince}
          writing={draft !== null}
          onUnderstood={triage.overtaken === null ? undefined : triage.forget}
        />
      ) : null}
      {draft === null ? null : (
        <DraftForm
          key={draft.for}
          capture={capture}
          triage={triage}
          draft={draft}
          onDraft={props.onDraft}
          onSave={props.onSave}
        />
      )}
      {props.keysOff ? (
        <p className="quiet">
          Others are chosen in the list: the keys are for those. <kbd className="key">Esc</kbd> chooses none.
        </p>
      ) : (
        <div className="row" role="toolbar" aria-label="Actions">
          <Action
            look={mine || draft !== null || isClosed(capture.status) ? 'plain' : 'main'}
            shortcut="T"
            unavailable={blocked ?? (mine ? 'You have it already.' : undefined)}
            onPress={props.onTake}
          >
            {mine
              ? 'Yours'
              : capture.assignedTo === null
                ? `Take${many === '' ? ' it' : many}`
                : `Take${many} over`}
          </Action>
          <Action shortcut="A" unavailable={blocked} onPress={() => onStart('assign')}>
            Assign
          </Action>
          <Action shortcut="E" unavailable={blocked} onPress={() => onStart('escalated')}>
            Escalate
          </Action>
          <Action
            shortcut="F"
            unavailable={offer('false-positive')}
            onPress={() => onStart('false-positive')}
          >
            False positive
          </Action>
          <Action
            shortcut="W"
            unavailable={
              blocked ??
              (allow.allowed ? undefined : (allow.reason ?? 'Your role does not let words and sites pass.'))
            }
            onPress={() => onStart('false-positive-allowed')}
          >
            Let pass
          </Action>
          <Action shortcut="R" unavailable={offer('resolved')} onPress={() => onStart('resolved')}>
            Resolve
          </Action>
          <Action shortcut="N" unavailable={blocked} onPress={() => onStart('note')}>
            Note
          </Action>
          {blocked === undefined ? <StatusMenu status={capture.status} all={all} onChoose={onStart} /> : null}
        </div>
      )}
    </section>
  );
}

function StatusMenu(props: {
  status: CaptureStatus;
  all: number;
  onChoose: (status: CaptureStatus) => void;
}): ReactNode {
  const meaningOf = useMeanings();
  const mayAgree = useMay('captures.manage');
  return (
    <MenuButton
      label={`Status: ${STATUS_WORDS[props.status].word}`}
      placement="top end"
      parts={() => [
        {
          key: 'status',
          oneOf: true,
          ...(props.all === 1
            ? {}
            : {
                title: `All ${props.all} of the same thing`,
                hint: 'Part this one first to deal with it alone.',
              }),
          entries: CAPTURE_STATUSES.map((status) => ({
            key: status,
            label: STATUS_WORDS[status].word,
            hint: meaningOf(status),
            checked: status === props.status,
            onPress() {
              if (status !== props.status) props.onChoose(status);
            },
          })),
        },
        {
          key: 'meanings',
          entries: mayAgree
            ? [{ key: 'meanings', label: 'Agree what each means …', href: paths.meanings() }]
            : [],
        },
      ]}
    >
      <ListChecks size={14} className="status-sign" aria-hidden />
      <span className="status-word">Status</span> <ChevronUp size={14} aria-hidden />
    </MenuButton>
  );
}
