import type { AssistanceRequest } from '@lapwing/protocol/features/assistance/api.ts';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Popover } from 'react-aria-components/Popover';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { AnswerRow } from './answer-row.tsx';
import { answeredQuery, asksQuery } from './queries.ts';
import { useAnswer } from './use-answer.ts';
import { sayKind, sayState, waitingFirst } from './words.ts';
import './asks.css';

/** Who asks now, longest waiting first, each with its answers; below, what was answered today. */
export function AsksPanel(props: { anchor: RefObject<HTMLElement | null>; onClose: () => void }): ReactNode {
  const query = useQuery(asksQuery);
  const { busy, answer } = useAnswer();
  const [over, setOver] = useState(false);
  const requests = query.data?.requests;
  const waiting = waitingFirst(requests ?? []);
  return (
    <Popover
      className="popover asks"
      triggerRef={props.anchor}
      isOpen
      placement="bottom end"
      offset={6}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Dialog className="asks-dialog" aria-label="Who asks">
        <div className="row spread">
          <Heading slot="title" level={2}>
            Who asks
          </Heading>
          <Action look="icon" label="Close" onPress={props.onClose}>
            <X size={16} aria-hidden />
          </Action>
        </div>
        {requests === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={4} />
        ) : waiting.length === 0 ? (
          <State small icon="people" title="Nobody asks">
            When a pupil asks for help or for a page, it stands here.
          </State>
        ) : (
          <ul className="asks-list">
            {waiting.map((request) => (
              <Ask
                key={request.id}
                request={request}
                usual={query.data?.usualMinutes ?? 30}
                busy={busy === request.id}
                answer={answer}
              />
            ))}
          </ul>
        )}
        <Action look="plain" expanded={over} onPress={() => setOver(!over)}>
          {over ? 'Hide what was answered today' : 'What was answered today'}
        </Action>
        {over ? <Answered /> : null}
      </Dialog>
    </Popover>
  );
}

function Ask(props: {
  request: AssistanceRequest;
  usual: number;
  busy: boolean;
  answer: ReturnType<typeof useAnswer>['answer'];
}): ReactNode {
  const { request } = props;
  return (
    <li className="ask" data-state={request.state}>
      <div className="ask-head">
        <strong>
          <Name>{request.person.name}</Name>
        </strong>
        <span className="quiet small">
          <Name>
            {[request.person.form, request.device.room ?? request.device.name].filter(Boolean).join(' · ')}
          </Name>
        </span>
        <span className="quiet small ask-when">
          <When at={request.askedAt} />
        </span>
      </div>
      <p>
        {sayKind(request)}
        {request.state === 'coming' ? <span className="quiet"> · {sayState(request)}</span> : null}
      </p>
      {request.url === null ? null : (
        <p className="quiet small ask-url">
          <bdi>{request.url}</bdi>
          {request.closedBecause === null ? ' Open by now.' : ` ${request.closedBecause}`}
        </p>
      )}
      {request.text === '' ? null : (
        <blockquote className="ask-text">
          <Name>{request.text}</Name>
        </blockquote>
      )}
      <AnswerRow request={request} usual={props.usual} busy={props.busy} answer={props.answer} />
    </li>
  );
}

function Answered(): ReactNode {
  const query = useQuery(answeredQuery);
  const requests = query.data?.requests;
  if (requests === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={3} />;
  if (requests.length === 0) return <p className="quiet">Nothing yet today.</p>;
  return (
    <ul className="asks-over">
      {requests.slice(0, 50).map((request) => (
        <li key={request.id}>
          <Name>{request.person.name}</Name>
          <span className="quiet"> · {sayKind(request)} · </span>
          {sayState(request)}
          {request.answeredBy === null ? null : (
            <span className="quiet">
              {' '}
              by <Name>{request.answeredBy.name}</Name>
            </span>
          )}{' '}
          <span className="quiet small">
            <When at={request.answeredAt ?? request.askedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
