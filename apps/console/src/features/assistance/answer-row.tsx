import type { AssistanceRequest } from '@lapwing/protocol/features/assistance/api.ts';
import { type ReactNode, useState } from 'react';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import type { MenuPart } from '../../ui/menu-parts.ts';
import { MenuButton } from '../../ui/menu.tsx';
import type { useAnswer } from './use-answer.ts';

const LENGTHS: readonly number[] = [10, 30, 60, 120];

/** The answers to one pupil: the usual one a press away, the others beside it. */
export function AnswerRow(props: {
  request: AssistanceRequest;
  usual: number;
  busy: boolean;
  answer: ReturnType<typeof useAnswer>['answer'];
}): ReactNode {
  const { request, usual, busy, answer } = props;
  const [writing, setWriting] = useState<'done' | 'decline' | null>(null);
  const [words, setWords] = useState('');
  const blocked = request.may.answer.allowed
    ? undefined
    : (request.may.answer.reason ?? 'Your role does not include answering.');
  const closed = request.may.allow.allowed
    ? undefined
    : (request.may.allow.reason ?? 'To open a page takes the right to restrict devices.');

  async function send(kind: 'done' | 'decline'): Promise<void> {
    const said = words.trim() === '' ? null : words.trim();
    if (await answer(request, { answer: kind, words: said })) setWriting(null);
  }
  if (writing !== null) {
    return (
      <form
        className="ask-write"
        onSubmit={(event) => {
          event.preventDefault();
          void send(writing);
        }}
      >
        <TextInput
          label={writing === 'decline' ? 'Why not, in a word' : 'What the pupil reads'}
          name="words"
          value={words}
          onChange={setWords}
          autoFocus
          maxLength={300}
        />
        <div className="row">
          <Action look="main" submit busy={busy}>
            {writing === 'decline' ? 'Say no' : 'Send'}
          </Action>
          <Action onPress={() => setWriting(null)}>Back</Action>
        </div>
      </form>
    );
  }
  const page = request.kind === 'access';
  return (
    <div className="row ask-answers">
      {page ? (
        <>
          <Action
            look="main"
            busy={busy}
            unavailable={blocked ?? closed}
            onPress={() =>
              void answer(request, { answer: 'allow', minutes: usual, what: 'site', whom: 'pupil' })
            }
          >
            Allow {usual} minutes
          </Action>
          <MenuButton
            label={`Other ways to allow it for ${request.person.name}`}
            look="icon"
            unavailable={blocked ?? closed}
            parts={() => allowParts(request, usual, answer)}
          >
            <span aria-hidden="true">▾</span>
          </MenuButton>
        </>
      ) : null}
      {request.state === 'coming' ? (
        <Action
          {...(page ? {} : { look: 'main' as const })}
          busy={busy}
          unavailable={blocked}
          onPress={() => void answer(request, { answer: 'done', words: null })}
        >
          Done
        </Action>
      ) : (
        <Action
          {...(page ? {} : { look: 'main' as const })}
          busy={busy}
          unavailable={blocked}
          onPress={() => void answer(request, { answer: 'coming' })}
        >
          On my way
        </Action>
      )}
      <Action unavailable={blocked} onPress={() => setWriting('done')}>
        Say…
      </Action>
      <Action unavailable={blocked} onPress={() => setWriting('decline')}>
        No…
      </Action>
    </div>
  );
}

function allowParts(
  request: AssistanceRequest,
  usual: number,
  answer: ReturnType<typeof useAnswer>['answer'],
): MenuPart[] {
  const lengths = [usual, ...LENGTHS.filter((minutes) => minutes !== usual)];
  const part = (what: 'page' | 'site', whom: 'pupil' | 'lesson', title: string): MenuPart => ({
    key: `${what} ${whom}`,
    title,
    entries: lengths.map((minutes) => ({
      key: `${what} ${whom} ${minutes}`,
      label: `${minutes} minutes`,
      onPress: () => void answer(request, { answer: 'allow', minutes, what, whom }),
    })),
  });
  return [
    part('page', 'pupil', 'Only this page, for this pupil'),
    part('site', 'pupil', 'The whole site, for this pupil'),
    ...(request.lesson === null
      ? []
      : [part('site', 'lesson', `The whole site, for all in ${request.lesson.title}`)]),
  ];
}
