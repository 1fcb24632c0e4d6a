import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import type { ReactNode } from 'react';
import { SeverityMark } from '../../severity-mark.tsx';
import { sayClock } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { LookersSign } from './lookers.tsx';
import type { InboxRow } from './rows.ts';
import { excerptSentence, type MarkedSentence, markSentence, type SentenceWithMatch } from './sentence.ts';
import { Waits } from './waits.tsx';
import { SOURCE_WORDS, STATUS_WORDS } from './words.ts';

/** Who it was, as far as that is known. */
export function personName(capture: CaptureSummary): string {
  return capture.person?.name ?? capture.accountName ?? 'Unknown account';
}

/** A sentence with its match underlined and tinted. */
export function Sentence(props: {
  text: SentenceWithMatch;
  /** Characters kept before the match; the whole sentence without it. */
  keep?: number;
}): ReactNode {
  const parts: MarkedSentence =
    props.keep === undefined ? markSentence(props.text) : excerptSentence(props.text, props.keep);
  return (
    <bdi dir="auto" className="sentence">
      {parts.before}
      <mark>{parts.match}</mark>
      {parts.after}
    </bdi>
  );
}

/** The content of one row of the inbox. */
export function CaptureRow(props: { capture: CaptureSummary; draft: boolean }): ReactNode {
  const { capture } = props;
  const form = capture.person?.form ?? null;
  return (
    <>
      <span className="capture-line">
        <SeverityMark severity={capture.severity} />
        <span className="capture-who">
          <strong>
            <Name cut>{personName(capture)}</Name>
          </strong>
          {form === null ? null : (
            <span className="quiet">
              <Name>{form}</Name>
            </span>
          )}
          {capture.person === null ? <span className="quiet small">not matched</span> : null}
        </span>
        <span className="quiet small capture-age">
          <LookersSign captureId={capture.id} /> <Waits capture={capture} />
        </span>
      </span>
      <span className="capture-sentence cut">
        {capture.text === null ? (
          <span className="quiet">Sealed: the words are kept closed</span>
        ) : (
          <Sentence text={capture.text} keep={36} />
        )}
      </span>
      <span className="capture-line small quiet">
        <span className="cut">
          {capture.policy.title}, {SOURCE_WORDS[capture.source]}
          {capture.count > 1 ? `, ${capture.count} times` : ''} · <Name>{capture.device.name}</Name>
          {capture.device.room === null ? null : (
            <>
              , <Name>{capture.device.room}</Name>
            </>
          )}
        </span>
        <span className="capture-standing" data-closed={isClosed(capture.status)}>
          {props.draft ? 'Not saved · ' : ''}
          <Standing capture={capture} />
        </span>
      </span>
    </>
  );
}

/** What stands for it and who has it, in one line; of an escalated one, to whom. */
function Standing(props: { capture: CaptureSummary }): ReactNode {
  const { status, assignedTo, escalatedTo } = props.capture;
  const { word } = STATUS_WORDS[status];
  if (status === 'escalated' && escalatedTo !== null) {
    return (
      <>
        Escalated to <Name>{escalatedTo.name}</Name>
        {assignedTo === null || assignedTo.id === escalatedTo.id ? null : (
          <>
            {' · '}
            <Name>{assignedTo.name}</Name>
          </>
        )}
      </>
    );
  }
  if (assignedTo === null) return word;
  return (
    <>
      {word} · <Name>{assignedTo.name}</Name>
    </>
  );
}

/** The content of the line of one member of an open incident. */
export function MemberRow(props: { row: InboxRow & { kind: 'member' } }): ReactNode {
  const { member } = props.row;
  return (
    <span className="capture-line">
      <SeverityMark severity={member.severity} plain />
      <span className="capture-who">
        {member.sentence === null ? (
          <span className="quiet">Sealed</span>
        ) : (
          <Name cut className="member-sentence">
            {member.sentence}
          </Name>
        )}
      </span>
      <span className="quiet small">
        {STATUS_WORDS[member.status].word} · <span className="number">{sayClock(member.happenedAt)}</span>
      </span>
    </span>
  );
}
