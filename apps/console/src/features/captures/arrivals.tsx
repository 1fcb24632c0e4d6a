import type { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { askPopUps } from '@lapwing/protocol/features/alerts/api.ts';
import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
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
  /** Where the reader is: whoever looks at a capture needs no pop-up of it, which would lie over its actions. */
  pathname: string;
  go: (href: string) => void;
  sound: boolean;
  notify: boolean;
  notifyDetail: boolean;
  /** Frames that came before this was there; taken once. */
  takeEarly: () => readonly ConsoleFrame[];
}

/** Milliseconds in which captures that arrive together are asked about together. */
const GATHERS = 120;
/** The most that one question may name. */
const ASKED_AT_ONCE = 100;

/**
 * Pop-ups of captures as they arrive, of those that this person is alerted to: by being named for them, or because nobody
 * is, and by their own choice. Should the server not say, all of them: better one too many. They never take the focus; a Severe one stays until somebody deals with it. */
export function Arrivals(props: ArrivalsProps): ReactNode {
  const [arrivals, setArrivals] = useState<readonly Arrival[]>([]);
  const heard = useRef(new Map<string, Severity>());
  /** What is new and has not been asked about, or is being asked about, as it is now. */
  const waiting = useRef(new Map<string, CaptureSummary>());
  const asking = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(asking.current), []);

  async function ask(): Promise<void> {
    asking.current = undefined;
    const ids = [...waiting.current.keys()].slice(0, ASKED_AT_ONCE);
    const outcome = await call(askPopUps, { body: { ids } });
    const wanted = new Set(outcome.ok ? outcome.value.ids : ids);
    for (const id of ids) {
      const capture = waiting.current.get(id);
      waiting.current.delete(id);
      if (capture !== undefined && wanted.has(id)) announce(capture);
    }
    if (waiting.current.size > 0) asking.current ??= setTimeout(() => void ask(), GATHERS);
  }

  function announce(capture: CaptureSummary): void {
    setArrivals((before) => meetArrival(before, capture, true));
    if (props.sound && capture.severity === 'severe') chime();
    if (props.notify && document.visibilityState === 'hidden') notify(capture, props);
  }

  function meet(frame: ConsoleFrame): void {
    if (frame.type === 'accounts/changed') {
      // Whose captures these are may not be the viewer's to know any more; what still is waits in the list.
      setArrivals([]);
      waiting.current.clear();
      return;
    }
    if (frame.type !== 'captures/arrived' && frame.type !== 'captures/changed') return;
    const { capture } = frame;
    const isNews =
      frame.type === 'captures/arrived' || grewWorse(heard.current.get(capture.id), capture.severity);
    heard.current.set(capture.id, capture.severity);
    if (waiting.current.has(capture.id)) waiting.current.set(capture.id, capture);
    setArrivals((before) => meetArrival(before, capture, false));
    if (!isNews) return;
    waiting.current.set(capture.id, capture);
    asking.current ??= setTimeout(() => void ask(), GATHERS);
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

  const elsewhere = arrivals.filter(({ capture }) => paths.capture(capture.id) !== props.pathname);
  const shown = elsewhere.slice(0, SHOWN_AT_ONCE);
  const hidden = elsewhere.length - shown.length;
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
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDismiss();
      }}
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
