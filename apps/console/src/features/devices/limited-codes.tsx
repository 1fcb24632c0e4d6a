import {
  type LimitedCode,
  listLimitedCodes,
  makeLimitedCode,
  withdrawLimitedCode,
} from '@lapwing/protocol/features/devices/limited-codes.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Confirm, Window } from '../../ui/dialog.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { CODE_LENGTHS, CODE_STATES, readDevices, sayPlaces } from './code-words.ts';
import './limited-codes.css';

const KEY = ['devices', 'limited-codes'] as const;
/** So many in force, and so many that have ended, until all are asked for. */
const SHOWN = Object.freeze({ inForce: 8, ended: 3 });

/** Codes for one lot of devices: who holds one lets in so many, and none after its day. */
export function LimitedCodes(): ReactNode {
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => load(listLimitedCodes, {}, signal) });
  const [making, setMaking] = useState(false);
  const [withdrawing, setWithdrawing] = useState<LimitedCode | null>(null);
  const [all, setAll] = useState(false);
  const codes = query.data?.codes;
  const inForce = codes?.filter(({ state }) => state === 'in-force') ?? [];
  const ended = codes?.filter(({ state }) => state !== 'in-force') ?? [];
  const some = [...inForce.slice(0, SHOWN.inForce), ...ended.slice(0, SHOWN.ended)];
  const shown = all ? [...inForce, ...ended] : some;
  return (
    <section className="card" aria-labelledby="limited-heading">
      <h2 id="limited-heading">Codes for one lot of devices</h2>
      <p className="quiet">
        A silent installation takes such a code in place of the school code. It lets in the number of devices
        that you choose, and stops working on its day: for a new set of laptops, or for a supplier.
      </p>
      {codes === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={2} />
      ) : (
        <>
          {codes.length === 0 ? <p>There is none yet.</p> : null}
          <ul className="limited-codes">
            {shown.map((code) => (
              <OneCode key={code.id} code={code} onWithdraw={() => setWithdrawing(code)} />
            ))}
          </ul>
          <div className="row">
            <Action onPress={() => setMaking(true)}>Make a code for some devices</Action>
            {codes.length > some.length ? (
              <Action look="plain" onPress={() => setAll(!all)} expanded={all}>
                {all ? 'Show fewer' : `Show all ${codes.length}`}
              </Action>
            ) : null}
          </div>
        </>
      )}
      {making ? <MakeWindow onClose={() => setMaking(false)} /> : null}
      {withdrawing === null ? null : (
        <WithdrawWindow code={withdrawing} onClose={() => setWithdrawing(null)} />
      )}
    </section>
  );
}

function OneCode(props: { code: LimitedCode; onWithdraw: () => void }): ReactNode {
  const { code } = props;
  const state = CODE_STATES[code.state];
  return (
    <li data-ended={code.code === null || undefined}>
      <div className="limited-code">
        <strong>
          <Name>{code.title}</Name>
        </strong>
        <span className="quiet small">
          {sayPlaces(code)}.{' '}
          {code.state === 'in-force' ? (
            <>
              Good until <When at={code.expiresAt} show="moment" />.
            </>
          ) : null}
        </span>
      </div>
      {code.code === null ? (
        <Pill tone={state.tone}>{state.title}</Pill>
      ) : (
        <div className="row">
          <code className="limited-figures">{code.code}</code>
          <CopyButton text={code.code} label={`Copy the code ${code.title}`} />
          <Action label={`Withdraw the code ${code.title}`} onPress={props.onWithdraw}>
            Withdraw
          </Action>
        </div>
      )}
    </li>
  );
}

function MakeWindow(props: { onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const [title, setTitle] = useState('');
  const [devices, setDevices] = useState('30');
  const [length, setLength] = useState<(typeof CODE_LENGTHS)[number]['key']>('7');
  const [tried, setTried] = useState(false);
  const devicesAtMost = readDevices(devices);
  const make = useMutation({
    mutationFn: (count: number) =>
      load(makeLimitedCode, {
        body: {
          title,
          devicesAtMost: count,
          days: CODE_LENGTHS.find((one) => one.key === length)?.days ?? 7,
        },
      }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: KEY });
      props.onClose();
    },
  });
  const wrongTitle = tried && title.trim() === '' ? 'Say what it is for, such as Trolley 7.' : undefined;
  const wrongCount = tried && devicesAtMost === null ? 'Give a whole number from 1 to 10,000.' : undefined;
  return (
    <Window title="Make a code for some devices" open onClose={props.onClose}>
      <Form
        problem={formError(make.error, ['title', 'devicesAtMost'])}
        busy={make.isPending}
        onSubmit={() => {
          setTried(true);
          if (title.trim() !== '' && devicesAtMost !== null) make.mutate(devicesAtMost);
        }}
      >
        <TextInput
          label="What it is for"
          name="title"
          value={title}
          onChange={setTitle}
          error={wrongTitle ?? fieldError(make.error, 'title')}
          hint="Staff read it in the audit, beside each device that came in by it."
          placeholder="Trolley 7"
          maxLength={80}
          required
          autoFocus
        />
        <TextInput
          label="Devices at most"
          name="devicesAtMost"
          value={devices}
          onChange={setDevices}
          error={wrongCount ?? fieldError(make.error, 'devicesAtMost')}
          hint="1 makes a code for one device alone."
          maxLength={6}
          required
        />
        <Choice label="Good for" value={length} options={CODE_LENGTHS} onChange={setLength} />
        <FormFoot onCancel={props.onClose} submit="Make the code" busy={make.isPending} />
      </Form>
    </Window>
  );
}

function WithdrawWindow(props: { code: LimitedCode; onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => load(withdrawLimitedCode, { params: { id: props.code.id } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: KEY });
      props.onClose();
    },
  });
  return (
    <Confirm
      title="Withdraw this code?"
      open
      onClose={props.onClose}
      verb="Withdraw the code"
      onConfirm={() => withdraw.mutate()}
      busy={withdraw.isPending}
      error={withdraw.error === null ? undefined : sayShortly(withdraw.error)}
    >
      <p>
        No further device is let in by the code <Name>{props.code.title}</Name>. Devices that it has let in
        stay.
      </p>
    </Confirm>
  );
}
