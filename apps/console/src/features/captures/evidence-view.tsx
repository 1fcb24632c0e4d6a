import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useState } from 'react';
import { Loading } from '../../ui/states.tsx';
import { TabSet } from '../../ui/tab-set.tsx';
import { personName } from './capture-row.tsx';
import { Blurred, Closed } from './evidence-closed.tsx';
import {
  type EvidenceItem,
  type EvidenceKind,
  itemOf,
  originalHref,
  previewHref,
  sayComing,
  sayRecorded,
} from './evidence-items.ts';
import { Picture } from './evidence-picture.tsx';
import { arrivingQuery } from './queries.ts';
import { sayNoEvidence } from './words.ts';
import './evidence.css';

// The player and the way to what is sealed are needed by few looks: fetched when one is.
const Film = lazy(async () => ({ default: (await import('./evidence-film.tsx')).Film }));
const SealedEvidence = lazy(async () => ({
  default: (await import('./evidence-sealed.tsx')).SealedEvidence,
}));

export interface EvidenceViewProps {
  capture: CaptureDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Screenshot and recording: blurred until they are asked for, since each view is recorded and they may distress. */
export function EvidenceView(props: EvidenceViewProps): ReactNode {
  const { capture } = props;
  const { viewEvidence: may } = capture.may;
  const [chosen, setChosen] = useState<EvidenceKind | null>(null);
  if (!may.allowed && (capture.sealed || capture.evidenceItems.length > 0)) {
    return (
      <Closed title={capture.sealed ? 'Evidence sealed' : 'Evidence not open to you'} sealed={capture.sealed}>
        {may.reason ?? 'Your role does not include evidence. Ask the designated safeguarding lead.'}
      </Closed>
    );
  }
  if (capture.sealed) {
    return (
      <Suspense fallback={<Loading label="Loading" lines={3} />}>
        <SealedEvidence capture={capture} />
      </Suspense>
    );
  }
  const screenshot = itemOf(capture.evidenceItems, 'screenshot');
  const recording = itemOf(capture.evidenceItems, 'recording');
  if (recording === undefined) return <OneKind {...props} kind="screenshot" item={screenshot} />;
  const kind =
    chosen ?? (screenshot?.state === 'ready' || recording.state === 'lost' ? 'screenshot' : 'recording');
  return (
    <TabSet
      label="Evidence"
      selected={kind}
      onSelect={(key) => {
        // What is opened is what was asked for: the other stays blurred.
        props.onOpenChange(false);
        setChosen(key === 'recording' ? 'recording' : 'screenshot');
      }}
      tabs={[
        {
          key: 'screenshot',
          title: 'Screenshot',
          content: kind === 'screenshot' ? <OneKind {...props} kind="screenshot" item={screenshot} /> : null,
        },
        {
          key: 'recording',
          title: 'Recording',
          content: kind === 'recording' ? <OneKind {...props} kind="recording" item={recording} /> : null,
        },
      ]}
    />
  );
}

const TITLES = Object.freeze({
  screenshot: {
    hidden: 'Evidence hidden',
    coming: 'The screenshot is on its way',
    lost: 'The screenshot was lost',
  },
  recording: {
    hidden: 'Recording hidden',
    coming: 'The recording is on its way',
    lost: 'There is no recording',
  },
}) satisfies Record<EvidenceKind, Record<string, string>>;

function OneKind(
  props: EvidenceViewProps & { kind: EvidenceKind; item: EvidenceItem | undefined },
): ReactNode {
  const { capture, kind, item } = props;
  if (item === undefined)
    return <Closed title="No screenshot">{sayNoEvidence(capture.evidenceReason)}</Closed>;
  if (item.state === 'coming') return <Coming captureId={capture.id} kind={kind} item={item} />;
  if (item.state === 'lost') {
    const why = item.problem ?? capture.evidenceReason ?? 'The device could not keep it until it was sent.';
    return <Closed title={TITLES[kind].lost}>{sayNoEvidence(why)}</Closed>;
  }
  const screenshot = itemOf(capture.evidenceItems, 'screenshot');
  return (
    <OpenedItem
      capture={capture}
      item={item}
      title={TITLES[kind].hidden}
      blur={screenshot?.state === 'ready' ? previewHref(screenshot.id) : null}
      open={props.open}
      onOpenChange={props.onOpenChange}
    />
  );
}

/** What is on its way, with how much of it has come by now. */
function Coming(props: { captureId: string; kind: EvidenceKind; item: EvidenceItem }): ReactNode {
  const { item } = props;
  const told = item.bytes !== null;
  const { data } = useQuery({ ...arrivingQuery(props.captureId), enabled: told });
  const arrived = data?.items.find(({ id }) => id === item.id)?.arrived ?? item.arrived;
  return <Closed title={TITLES[props.kind].coming}>{sayComing({ ...item, arrived })}</Closed>;
}

/** One piece of evidence that is there: blurred, or opened. */
export function OpenedItem(props: {
  capture: CaptureDetail;
  item: EvidenceItem;
  title: string;
  blur: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}): ReactNode {
  const { capture, item } = props;
  const hide = (): void => props.onOpenChange(false);
  if (!props.open) {
    return (
      <Blurred
        title={props.title}
        about={item.kind === 'recording' ? sayRecorded(item) : null}
        blur={props.blur}
        byKey={!capture.sealed}
        onOpen={() => props.onOpenChange(true)}
      />
    );
  }
  if (item.kind === 'recording') {
    return (
      <Suspense fallback={<Loading label="Loading the player" lines={4} />}>
        <Film key={item.id} capture={capture} item={item} onHide={hide} />
      </Suspense>
    );
  }
  return (
    <Picture
      key={item.id}
      id={item.id}
      alt={`Screenshot of the device of ${personName(capture)}`}
      takenAt={item.takenAt}
      sha256={item.sha256 ?? ''}
      original={capture.may.export.allowed && !capture.sealed ? originalHref(item.id) : null}
      onHide={hide}
    />
  );
}
