import { MessageBody } from '@lapwing/protocol/features/messages/api.ts';
import type { Target } from '@lapwing/protocol/features/restrictions/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { type ReactNode, useState } from 'react';
import { formError, RequestFailed } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { TextInput, Tick } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import type { SayActs } from './use-say.ts';
import { hostOf, type Say, SAY_WORDS } from './words.ts';

export interface SayTo {
  readonly targets: readonly Target[];
  readonly everybody: boolean;
  readonly name: string;
  /** Connected devices that can do it. */
  readonly able: readonly string[];
  /** Known devices in all. */
  readonly devices: readonly string[];
}

/** Says something to devices: a message, a page to open, tabs to close, a log-off. It says whom it reaches. */
export function SayWindow(props: {
  say: Say;
  to: SayTo;
  lessonId: string | null;
  /** Reaching more than this asks once more. */
  askBeyond: number;
  acts: SayActs;
  onClose: () => void;
}): ReactNode {
  const { say, to, acts, onClose } = props;
  const words = SAY_WORDS[say];
  const [id] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const [text, setText] = useState('');
  const [all, setAll] = useState(true);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const made = make(say, text, all);
  const count = `${to.able.length} ${to.able.length === 1 ? 'screen' : 'screens'}`;
  const button = `${words.verb} ${count}`;
  const left = to.devices.length - to.able.length;

  async function send(): Promise<void> {
    if (made.what === null) return;
    const failed = await acts.say({ id, targets: to.targets, what: made.what, lessonId: props.lessonId });
    if (failed === null) onClose();
    else {
      setAsking(false);
      setFailure(new RequestFailed(failed));
    }
  }
  function submit(): void {
    setTried(true);
    setFailure(null);
    if (made.what === null) return;
    if (to.able.length > props.askBeyond) setAsking(true);
    else void send();
  }

  if (asking) {
    return (
      <Window title={`${button}?`} open onClose={onClose} alert>
        <p>
          This reaches <strong>{count}</strong> of <Name>{to.name}</Name> at once and cannot be taken back.
        </p>
        <div className="dialog-foot">
          <Action autoFocus onPress={() => setAsking(false)}>
            Back
          </Action>
          <Action look="main" busy={acts.busy} onPress={() => void send()}>
            {button}
          </Action>
        </div>
      </Window>
    );
  }
  return (
    <Window title={words.title} open onClose={onClose}>
      <Form problem={formError(failure, [])} busy={acts.busy} onSubmit={submit}>
        <TextInput
          label={FIELD[say].label}
          name="text"
          value={text}
          onChange={setText}
          autoFocus
          maxLength={say === 'message' ? 1000 : say === 'open' ? 2000 : 300}
          {...(say === 'message' ? { rows: 3 } : {})}
          {...(FIELD[say].placeholder === undefined ? {} : { placeholder: FIELD[say].placeholder })}
          hint={FIELD[say].hint}
          error={tried && made.what === null ? made.problem : undefined}
        />
        {say === 'close-tabs' ? (
          <Tick checked={all} onChange={setAll}>
            All tabs of the site; otherwise only the one in front
          </Tick>
        ) : null}
        <p>
          <strong>
            <Name>{to.everybody ? `Everybody in ${to.name}` : to.name}</Name>
          </strong>
          : {count} connected
          {left > 0 ? `; ${left} not connected or not able, to which it is not said later` : ''}.
        </p>
        <FormFoot onCancel={onClose} submit={button} busy={acts.busy} />
      </Form>
    </Window>
  );
}

const FIELD: Readonly<Record<Say, { label: string; hint: string; placeholder?: string }>> = Object.freeze({
  message: {
    label: 'Message',
    hint: 'It stands on the pupils’ screens with your name until they close it.',
  },
  open: {
    label: 'Address of the page',
    placeholder: 'www.bbc.co.uk/bitesize',
    hint: 'It opens in a new tab in front.',
  },
  'close-tabs': {
    label: 'Site',
    placeholder: 'games.example.com',
    hint: 'What was written in the tabs may be lost.',
  },
  'log-off': {
    label: 'Words for the pupils',
    hint: 'They are shown before the log-off. What was not saved may be lost.',
  },
});

function make(say: Say, text: string, all: boolean): { what: MessageBody | null; problem: string } {
  if (say === 'close-tabs') {
    const host = hostOf(text);
    return host === null
      ? { what: null, problem: 'Give a site, such as games.example.com.' }
      : { what: { kind: 'close-tabs', host, all }, problem: '' };
  }
  const parsed = MessageBody.safeParse(say === 'open' ? { kind: say, url: text } : { kind: say, text });
  return parsed.success
    ? { what: parsed.data, problem: '' }
    : {
        what: null,
        problem:
          text.trim() === ''
            ? say === 'open'
              ? 'Give the address of a page.'
              : 'Write what the pupils are to read.'
            : `This ${parsed.error.issues[0]?.message ?? 'cannot be sent'}.`,
      };
}
