import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed, needsRationale } from '@lapwing/protocol/features/captures/status.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { failureOf, isRefusal, sayFailure } from '../../api/failure.ts';
import { ActionLink } from '../../ui/button.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Failed, Loading, State } from '../../ui/states.tsx';
import { CaptureActions } from './capture-actions.tsx';
import { CaptureDetailView } from './capture-detail.tsx';
import { CaptureRow, personName } from './capture-row.tsx';
import type { Draft } from './drafts.ts';
import { captureQuery } from './queries.ts';
import { useTriage } from './use-triage.ts';

export interface CapturePanelProps {
  id: string;
  /** What the list knows of it already, shown until the whole is there. */
  summary: CaptureSummary | undefined;
  filters: string;
  listHref: string;
  draft: Draft | null;
  onDraft: (draft: Draft | null) => void;
  onOpenDraft: (purpose: Draft['for']) => void;
  onClosed: () => void;
  /** Rises when Enter asked for the details to take the focus. */
  focusTick: number;
  onTab: (title: string) => void;
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

type LoadedProps = CapturePanelProps & { capture: NonNullable<ReturnType<typeof useCaptureData>> };
function useCaptureData(id: string) {
  return useQuery(captureQuery(id)).data;
}

function Loaded(props: LoadedProps): ReactNode {
  const { capture, draft, focusTick, onTab } = props;
  const triage = useTriage(capture);
  const [evidenceOpen, setEvidenceOpen] = useState(false);
  const allowed = capture.may.triage.allowed;

  const who = personName(capture);
  useEffect(() => onTab(`${who}: ${capture.policy.title}`), [onTab, who, capture.policy.title]);

  function start(purpose: Draft['for']): void {
    if (!allowed || purpose === capture.status) return;
    triage.forget();
    if (purpose === 'note' || needsRationale(purpose)) props.onOpenDraft(purpose);
    else triage.act({ kind: 'status', status: purpose, rationale: null });
  }

  function take(): void {
    if (allowed) triage.act({ kind: 'take' });
  }

  function save(): void {
    if (draft === null) return;
    const text = draft.text.trim();
    if (draft.for === 'note') {
      triage.act({ kind: 'note', text }, () => props.onDraft(null));
      return;
    }
    const status = draft.for;
    triage.act({ kind: 'status', status, rationale: text === '' ? null : text }, () => {
      props.onDraft(null);
      if (isClosed(status)) props.onClosed();
    });
  }

  useKeys({
    t: take,
    e: () => start('escalated'),
    f: () => start('false-positive'),
    r: () => start('resolved'),
    n: () => start('note'),
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
        />
      </div>
      <CaptureActions
        capture={capture}
        triage={triage}
        draft={draft}
        onStart={start}
        onDraft={props.onDraft}
        onTake={take}
        onSave={save}
      />
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
