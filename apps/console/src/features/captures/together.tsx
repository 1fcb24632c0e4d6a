import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { sayClock } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import type { Triage } from './use-triage.ts';
import { STATUS_WORDS } from './words.ts';

/** The others of the same incident, and a way to take this one out of it. */
export function TogetherList(props: { capture: CaptureDetail; filters: string; triage: Triage }): ReactNode {
  const { capture, triage } = props;
  if (capture.together.length === 0) return null;
  const open = capture.together.filter((other) => !isClosed(other.status)).length;
  return (
    <section className="stack" aria-labelledby="together-heading">
      <div className="row spread">
        <h3 id="together-heading">The same thing, {capture.together.length + 1} times</h3>
        {capture.may.triage.allowed ? (
          <Action look="plain" busy={triage.busy} onPress={() => triage.act({ kind: 'part' }, false)}>
            Part this one
          </Action>
        ) : null}
      </div>
      <p className="quiet small">
        {open === 0
          ? 'The others are closed.'
          : `What you decide here holds for ${open === 1 ? 'the other open one' : `the ${open} other open ones`} too, unless you say otherwise.`}
      </p>
      <ul className="earlier">
        {capture.together.map((other) => (
          <li key={other.id}>
            <Link href={paths.capture(other.id, props.filters)} className="earlier-link">
              <span className="number quiet">{sayClock(other.happenedAt)}</span>
              <span className="together-line">
                <span>
                  <SeverityMark severity={other.severity} plain /> ·{' '}
                  <span className="quiet">{STATUS_WORDS[other.status].word.toLowerCase()}</span>
                  {other.site === null ? null : (
                    <span className="quiet">
                      {' '}
                      · <Name>{other.site}</Name>
                    </span>
                  )}
                </span>
                {other.sentence === null ? null : (
                  <Name cut className="small">
                    {other.sentence}
                  </Name>
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Open captures of the same person that could be the same thing, and a press to treat them so. */
export function JoinOffer(props: {
  capture: CaptureDetail;
  busy: boolean;
  onJoin: (ids: readonly string[]) => void;
}): ReactNode {
  const { capture } = props;
  const known = new Set(capture.together.map((other) => other.id));
  const like = capture.earlier.filter(
    (other) => !known.has(other.id) && !isClosed(other.status) && other.policy.key === capture.policy.key,
  );
  if (like.length === 0 || isClosed(capture.status) || !capture.may.triage.allowed) return null;
  return (
    <p className="row small">
      <span className="quiet">
        {like.length === 1 ? 'One more open one' : `${like.length} more open ones`} of {capture.policy.title}.
      </span>
      <Action
        look="plain"
        busy={props.busy}
        onPress={() => props.onJoin([capture.id, ...like.map(({ id }) => id)])}
      >
        Treat as the same thing
      </Action>
    </p>
  );
}
