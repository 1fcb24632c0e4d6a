import type { CaptureDetail, HistoryEntry } from '@lapwing/protocol/features/captures/api.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { SEVERITY_WORDS } from '../../severity.ts';
import { sayDay } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { When } from '../../ui/when.tsx';
import { STATUS_WORDS } from './words.ts';
import './history.css';

/** Who did what, when; it can only grow. */
export function CaptureHistory(props: { history: readonly HistoryEntry[] }): ReactNode {
  return (
    <ol className="history">
      {props.history.map((entry) => (
        <li key={entry.id}>
          <span className="quiet small">
            <When at={entry.at} show="moment" />
          </span>
          <div>
            {entry.by === null ? null : (
              <>
                <strong>
                  <Name>{entry.by.name}</Name>
                </strong>{' '}
              </>
            )}
            <Event event={entry.event} byServer={entry.by === null} />
          </div>
        </li>
      ))}
    </ol>
  );
}

const HELD_WORDS = Object.freeze({
  'sealed-opened': 'opened the sealed evidence',
  held: 'holds it beyond its usual time',
  released: 'holds it no longer',
});

function Event(props: { event: HistoryEntry['event']; byServer: boolean }): ReactNode {
  const { event, byServer } = props;
  switch (event.kind) {
    case 'captured':
      return 'Captured on the device';
    case 'amended':
      return (
        <>
          The pupil went on writing; now {SEVERITY_WORDS[event.severity].word}
          {event.sentence === null ? null : (
            <blockquote className="history-quote">
              <Name>{event.sentence}</Name>
            </blockquote>
          )}
        </>
      );
    case 'evidence-arrived':
      return `The ${event.what} arrived`;
    case 'evidence-viewed':
      return byServer ? `The ${event.what} was opened` : `opened the ${event.what}`;
    case 'taken':
      return byServer ? 'Taken' : 'took it';
    case 'status':
      return (
        <>
          {byServer ? 'Set' : 'set it'} from {STATUS_WORDS[event.from].word} to{' '}
          <strong>{STATUS_WORDS[event.to].word}</strong>
          {event.rationale === null ? null : (
            <blockquote className="history-quote">
              <Name>{event.rationale}</Name>
            </blockquote>
          )}
        </>
      );
    case 'matched':
      return (
        <>
          {byServer ? 'Found' : 'found'} the account to be <Name>{event.person}</Name>’s
        </>
      );
    case 'unmatched':
      return (
        <>
          {byServer ? 'Taken' : 'took it'} back from <Name>{event.person}</Name>: the account was matched by
          mistake
        </>
      );
    case 'assigned':
      return event.to === null ? (
        'gave it to nobody'
      ) : (
        <>
          gave it to <Name>{event.to}</Name>
        </>
      );
    case 'escalated':
      return (
        <>
          escalated it to <Name>{event.to}</Name>
          <blockquote className="history-quote">
            <Name>{event.rationale}</Name>
          </blockquote>
        </>
      );
    case 'undone':
      return 'took the last change back';
    case 'allowed':
    case 'alerted':
    case 'threshold':
    case 'sanctioned':
      return <Name>{event.what}</Name>;
    case 'sanction-lifted':
      return (
        <>
          lifted: <Name>{event.what}</Name>
        </>
      );
    case 'joined':
      return 'put it together with others as the same thing';
    case 'parted':
      return 'took it out of its incident';
    case 'sealed-opened':
    case 'held':
    case 'released':
      return (
        <>
          {HELD_WORDS[event.kind]}
          {event.reason === null ? null : (
            <blockquote className="history-quote">
              <Name>{event.reason}</Name>
            </blockquote>
          )}
        </>
      );
    case 'exported':
      return event.what === 'document' ? 'made a PDF of it' : 'downloaded the original of its evidence';
    case 'concern':
      return 'made it part of a concern';
    case 'note':
      return (
        <>
          {byServer ? 'Note' : 'noted'}
          <blockquote className="history-quote">
            <Name>{event.text}</Name>
          </blockquote>
        </>
      );
  }
}

/** The person's other captures, so that one sign is read beside the others. */
export function EarlierCaptures(props: { capture: CaptureDetail; filters: string }): ReactNode {
  const { capture } = props;
  if (capture.earlier.length === 0) {
    return (
      <p className="quiet">
        {capture.person === null ? 'Nothing else from this account.' : 'No other captures of this person.'}
      </p>
    );
  }
  return (
    <>
      <ul className="earlier">
        {capture.earlier.map((other) => (
          <li key={other.id}>
            <Link href={paths.capture(other.id, props.filters)} className="earlier-link">
              <span className="number quiet">{sayDay(other.happenedAt)}</span>
              <span>
                <SeverityMark severity={other.severity} plain /> · {other.policy.title} ·{' '}
                <span className="quiet">{STATUS_WORDS[other.status].word.toLowerCase()}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {capture.person === null ? null : (
        <Link href={paths.capturesOfPerson(capture.person.id)}>All captures of this person</Link>
      )}
    </>
  );
}
