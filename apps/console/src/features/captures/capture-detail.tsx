import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link } from 'react-aria-components';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Action } from '../../ui/button.tsx';
import { sayClock } from '../../ui/dates.ts';
import { Initials, Name } from '../../ui/name.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { AroundCapture } from './around.tsx';
import { CaptureHistory, EarlierCaptures } from './capture-history.tsx';
import { personName, Sentence } from './capture-row.tsx';
import { EvidenceView } from './evidence-view.tsx';
import { Lookers } from './lookers.tsx';
import { useMeanings } from './meanings.ts';
import { Restrictions } from './person-state.tsx';
import { RecordPart } from './record-part.tsx';
import { JoinOffer, TogetherList } from './together.tsx';
import type { Triage } from './use-triage.ts';
import { SOURCE_WORDS, STATUS_WORDS } from './words.ts';

export interface CaptureDetailProps {
  capture: CaptureDetail;
  filters: string;
  evidenceOpen: boolean;
  onEvidence: (open: boolean) => void;
  /** Rises when the keyboard asks for the details. */
  focusTick: number;
  triage: Triage;
  onUndo: () => void;
  onJoin: (ids: readonly string[]) => void;
  joining: boolean;
}

/** One capture: who, what in its sentence, how bad and why, evidence, what to do, and what was done. */
export function CaptureDetailView(props: CaptureDetailProps): ReactNode {
  const { capture } = props;
  const [guidanceOpen, setGuidanceOpen] = useState(capture.severity === 'severe');
  return (
    <div className="capture-detail">
      <div className="capture-main">
        <div className="row spread">
          <span className="row">
            <SeverityMark severity={capture.severity} />
            <span className="quiet">
              {capture.policy.title}, {SOURCE_WORDS[capture.source]}
              {capture.count > 1 ? `, ${capture.count} times` : ''}
            </span>
          </span>
          <span className="quiet small">
            <When at={capture.happenedAt} show="both" />
          </span>
        </div>
        <Who capture={capture} focusTick={props.focusTick} />
        <Lookers captureId={capture.id} />
        <LastChange capture={capture} onUndo={props.onUndo} />
        {capture.text === null ? (
          <Notice tone="warn">
            Sealed: the words are kept closed, because material of this kind must not be spread. What to do is
            below.
          </Notice>
        ) : (
          <blockquote className="capture-quote" data-severity={capture.severity}>
            <Sentence text={capture.text} />
          </blockquote>
        )}
        <div className="stack capture-why">
          {capture.because.length === 0 && capture.severityBefore === capture.severity ? null : (
            <ul>
              {capture.because.map((reason) => (
                <li key={reason.rule}>{reason.sentence}</li>
              ))}
              {capture.severityBefore === capture.severity ? null : (
                <li>
                  The term by itself is {SEVERITY_WORDS[capture.severityBefore].word}; in this sentence it
                  weighs {SEVERITY_WORDS[capture.severity].word}.
                </li>
              )}
            </ul>
          )}
          <p>
            <span className="quiet">Meaning:</span> {capture.term.definition}
          </p>
          <FoundBy by={capture.caughtBy} />
        </div>
        <EvidenceView capture={capture} open={props.evidenceOpen} onOpenChange={props.onEvidence} />
        <Where capture={capture} />
      </div>
      <div className="capture-side">
        <details
          className="capture-guidance"
          open={guidanceOpen}
          onToggle={(event) => setGuidanceOpen(event.currentTarget.open)}
        >
          <summary>
            <h3>What to do</h3>
          </summary>
          <ol>
            {capture.guidance.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <p>
            <Link href={paths.guidance(capture.policy.key)}>All of the guidance, with whom to call</Link>
          </p>
        </details>
        <TogetherList capture={capture} filters={props.filters} triage={props.triage} />
        <AroundCapture capture={capture} filters={props.filters} />
        <section className="stack" aria-labelledby="earlier-heading">
          <h3 id="earlier-heading">
            {capture.earlier.length === 0 ? 'Other captures' : `Other captures: ${capture.earlier.length}`}
          </h3>
          <EarlierCaptures capture={capture} filters={props.filters} />
          <JoinOffer capture={capture} busy={props.joining} onJoin={props.onJoin} />
        </section>
        <RecordPart capture={capture} />
        <section className="stack" aria-labelledby="history-heading">
          <h3 id="history-heading">History</h3>
          <CaptureHistory history={capture.history} />
        </section>
      </div>
    </div>
  );
}

function Who(props: { capture: CaptureDetail; focusTick: number }): ReactNode {
  const { capture, focusTick } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focusTick > 0) heading.current?.focus();
  }, [focusTick]);
  const { person } = capture;
  return (
    <div className="capture-person">
      <Initials name={personName(capture)} />
      <div>
        <h2 ref={heading} tabIndex={-1}>
          {person === null ? (
            <Name>{personName(capture)}</Name>
          ) : (
            <Link href={paths.person(person.id)} className="plain-link">
              <Name>{person.name}</Name>
            </Link>
          )}
          {person?.form === null || person === null ? null : (
            <span className="quiet">
              , <Name>{person.form}</Name>
            </span>
          )}
        </h2>
        <p className="quiet small">
          {person === null ? (
            'This account is matched to nobody on the roster yet. '
          ) : (
            <>
              <Name>{person.username}</Name>
              {capture.groups.length === 0 ? null : ' · '}
            </>
          )}
          {capture.groups.map((group, index) => (
            <span key={group.id}>
              {index === 0 ? '' : ', '}
              <Link href={paths.group(group.id)}>
                <Name>{group.name}</Name>
              </Link>
            </span>
          ))}
        </p>
        <StatusLine capture={capture} />
        <Restrictions capture={capture} />
      </div>
    </div>
  );
}

/** What stands for it, in the school's own meaning, and who has it. */
function StatusLine(props: { capture: CaptureDetail }): ReactNode {
  const { status, assignedTo, escalatedTo, held } = props.capture;
  const meaning = useMeanings()(status);
  return (
    <p className="row small">
      <span title={meaning}>
        <Pill tone={status === 'escalated' ? 'warn' : 'quiet'}>{STATUS_WORDS[status].word}</Pill>
        <span className="unseen">: {meaning}</span>
      </span>
      <span className="quiet">
        {status === 'escalated' && escalatedTo !== null ? (
          <>
            to <Name>{escalatedTo.name}</Name> ·{' '}
          </>
        ) : null}
        {assignedTo === null ? (
          'Nobody has it yet'
        ) : (
          <>
            <Name>{assignedTo.name}</Name> has it
          </>
        )}
      </span>
      {held ? <Pill tone="quiet">Kept beyond its time</Pill> : null}
    </p>
  );
}

/** The caller's own last change, while it can be taken back. */
function LastChange(props: { capture: CaptureDetail; onUndo: () => void }): ReactNode {
  const { undo } = props.capture;
  if (undo === null) return null;
  return (
    <p className="row small last-change">
      <span className="quiet">
        {/[.!?]$/.test(undo.what) ? undo.what : `${undo.what}.`} You can take that back until{' '}
        {sayClock(undo.until)}.
      </span>
      <Action shortcut="U" onPress={props.onUndo}>
        Undo
      </Action>
    </p>
  );
}

/** Under which terms and which decisions of the school it was found: what an inspector asks a year later. */
function FoundBy(props: { by: CaptureDetail['caughtBy'] }): ReactNode {
  const { library, change } = props.by;
  if (library === null && change === null) return null;
  return (
    <p className="quiet small">
      Found by{' '}
      {[
        ...(library === null ? [] : [`library ${library}`]),
        ...(change === null ? [] : [`the policies as of change ${change}`]),
      ].join(' and ')}
      .
    </p>
  );
}

function Where(props: { capture: CaptureDetail }): ReactNode {
  const { capture } = props;
  return (
    <dl className="facts small">
      <dt>Device</dt>
      <dd>
        <Link href={paths.device(capture.device.id)}>
          <Name>{capture.device.name}</Name>
        </Link>
        {capture.device.room === null ? null : (
          <>
            , <Name>{capture.device.room}</Name>
          </>
        )}
      </dd>
      <dt>Application</dt>
      <dd>
        <Name>{capture.application}</Name>
      </dd>
      {capture.windowTitle === '' ? null : (
        <>
          <dt>Window</dt>
          <dd>
            <Name>{capture.windowTitle}</Name>
          </dd>
        </>
      )}
      {capture.url === null ? null : (
        <>
          <dt>Address</dt>
          <dd>
            {/* Not a link: a page that a pupil chose is not opened by a slip of the hand. */}
            <Name>{capture.url}</Name>
          </dd>
        </>
      )}
      <dt>Received</dt>
      <dd>
        <When at={capture.receivedAt} show="moment" />
      </dd>
    </dl>
  );
}
