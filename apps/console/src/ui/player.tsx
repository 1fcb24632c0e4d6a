import { ChevronFirst, Diamond, Maximize, Minimize, Pause, Play, StepBack, StepForward } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Action } from './button.tsx';
import { nextFrame, previousFrame, sayBesideMark, sayClockTime } from './player-time.ts';
import './player.css';

const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4] as const;
/** Milliseconds after which a frame that has not come is none: what was asked for lies in the one that stands. */
const FRAME_WITHIN_MS = 90;
/** Of the line along which one scrubs. */
const STEP = 0.05;

export interface PlayerProps {
  src: string;
  /** What is seen, for those who do not see it. */
  label: string;
  /** A moment that stands out, in seconds, with its word. */
  mark?: { at: number; word: string };
  /** How long it is said to be; the film itself knows better once it is there. */
  seconds?: number;
  /** Stands over the picture at its foot, for example whose it is. */
  caption?: ReactNode;
  autoFocus?: boolean;
}

/**
 * Plays a film of a screen: along a line with a marked moment, frame by frame, slowly and quickly, from the keyboard. It
 * never begins by itself.
 */
export function Player(props: PlayerProps): ReactNode {
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState(false);
  if (!failed) return <Stage key={attempt} {...props} onFailed={() => setFailed(true)} />;
  return (
    <div className="player-stage" data-trouble="true" role="alert">
      <p>The recording could not be played. It may have been closed to you, or the connection is gone.</p>
      <Action
        onPress={() => {
          setAttempt(attempt + 1);
          setFailed(false);
        }}
      >
        Try again
      </Action>
    </div>
  );
}

function Stage(props: PlayerProps & { onFailed: () => void }): ReactNode {
  const { mark } = props;
  const video = useRef<HTMLVideoElement>(null);
  const whole = useRef<HTMLDivElement>(null);
  const [length, setLength] = useState(props.seconds ?? 0);
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [full, setFull] = useState(false);
  const stepping = useRef(false);
  /** When the frame that stands began. */
  const standing = useRef(0);

  useEffect(() => {
    const film = video.current;
    if (film === null) return undefined;
    let handle = film.requestVideoFrameCallback(function shown(_now, frame) {
      standing.current = frame.mediaTime;
      handle = film.requestVideoFrameCallback(shown);
    });
    return () => film.cancelVideoFrameCallback(handle);
  }, []);

  useEffect(() => {
    if (!playing) return undefined;
    let frame = requestAnimationFrame(function show() {
      setAt(video.current?.currentTime ?? 0);
      frame = requestAnimationFrame(show);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  useEffect(() => {
    if (video.current !== null) video.current.playbackRate = speed;
  }, [speed]);
  useEffect(() => {
    const changed = (): void => setFull(document.fullscreenElement === whole.current);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);

  function goTo(seconds: number): void {
    const to = Math.min(Math.max(0, seconds), length);
    if (video.current !== null) video.current.currentTime = to;
    setAt(to);
  }
  function toggle(): void {
    const film = video.current;
    if (film === null) return;
    if (!film.paused) {
      film.pause();
      return;
    }
    if (film.ended || film.currentTime >= length - STEP) film.currentTime = 0;
    // What cannot be played says so itself, by its error.
    film.play().catch(() => undefined);
  }
  async function step(by: 1 | -1): Promise<void> {
    const film = video.current;
    if (film === null || stepping.current) return;
    film.pause();
    stepping.current = true;
    const shown = async (seconds: number): Promise<number> => {
      await seek(film, seconds);
      return standing.current;
    };
    try {
      const to =
        by === 1
          ? await nextFrame(shown, film.currentTime, film.duration)
          : await previousFrame(shown, film.currentTime);
      setAt(to);
    } finally {
      stepping.current = false;
    }
  }
  function toMark(): void {
    if (mark === undefined) return;
    video.current?.pause();
    goTo(mark.at);
  }
  function toggleFull(): void {
    // A browser that refuses leaves everything as it is.
    const asked = full ? document.exitFullscreen() : whole.current?.requestFullscreen();
    asked?.catch(() => undefined);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { target } = event;
    const onButton = target instanceof Element && target.closest('button') !== null;
    const onSelect = target instanceof Element && target.closest('select') !== null;
    const commands: Readonly<Record<string, (() => void) | undefined>> = {
      // On a button the space bar presses the button.
      ' ': onButton || onSelect ? undefined : toggle,
      ArrowLeft: onSelect ? undefined : () => goTo(at - (event.shiftKey ? 5 : 1)),
      ArrowRight: onSelect ? undefined : () => goTo(at + (event.shiftKey ? 5 : 1)),
      Home: onSelect ? undefined : () => goTo(0),
      End: onSelect ? undefined : () => goTo(length),
      ',': () => void step(-1),
      '.': () => void step(1),
      p: toggle,
      '0': toMark,
      m: toggleFull,
    };
    const command = commands[event.key];
    if (command === undefined) return;
    event.preventDefault();
    command();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the controls inside it
    <div className="player-whole" ref={whole} data-full={full} onKeyDown={onKeyDown}>
      <div className="player-stage">
        {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- a screen has no sound */}
        <video
          ref={video}
          src={props.src}
          preload="auto"
          muted
          playsInline
          disablePictureInPicture
          aria-label={props.label}
          onClick={toggle}
          onLoadedMetadata={(event) => {
            const { duration } = event.currentTarget;
            if (Number.isFinite(duration)) setLength(duration);
            event.currentTarget.playbackRate = speed;
            // Its line and its buttons are what one needs next: they are not left below the edge.
            requestAnimationFrame(() => whole.current?.scrollIntoView({ block: 'nearest' }));
          }}
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => setPlaying(false)}
          onSeeked={(event) => {
            if (!stepping.current) setAt(event.currentTarget.currentTime);
          }}
          onError={props.onFailed}
        />
        {props.caption === undefined ? null : <p className="player-caption">{props.caption}</p>}
      </div>
      <Scrub at={at} length={length} mark={mark} onChange={goTo} />
      <div className="player-tools">
        <Action
          look="icon"
          label={playing ? 'Pause (P)' : 'Play (P)'}
          onPress={toggle}
          {...(props.autoFocus === true ? { autoFocus: true } : {})}
        >
          {playing ? <Pause size={17} aria-hidden /> : <Play size={17} aria-hidden />}
        </Action>
        <Action look="icon" label="Back to the beginning (Home)" onPress={() => goTo(0)}>
          <ChevronFirst size={17} aria-hidden />
        </Action>
        <Action look="icon" label="One picture back (,)" onPress={() => void step(-1)}>
          <StepBack size={16} aria-hidden />
        </Action>
        <Action look="icon" label="One picture on (.)" onPress={() => void step(1)}>
          <StepForward size={16} aria-hidden />
        </Action>
        {mark === undefined ? null : (
          <Action look="plain" shortcut="0" onPress={toMark}>
            <Diamond size={13} aria-hidden /> {mark.word}
          </Action>
        )}
        <span className="player-where number small">
          {sayClockTime(at)} / {sayClockTime(length)}
          {mark === undefined ? null : <span className="quiet"> · {sayBesideMark(at, mark)}</span>}
        </span>
        <Speed value={speed} onChange={setSpeed} />
        <Action look="icon" label={full ? 'Leave full screen (M)' : 'Full screen (M)'} onPress={toggleFull}>
          {full ? <Minimize size={16} aria-hidden /> : <Maximize size={16} aria-hidden />}
        </Action>
      </div>
    </div>
  );
}

function Scrub(props: {
  at: number;
  length: number;
  mark: PlayerProps['mark'];
  onChange: (seconds: number) => void;
}): ReactNode {
  const { at, length, mark } = props;
  const id = useId();
  const share = mark === undefined || length <= 0 ? 0 : Math.min(1, mark.at / length);
  return (
    <div className="player-scrub">
      <label htmlFor={id} className="unseen">
        Moment
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={Math.max(length, STEP)}
        step={STEP}
        value={Math.min(at, Math.max(length, STEP))}
        aria-valuetext={
          mark === undefined ? sayClockTime(at) : `${sayClockTime(at)}, ${sayBesideMark(at, mark)}`
        }
        onChange={(event) => props.onChange(event.target.valueAsNumber)}
      />
      {mark === undefined ? null : (
        <span
          className="player-mark small"
          data-side={share > 0.85 ? 'end' : share < 0.15 ? 'start' : 'middle'}
          style={{ insetInlineStart: `calc(8px + (100% - 16px) * ${share})` }}
          aria-hidden="true"
        >
          <span className="player-mark-shape" />
          <span className="player-mark-word">{mark.word}</span>
        </span>
      )}
    </div>
  );
}

/** A list of the browser's own: one of ours would lie outside of what is shown on the full screen. */
function Speed(props: { value: number; onChange: (speed: number) => void }): ReactNode {
  return (
    <label className="player-speed small">
      <span className="unseen">Speed</span>
      <select value={props.value} onChange={(event) => props.onChange(Number(event.target.value))}>
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {speed}×
          </option>
        ))}
      </select>
    </label>
  );
}

/** Goes to a moment and waits until its frame stands; where that is the one that stands already, no other comes. */
function seek(film: HTMLVideoElement, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    let late: ReturnType<typeof setTimeout> | undefined;
    const handle = film.requestVideoFrameCallback(() => {
      clearTimeout(late);
      resolve();
    });
    film.addEventListener(
      'seeked',
      () => {
        late = setTimeout(() => {
          film.cancelVideoFrameCallback(handle);
          resolve();
        }, FRAME_WITHIN_MS);
      },
      { once: true },
    );
    film.currentTime = seconds;
  });
}
