import { type Chain, DEFAULT_MINUTES } from '@lapwing/protocol/features/alerts/chain.api.ts';
import type { StaffName } from '@lapwing/protocol/features/captures/api.ts';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Action } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { minutesInWords } from './chain-words.ts';

/** The people of the chain in their order, and how long each has. */
export function ChainSteps(props: {
  steps: Chain['steps'];
  staff: readonly StaffName[];
  nameOf: (accountId: string) => string;
  refused: string | undefined;
  onChange: (steps: Chain['steps']) => void;
}): ReactNode {
  const { steps, nameOf, refused } = props;
  const others = props.staff.filter(({ id }) => !steps.some((step) => step.accountId === id));
  const move = (from: number, to: number): void => {
    const moved = [...steps];
    const [step] = moved.splice(from, 1);
    if (step !== undefined) moved.splice(to, 0, step);
    props.onChange(moved);
  };
  return (
    <>
      {steps.length === 0 ? <p className="quiet">Nobody yet.</p> : null}
      <ol className="chain-steps">
        {steps.map((step, at) => {
          const name = nameOf(step.accountId);
          return (
            <li key={step.accountId} className="chain-step">
              <strong>
                {at + 1}. <Name>{name}</Name>
              </strong>
              {refused === undefined ? (
                <>
                  <MinutesInput
                    of={name}
                    minutes={step.minutes}
                    onChange={(minutes) =>
                      props.onChange(steps.map((one, place) => (place === at ? { ...one, minutes } : one)))
                    }
                  />
                  <span className="row">
                    <Action
                      look="icon"
                      label={`Move ${name} up`}
                      unavailable={at === 0 ? `${name} is the first.` : undefined}
                      onPress={() => move(at, at - 1)}
                    >
                      <ArrowUp size={16} aria-hidden />
                    </Action>
                    <Action
                      look="icon"
                      label={`Move ${name} down`}
                      unavailable={at === steps.length - 1 ? `${name} is the last.` : undefined}
                      onPress={() => move(at, at + 1)}
                    >
                      <ArrowDown size={16} aria-hidden />
                    </Action>
                    <Action
                      look="icon"
                      label={`Take out ${name}`}
                      onPress={() => props.onChange(steps.filter((_, place) => place !== at))}
                    >
                      <Trash2 size={16} aria-hidden />
                    </Action>
                  </span>
                </>
              ) : (
                <span className="quiet">has {minutesInWords(step.minutes)}</span>
              )}
            </li>
          );
        })}
      </ol>
      {refused === undefined ? (
        <AddStep
          staff={others}
          onAdd={(accountId) => props.onChange([...steps, { accountId, minutes: DEFAULT_MINUTES }])}
        />
      ) : null}
    </>
  );
}

function AddStep(props: { staff: readonly StaffName[]; onAdd: (accountId: string) => void }): ReactNode {
  const { staff } = props;
  const [chosen, setChosen] = useState('');
  const value = staff.some(({ id }) => id === chosen) ? chosen : (staff[0]?.id ?? '');
  if (value === '') return <p className="quiet">Everybody who may see captures is in it.</p>;
  return (
    <div className="chain-step">
      <Choice
        label="Add somebody"
        value={value}
        options={staff.map(({ id, name }) => ({ key: id, label: name }))}
        onChange={setChosen}
      />
      <Action onPress={() => props.onAdd(value)}>Add</Action>
    </div>
  );
}

/** Whole minutes; what is no number is not taken over. */
export function MinutesInput(props: {
  /** Whose minutes they are. */
  of: string;
  minutes: number;
  onChange: (minutes: number) => void;
}): ReactNode {
  const [text, setText] = useState(String(props.minutes));
  const wrong = !isMinutes(text);
  return (
    <label className="field short-field">
      <span className="field-label">Minutes</span>
      <input
        className="input"
        aria-label={`Minutes for ${props.of}`}
        inputMode="numeric"
        value={text}
        aria-invalid={wrong}
        onChange={(event) => {
          setText(event.target.value);
          if (isMinutes(event.target.value)) props.onChange(Number(event.target.value));
        }}
      />
      {wrong ? (
        <span className="field-error" role="alert">
          A number from 1 to 1440.
        </span>
      ) : null}
    </label>
  );
}

function isMinutes(text: string): boolean {
  return /^\d{1,4}$/u.test(text) && Number(text) >= 1 && Number(text) <= 1440;
}
