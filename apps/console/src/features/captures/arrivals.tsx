import type { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useFrames } from '../../api/live.tsx';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { When } from '../../ui/when.tsx';
import {
  type Arrival,
  dropArrival,
  grewWorse,
  meetArrival,
  SHOWN_AT_ONCE,
  staysFor,
} from './arrival-list.ts';
import { personName, Sentence } from './capture-row.tsx';
import './captures.css';
import './arrivals.css';

export interface ArrivalsProps {
  go: (href: string) => void;
  sound: boolean;
  notify: boolean;
  notifyDetail: boolean;
  /** Frames that came before this was there; taken once. */
  takeEarly: () => readonly ConsoleFrame[];
}

/** Pop-ups of captures as they arrive. They never take the focus; a Severe one stays until somebody deals with it. */
export function Arrivals(props: ArrivalsProps): ReactNode {
  const [arrivals, setArrivals] = useState<readonly Arrival[]>([]);
  const heard = useRef(new Map<string, Severity>());
  function meet(frame: ConsoleFrame): void {
    if (frame.type === 'accounts/changed') {
      // Whose captures these are may not be the viewer's to know any more; what still is waits in the list.
      setArrivals([]);
      return;
    }
    if (frame.type !== 'captures/arrived' && frame.type !== 'captures/changed') return;
    const { capture } = frame;
    const isNews =
      frame.type === 'captures/arrived' || grewWorse(heard.current.get(capture.id), capture.severity);
    heard.current.set(capture.id, capture.severity);
    setArrivals((before) => meetArrival(before, capture, isNews));
    if (!isNews) return;
    if (props.sound && capture.severity === 'severe') chime();
    if (props.notify && document.visibilityState === 'hidden') notify(capture, props);
  }
  useFrames(meet);
  const late = useRef(meet);
  const { takeEarly } = props;
  useEffect(() => {
    for (const frame of takeEarly()) late.current(frame);
  }, [takeEarly]);

  function drop(id: string): void {
    setArrivals((before) => dropArrival(before, id));
  }

  const shown = arrivals.slice(0, SHOWN_AT_ONCE);
  const hidden = arrivals.length - shown.length;
  return (
    <div
      className="arrivals"
      role="status"
      aria-live="polite"
      aria-relevant="additions"
      aria-label="Arriving captures"
    >
      {shown.map(({ capture }) => (
        <ArrivalCard
          key={capture.id}
          capture={capture}
          onOpen={() => {
            drop(capture.id);
            props.go(paths.capture(capture.id));
          }}
          onDismiss={() => drop(capture.id)}
        />
      ))}
      {hidden === 0 ? null : (
        <div className="arrival row spread">
          <span>{hidden === 1 ? 'and 1 more' : `and ${hidden} more`}</span>
          <Action
            onPress={() => {
              setArrivals([]);
              props.go(paths.captures());
            }}
          >
            Show all
          </Action>
        </div>
      )}
    </div>
  );
}

function ArrivalCard(props: {
  capture: CaptureSummary;
  onOpen: () => void;
  onDismiss: () => void;
}): ReactNode {
  const { capture, onDismiss } = props;
  const [held, setHeld] = useState(false);
  const stays = staysFor(capture.severity);
  useEffect(() => {
    if (held || stays === null) return undefined;
    const timer = setTimeout(onDismiss, stays);
    return () => clearTimeout(timer);
    // A new function on each render must not start the time anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [held, stays]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- reading it holds it; nothing to press
    <article
      className="arrival"
      data-severity={capture.severity}
      aria-label={`${SEVERITY_WORDS[capture.severity].word} capture of ${personName(capture)}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="row spread">
        <span className="row">
          <SeverityMark severity={capture.severity} />
          <span>{capture.policy.title}</span>
        </span>
        <span className="quiet small">
          <When at={capture.happenedAt} />
        </span>
      </div>
      <strong>
        <Name cut>{personName(capture)}</Name>
      </strong>
      {capture.text === null ? (
        <p className="quiet">Sealed: the words are kept closed.</p>
      ) : (
        <p className="arrival-sentence">
          <Sentence text={capture.text} keep={90} />
        </p>
      )}
      <div className="row spread">
        <span className="quiet small">
          <Name>{capture.device.name}</Name>
        </span>
        <span className="row">
          <Action look="icon" label="Dismiss" onPress={onDismiss}>
            <X size={15} aria-hidden />
          </Action>
          <Action look="main" onPress={props.onOpen}>
            Open
          </Action>
        </span>
      </div>
    </article>
  );
}

/** Two soft notes; a browser that allows no sound yet stays silent. */
function chime(): void {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.setValueAtTime(0.0001, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.12, context.currentTime + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.7);
  for (const [note, at] of [
    [660, 0],
    [880, 0.18],
  ] as const) {
    const tone = context.createOscillator();
    tone.frequency.value = note;
    tone.connect(gain);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.5);
    tone.onended = () => void context.close().catch(() => undefined);
  }
}

function notify(capture: CaptureSummary, props: ArrivalsProps): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const { word, shape } = SEVERITY_WORDS[capture.severity];
  const notification = new Notification(`${shape} ${word} capture`, {
    tag: capture.id,
    body: props.notifyDetail
      ? `${personName(capture)}: ${capture.policy.title}`
      : 'Open Lapwing to see who and what.',
  });
  notification.onclick = () => {
    window.focus();
    props.go(paths.capture(capture.id));
    notification.close();
  };
}
