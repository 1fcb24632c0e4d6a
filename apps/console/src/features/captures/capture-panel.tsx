import type { CaptureDetail, CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed, needsRationale } from '@lapwing/protocol/features/captures/status.ts';
import { joinCaptures } from '@lapwing/protocol/features/captures/triage.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useEffect, useState } from 'react';
import { load } from '../../api/client.ts';
import { failureOf, isRefusal, sayFailure, sayShortly } from '../../api/failure.ts';
import { useMe } from '../../api/queries.ts';
import { ActionLink } from '../../ui/button.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Failed, Loading, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { type Begin, CaptureActions } from './capture-actions.tsx';
import { CaptureDetailView } from './capture-detail.tsx';
import { CaptureRow, personName } from './capture-row.tsx';
import type { Draft, Purpose } from './drafts.ts';
import { captureQuery } from './queries.ts';
import { useSayLooking } from './use-looking.ts';
import { countWhole, useTriage } from './use-triage.ts';
import type { Undo } from './use-undo.ts';

const LetPassWindow = lazy(async () => ({
  default: (await import('./let-pass-window.tsx')).LetPassWindow,
}));

export interface CapturePanelProps {
  id: string;
  /** What the list knows of it already, shown until the whole is there. */
  summary: CaptureSummary | undefined;
  filters: string;
  listHref: string;
  draft: Draft | null;
  onDraft: (draft: Draft | null) => void;
  onOpenDraft: (capture: CaptureDetail, purpose: Purpose) => void;
  onClosed: () => void;
  /** Rises when Enter asked for the details to take the focus. */
  focusTick: number;
  onTab: (title: string) => void;
  undo: Undo;
  /** Several are chosen: the keys are theirs. */
  keysOff: boolean;
}

/** Milliseconds that a capture stays selected before it is fetched: walking through rows opens none of them. */
const SETTLES_AFTER = 130;

/** The right half of the inbox: one capture and its actions. */
export function CapturePanel(props: CapturePanelProps): ReactNode {
  const { id } = props;
  const settled = useSettled(id);
  const query = useQuery({ ...captureQuery(id), enabled: settled === id });
  if (query.data !== undefined) return <Loaded key={id} {...props} capture={query.data} />;
  if (query.isError) {
    if (isRefusal(query.error, 'not-found')) {
      return (
        <State
          title="There is no such capture"
          icon="missing"
          actions={<ActionLink href={props.listHref}>Back to the list</ActionLink>}
        >
          It may have been deleted, or it belongs to a group that you do not see.
        </State>
      );
    }
    return <Failed {...sayFailure(failureOf(query.error))} onRetry={() => void query.refetch()} />;
  }
  return (
    <div className="capture-detail" aria-busy="true">
      {props.summary === undefined ? null : (
        <div className="capture-row capture-preview">
          <CaptureRow capture={props.summary} draft={false} />
        </div>
      )}
      <Loading label="Loading the capture" lines={6} />
    </div>
  );
}

type LoadedProps = CapturePanelProps & { capture: CaptureDetail };

function Loaded(props: LoadedProps): ReactNode {
  const { capture, draft, focusTick, onTab, undo } = props;
  const me = useMe().account.id;
  const client = useQueryClient();
  const [evidenceOpen, setEvidenceOpen] = useState(false);
  const [letPass, setLetPass] = useState(false);
  const allowed = capture.may.triage.allowed;
  const triage = useTriage(capture, {
    onDone: undo.offer,
    onOvertaken(newest) {
      if (draft !== null) props.onDraft({ ...draft, revision: newest.revision, told: true });
    },
  });
  useSayLooking(capture.id);
  const join = useMutation({
    mutationFn: (ids: readonly string[]) => load(joinCaptures, { body: { ids: [...ids] } }),
    onSuccess(joined) {
      void client.invalidateQueries({ queryKey: ['captures', 'detail', capture.id] });
      showToast({ text: `${joined.count} captures are treated as the same thing.`, tone: 'good' });
    },
    onError: (error) => showToast({ text: sayShortly(error), tone: 'stop' }),
  });

  const who = personName(capture);
  useEffect(() => onTab(`${who}: ${capture.policy.title}`), [onTab, who, capture.policy.title]);

  function start(purpose: Begin): void {
    if (!allowed || (purpose === capture.status && purpose !== 'escalated')) return;
    triage.forget();
    if (purpose === 'false-positive-allowed') {
      if (capture.may.allow.allowed) setLetPass(true);
    } else if (purpose === 'note' || purpose === 'assign' || needsRationale(purpose))
      props.onOpenDraft(capture, purpose);
    else if (purpose !== 'escalated')
      triage.act({ kind: 'status', status: purpose, rationale: null }, countWhole(capture) > 1);
  }

  function take(): void {
    if (allowed && capture.assignedTo?.id !== me) triage.act({ kind: 'take' }, countWhole(capture) > 1);
  }

  function save(given: Draft, whole: boolean): void {
    const text = given.text.trim();
    const close = (): void => props.onDraft(null);
    if (given.for === 'note') {
      triage.act({ kind: 'note', text }, false, close);
      return;
    }
    if (given.revision !== capture.revision) {
      // Somebody was quicker: they are told first, and it is saved only when they press again.
      props.onDraft({ ...given, revision: capture.revision, told: true });
      return;
    }
    if (given.for === 'assign') triage.act({ kind: 'assign', to: given.to }, whole, close);
    else if (given.for === 'escalated')
      triage.act({ kind: 'escalate', to: given.to, rationale: text }, whole, close);
    else {
      const status = given.for;
      triage.act({ kind: 'status', status, rationale: text === '' ? null : text }, whole, () => {
        close();
        if (isClosed(status)) props.onClosed();
      });
    }
  }

  useKeys(
    {
      t: take,
      a: () => start('assign'),
      e: () => start('escalated'),
      f: () => start('false-positive'),
      w: () => start('false-positive-allowed'),
      r: () => start('resolved'),
      n: () => start('note'),
      u: () => undo.back(capture.undo === null ? undefined : [capture.id]),
    },
    !props.keysOff,
  );
  useKeys({
    v: () => {
      if (capture.may.viewEvidence.allowed) setEvidenceOpen(!evidenceOpen);
    },
  });

  return (
    <>
      <div className="capture-scroll">
        <CaptureDetailView
          capture={capture}
          filters={props.filters}
          evidenceOpen={evidenceOpen}
          onEvidence={setEvidenceOpen}
          focusTick={focusTick}
          triage={triage}
          onUndo={() => undo.back([capture.id])}
          onJoin={(ids) => join.mutate(ids)}
          joining={join.isPending}
        />
      </div>
      <CaptureActions
        capture={capture}
        triage={triage}
        draft={draft}
        onStart={start}
        onDraft={props.onDraft}
        onTake={take}
        keysOff={props.keysOff}
        onSave={save}
      />
      {letPass ? (
        <Suspense>
          <LetPassWindow
            capture={capture}
            onClose={() => setLetPass(false)}
            onDone={(_changed, past) => {
              setLetPass(false);
              undo.offer(
                [capture.id],
                `It is let pass from now on; devices have it within seconds.${past === 0 ? '' : ` ${past} like it resolved.`}`,
              );
              props.onClosed();
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLES_AFTER);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
