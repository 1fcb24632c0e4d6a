import { viewEvidence } from '@lapwing/protocol/features/evidence/api.ts';
import { Download, EyeOff, Maximize2 } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { loadBytes } from '../../api/client.ts';
import { failureOf, sayFailure } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';

export interface PictureProps {
  id: string;
  alt: string;
  takenAt: string;
  sha256: string;
  /** Where the original is fetched from; null for whom it is not. */
  original: string | null;
  onHide: () => void;
}

type Fetched = { state: 'coming' } | { state: 'failed'; text: string } | { state: 'ready'; url: string };

/** A screenshot that was opened: fetched once, kept in memory alone. */
export function Picture(props: PictureProps): ReactNode {
  const [attempt, setAttempt] = useState(0);
  return <FetchedPicture key={attempt} {...props} onRetry={() => setAttempt(attempt + 1)} />;
}

function FetchedPicture(props: PictureProps & { onRetry: () => void }): ReactNode {
  const { id } = props;
  const [fetched, setFetched] = useState<Fetched>({ state: 'coming' });
  const [full, setFull] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    let url: string | null = null;
    async function fetchPicture(): Promise<void> {
      try {
        const blob = await loadBytes(viewEvidence, { id }, stop.signal);
        if (stop.signal.aborted) return;
        url = URL.createObjectURL(blob);
        setFetched({ state: 'ready', url });
      } catch (error) {
        if (stop.signal.aborted) return;
        const { title, text } = sayFailure(failureOf(error));
        setFetched({ state: 'failed', text: `${title}. ${text}` });
      }
    }
    void fetchPicture();
    return () => {
      stop.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [id]);

  if (fetched.state === 'failed') {
    return (
      <Notice tone="stop">
        The screenshot could not be opened. {fetched.text} <Action onPress={props.onRetry}>Try again</Action>
      </Notice>
    );
  }
  return (
    <figure className="evidence">
      {fetched.state === 'coming' ? (
        <div className="evidence-closed" data-idle="true" role="status">
          Opening the screenshot
        </div>
      ) : (
        <Button
          className="evidence-picture"
          onPress={() => setFull(true)}
          aria-label={`Enlarge: ${props.alt}`}
        >
          <img src={fetched.url} alt={props.alt} />
        </Button>
      )}
      <figcaption className="row spread">
        <span className="quiet small">
          Taken <When at={props.takenAt} show="moment" />, your view is recorded
        </span>
        <span className="row">
          {props.original === null ? null : <OriginalLink href={props.original} />}
          <Action look="plain" onPress={() => setFull(true)}>
            <Maximize2 size={14} aria-hidden /> Full size
          </Action>
          <Action look="plain" onPress={props.onHide}>
            <EyeOff size={14} aria-hidden /> Hide
          </Action>
        </span>
      </figcaption>
      {fetched.state === 'ready' ? (
        <FullSize
          open={full}
          onClose={() => setFull(false)}
          url={fetched.url}
          alt={props.alt}
          sha256={props.sha256}
        />
      ) : null}
    </figure>
  );
}

/** The original as a file, for whoever may hand it on. */
export function OriginalLink(props: { href: string }): ReactNode {
  return (
    <a
      className="button"
      data-look="plain"
      href={props.href}
      download
      title="As the device sent it, without the watermark; that you fetched it is recorded"
    >
      <Download size={14} aria-hidden /> Original
    </a>
  );
}

const ZOOMS = [0, 1, 1.5, 2] as const;
const ZOOM_WORDS = ['Fit', '100 %', '150 %', '200 %'] as const;

function FullSize(props: {
  open: boolean;
  onClose: () => void;
  url: string;
  alt: string;
  sha256: string;
}): ReactNode {
  const [zoom, setZoom] = useState(0);
  const [width, setWidth] = useState(0);
  const factor = ZOOMS[zoom] ?? 0;
  return (
    <Window title={props.alt} open={props.open} onClose={props.onClose} size="full">
      <div className="evidence-full">
        <div className="row spread">
          <div className="row" role="group" aria-label="Size">
            {ZOOM_WORDS.map((word, index) => (
              <Action key={word} pressed={zoom === index} onPress={() => setZoom(index)}>
                {word}
              </Action>
            ))}
          </div>
          <Action look="main" onPress={props.onClose} autoFocus>
            Close
          </Action>
        </div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
        <div className="evidence-scroll" tabIndex={0} role="region" aria-label="Screenshot">
          <img
            src={props.url}
            alt={props.alt}
            onLoad={(event) => setWidth(event.currentTarget.naturalWidth)}
            style={factor === 0 ? { maxWidth: '100%', maxHeight: '100%' } : { width: width * factor }}
          />
        </div>
        <p className="quiet small">
          SHA-256 of the original: <code className="break">{props.sha256}</code>
        </p>
      </div>
    </Window>
  );
}
