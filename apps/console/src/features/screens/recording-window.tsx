import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import { type Recording, RECORDING_TYPE, viewRecording } from '@lapwing/protocol/features/screens/api.ts';
import { Pause, Play } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { addressOf, loadBytes } from '../../api/client.ts';
import { failureOf, sayFailure } from '../../api/failure.ts';
import { Slider } from '../../ui/adjust.tsx';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Choice } from '../../ui/field.tsx';
import { useTicker } from './use-ticker.ts';
import { Name } from '../../ui/name.tsx';
import { Player } from '../../ui/player.tsx';
import { Loading, Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { pictureAt, readRecording } from './recording-bytes.ts';
import { drawPicture } from './screen-picture.tsx';
import { sayLength } from './words.ts';

const SPEEDS = [
  { key: '0.5', label: 'Half speed' },
  { key: '1', label: 'Usual speed' },
  { key: '2', label: 'Twice as fast' },
  { key: '4', label: 'Four times as fast' },
] as const;
type Speed = (typeof SPEEDS)[number]['key'];

type Fetched = { url: string } | { pictures: readonly Picture[] } | { problem: string } | null;

/** A screenshot or recording, large; that it was looked at is recorded. */
export function RecordingWindow(props: { recording: Recording; onClose: () => void }): ReactNode {
  const { recording, onClose } = props;
  const who = recording.person?.name ?? recording.device.name;
  const isFilm = recording.kind === 'recording' && recording.mediaType !== RECORDING_TYPE;
  return (
    <Window
      title={recording.kind === 'screenshot' ? 'Screenshot' : 'Recording'}
      open
      onClose={onClose}
      size="wide"
    >
      <p className="quiet small">
        <Name>{who}</Name> at <Name>{recording.device.name}</Name> ·{' '}
        <When at={recording.startedAt} show="moment" /> · kept by <Name>{recording.by.name}</Name>
      </p>
      {isFilm ? (
        <Player
          src={addressOf(viewRecording, { params: { id: recording.id } })}
          label={`Recording of the screen of ${who}`}
          seconds={recording.seconds}
          autoFocus
        />
      ) : (
        <FetchedWhole recording={recording} who={who} />
      )}
      <div className="dialog-foot">
        <Action onPress={onClose}>Close</Action>
      </div>
    </Window>
  );
}

/** A screenshot, or a recording as earlier versions kept it: fetched once, and then shown. */
function FetchedWhole(props: { recording: Recording; who: string }): ReactNode {
  const { recording, who } = props;
  const [fetched, setFetched] = useState<Fetched>(null);
  useEffect(() => {
    const stop = new AbortController();
    let url: string | null = null;
    async function fetchIt(): Promise<void> {
      try {
        const blob = await loadBytes(viewRecording, { id: recording.id }, stop.signal);
        if (recording.kind === 'screenshot') {
          url = URL.createObjectURL(blob);
          setFetched({ url });
          return;
        }
        const pictures = readRecording(new Uint8Array(await blob.arrayBuffer()));
        if (stop.signal.aborted) return;
        setFetched(pictures.length === 0 ? { problem: 'There is no picture in it.' } : { pictures });
      } catch (error) {
        if (stop.signal.aborted) return;
        const { title, text } = sayFailure(failureOf(error));
        setFetched({ problem: `${title}. ${text}` });
      }
    }
    void fetchIt();
    return () => {
      stop.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [recording.id, recording.kind]);

  if (fetched === null) return <Loading lines={4} label="Loading the recording" />;
  if ('problem' in fetched) return <Notice tone="stop">{fetched.problem}</Notice>;
  if ('url' in fetched) {
    return <img className="recording-picture" src={fetched.url} alt={`Screen of ${who}`} />;
  }
  return <Pictures pictures={fetched.pictures} seconds={recording.seconds} who={who} />;
}

function Pictures(props: { pictures: readonly Picture[]; seconds: number; who: string }): ReactNode {
  const { pictures } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(true);
  const [speed, setSpeed] = useState<Speed>('1');
  const first = pictures[0]?.takenAt ?? 0;
  const length = Math.max(props.seconds * 1000, (pictures.at(-1)?.takenAt ?? first) - first, 1000);
  const running = playing && at < length;
  useTicker(running, (ms) => setAt((before) => Math.min(length, before + ms * Number(speed))));

  const index = pictureAt(pictures, at);
  useEffect(() => {
    const picture = pictures[index];
    if (canvas.current === null || picture === undefined) return undefined;
    let wantedStill = true;
    void drawPicture(canvas.current, picture, () => wantedStill);
    return () => {
      wantedStill = false;
    };
  }, [pictures, index]);

  function toggle(): void {
    if (at >= length) setAt(0);
    setPlaying(!running);
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the controls inside it
    <div
      className="player"
      onKeyDown={(event) => {
        if (event.key !== 'k' || event.ctrlKey) return;
        event.preventDefault();
        toggle();
      }}
    >
      <canvas ref={canvas} className="recording-picture" role="img" aria-label={`Screen of ${props.who}`} />
      <div className="player-bar">
        <Action look="icon" label={running ? 'Pause (K)' : 'Play (K)'} onPress={toggle} autoFocus>
          {running ? <Pause size={17} aria-hidden /> : <Play size={17} aria-hidden />}
        </Action>
        <Slider
          label="Moment"
          hideLabel
          min={0}
          max={Math.round(length / 100)}
          value={Math.round(at / 100)}
          onChange={(value) => {
            setPlaying(false);
            setAt(value * 100);
          }}
          say={(value) => `${sayLength(value / 10)} of ${sayLength(length / 1000)}`}
        />
        <span className="number quiet small">
          {sayLength(at / 1000)} / {sayLength(length / 1000)}
        </span>
        <Choice
          label="Speed"
          look="filter"
          named
          neutral="1"
          value={speed}
          options={SPEEDS}
          onChange={setSpeed}
        />
      </div>
    </div>
  );
}
