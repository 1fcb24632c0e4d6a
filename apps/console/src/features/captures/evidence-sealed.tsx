import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import {
  askSealed,
  openSealed,
  SEALED_MINUTES,
  type SealedAsk,
  type SealedState,
  type SealedWords,
  SHORTEST_SEALED_REASON,
  showSealed,
} from '@lapwing/protocol/features/evidence/sealed.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-aria-components';
import { load } from '../../api/client.ts';
import { failureOf, sayFailure, sayShortly } from '../../api/failure.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Failed, Loading, Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { SealedAnswer } from './evidence-answer.tsx';
import { SealedRuleChoice } from './evidence-rule.tsx';
import { OpenedItem } from './evidence-view.tsx';
import { Sentence } from './capture-row.tsx';

/** Milliseconds between looks while somebody waits for an answer, and while nobody does. */
const WAITING_MS = 3000;
const USUAL_MS = 20_000;

const sealedKey = (captureId: string) => ['sealed', captureId] as const;

/** The way to sealed evidence: a reason, a second person where the school wants one, and then for ten minutes. */
export function SealedEvidence(props: { capture: CaptureDetail }): ReactNode {
  const { capture } = props;
  const client = useQueryClient();
  const query = useQuery({
    queryKey: sealedKey(capture.id),
    queryFn: ({ signal }) => load(showSealed, { params: { captureId: capture.id } }, signal),
    refetchInterval: ({ state }) => (state.data?.own?.state === 'waiting' ? WAITING_MS : USUAL_MS),
  });
  const put = (state: SealedState): void => {
    client.setQueryData(sealedKey(capture.id), state);
  };
  if (query.data === undefined) {
    return query.isError ? (
      <Failed {...sayFailure(failureOf(query.error))} onRetry={() => void query.refetch()} />
    ) : (
      <Loading label="Loading how it stands with the sealed evidence" lines={4} />
    );
  }
  const state = query.data;
  return (
    <section className="sealed stack" aria-labelledby="sealed-heading">
      <h3 id="sealed-heading" className="row">
        <ShieldAlert size={17} aria-hidden /> Evidence sealed
      </h3>
      {state.toDecide.map((ask) => (
        <SealedAnswer key={ask.id} ask={ask} onAnswered={put} />
      ))}
      {state.own?.state === 'open' ? (
        <Opened capture={capture} ask={state.own} onOver={() => void query.refetch()} />
      ) : state.own?.state === 'waiting' ? (
        <Notice>
          You asked <When at={state.own.askedAt} /> to open it: “{state.own.reason}” A second person with the
          right to open sealed evidence must agree. This page shows their answer as soon as it is there.
        </Notice>
      ) : (
        <AskForm captureId={capture.id} state={state} onAsked={put} />
      )}
      <Sheet />
      {state.openings.length === 0 ? null : (
        <p className="quiet small">
          The words were read by{' '}
          {state.openings.slice(0, 5).map((opening, index) => (
            <span key={opening.at}>
              {index === 0 ? '' : ', '}
              <Name>{opening.by}</Name> <When at={opening.at} show="moment" />
            </span>
          ))}
          {state.openings.length > 5 ? ` and ${state.openings.length - 5} times before` : ''}.
        </p>
      )}
      <SealedRuleChoice onChanged={() => void query.refetch()} />
    </section>
  );
}

/** What to do, beside the way to open it: nearly nobody needs to. */
function Sheet(): ReactNode {
  return (
    <div className="sealed-sheet small">
      <p>
        <strong>You need not look to act.</strong> Looking at such material can itself be an offence, also for
        staff. Leave the device as it is, and copy nothing.
      </p>
      <ul className="bullets">
        <li>A child in danger now: 999. Otherwise the police on 101, today.</li>
        <li>
          A page on the web: report its address to the{' '}
          <a href="https://report.iwf.org.uk" target="_blank" rel="noreferrer">
            Internet Watch Foundation
          </a>
          , without opening it.
        </li>
        <li>A picture that pupils made or sent: the police, and Report Remove with the pupil.</li>
      </ul>
      <p>
        <Link href={paths.guidance('illegal-content-and-the-iwf')}>Illegal content and the IWF</Link> ·{' '}
        <Link href={paths.guidance('nudes-and-semi-nudes')}>Nudes and semi-nudes</Link>
      </p>
    </div>
  );
}

function AskForm(props: {
  captureId: string;
  state: SealedState;
  onAsked: (state: SealedState) => void;
}): ReactNode {
  const { captureId, state } = props;
  const [reason, setReason] = useState('');
  const [short, setShort] = useState(false);
  const ask = useMutation({
    mutationFn: () => load(askSealed, { params: { captureId }, body: { reason: reason.trim() } }),
    onSuccess(next) {
      setReason('');
      props.onAsked(next);
    },
  });
  const before = state.own;
  return (
    <Form
      label="Open sealed evidence"
      busy={ask.isPending}
      problem={ask.error === null ? undefined : sayShortly(ask.error)}
      onSubmit={() => {
        const tooShort = reason.trim().length < SHORTEST_SEALED_REASON;
        setShort(tooShort);
        if (!tooShort) ask.mutate();
      }}
    >
      {before?.state === 'refused' ? (
        <Notice tone="warn">
          <Name>{before.decidedBy ?? ''}</Name> did not agree that you open it
          {before.answer === null ? '.' : `: “${before.answer}”`}
        </Notice>
      ) : before?.state === 'over' ? (
        <p className="quiet small">
          {before.openUntil === null
            ? 'Nobody answered your asking within a day.'
            : 'Your time to look is over.'}{' '}
          To open it again, write why once more.
        </p>
      ) : null}
      <TextInput
        label="Why it must be opened"
        name="reason"
        rows={2}
        maxLength={1000}
        value={reason}
        onChange={setReason}
        hint={
          state.secondLook
            ? `A second person must agree. You then have ${SEALED_MINUTES} minutes. The reason stands in the history.`
            : `It opens for you for ${SEALED_MINUTES} minutes. The reason stands in the history, with each look.`
        }
        error={short ? 'Write in a sentence why it must be opened.' : undefined}
      />
      <div className="row">
        <Action submit busy={ask.isPending}>
          {state.secondLook ? 'Ask a second person' : `Open for ${SEALED_MINUTES} minutes`}
        </Action>
      </div>
    </Form>
  );
}

/** Whole minutes and seconds that are left, and a call at the end. */
function useTimeLeft(until: string, onOver: () => void): string {
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Date.parse(until) - now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const over = left === 0;
  useEffect(() => {
    if (over) onOver();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it is over
  }, [over]);
  return `${Math.floor(left / 60_000)}:${String(Math.floor((left % 60_000) / 1000)).padStart(2, '0')}`;
}

function Opened(props: { capture: CaptureDetail; ask: SealedAsk; onOver: () => void }): ReactNode {
  const { capture, ask } = props;
  const left = useTimeLeft(ask.openUntil ?? ask.askedAt, props.onOver);
  const [openId, setOpenId] = useState<string | null>(null);
  // The words live in this component alone, and go with it: no cache, no storage.
  const words = useMutation({
    mutationFn: () => load(openSealed, { params: { captureId: capture.id } }),
    gcTime: 0,
  });
  return (
    <div className="stack">
      <Notice tone="warn">
        Open to you for <span className="number">{left}</span>. Each look is recorded
        {ask.decidedBy === null ? '' : `; ${ask.decidedBy} agreed`}.
      </Notice>
      {words.data === undefined ? (
        <div className="row">
          <Action onPress={() => words.mutate()} busy={words.isPending}>
            Show the words
          </Action>
          {words.error === null ? null : <span role="alert">{sayShortly(words.error)}</span>}
        </div>
      ) : (
        <Words words={words.data} />
      )}
      {capture.evidenceItems
        .filter((item) => item.state === 'ready')
        .map((item) => (
          <OpenedItem
            key={item.id}
            capture={capture}
            item={item}
            title={item.kind === 'recording' ? 'Sealed recording' : 'Sealed screenshot'}
            blur={null}
            open={openId === item.id}
            onOpenChange={(open) => setOpenId(open ? item.id : null)}
          />
        ))}
    </div>
  );
}

function Words(props: { words: SealedWords }): ReactNode {
  return (
    <ul className="sealed-words">
      {props.words.wordings.map((wording) => (
        <li key={wording.at}>
          <blockquote className="capture-quote" data-severity="severe">
            <Sentence text={wording} />
          </blockquote>
          <p className="quiet small">
            {wording.windowTitle === null || wording.windowTitle === '' ? null : (
              <>
                <Name>{wording.windowTitle}</Name>
                <br />
              </>
            )}
            {wording.url === null ? null : <code className="break">{wording.url}</code>}
          </p>
        </li>
      ))}
    </ul>
  );
}
