import type { Slot } from '@lapwing/protocol/features/policies/rules.ts';
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { TimeInput } from '../../ui/time-input.tsx';
import { DAYS, nextSlot, problemsOfDay } from './week.ts';
import { PERIOD_WORDS } from './words.ts';

const KINDS = (['lesson', 'break', 'club'] as const).map((key) => ({ key, label: PERIOD_WORDS[key] }));
const SCHOOL_DAYS = [0, 1, 2, 3, 4];
const MOST_SLOTS = 40;

/** The slots of one day: from when to when, and what it is. */
export function WeekDay(props: {
  name: string;
  day: number;
  slots: readonly Slot[];
  refused: string | undefined;
  onChange: (slots: readonly Slot[]) => void;
  onCopy: (days: readonly number[]) => void;
}): ReactNode {
  const { name, slots } = props;
  const fixed = props.refused !== undefined;
  const problems = problemsOfDay(slots);
  const change = (place: number, part: Partial<Slot>): void =>
    props.onChange(slots.map((slot, at) => (at === place ? { ...slot, ...part } : slot)));
  const others = SCHOOL_DAYS.filter((day) => day !== props.day);
  return (
    <section className="card" aria-labelledby="day-heading">
      <h2 id="day-heading">{name}</h2>
      {slots.length === 0 ? <p className="quiet">All day at home.</p> : null}
      <ul className="slots">
        {slots.map((slot, place) => (
          // The place is the slot: two may be alike while they are being written.
          // oxlint-disable-next-line react/no-array-index-key -- as said
          <li key={place} className="slot">
            <TimeInput
              label={`Slot ${place + 1} begins`}
              value={slot.from}
              fixed={fixed}
              onChange={(from) => change(place, { from })}
            />
            <span className="quiet" aria-hidden>
              to
            </span>
            <TimeInput
              label={`Slot ${place + 1} ends`}
              value={slot.to}
              fixed={fixed}
              onChange={(to) => change(place, { to })}
            />
            <Choice
              label={`Slot ${place + 1} is`}
              look="filter"
              named
              neutral={slot.period}
              value={slot.period}
              options={KINDS}
              onChange={(period) => {
                if (!fixed) change(place, { period });
              }}
            />
            {fixed ? null : (
              <Action
                look="icon"
                label={`Take out slot ${place + 1}`}
                onPress={() => props.onChange(slots.filter((_, at) => at !== place))}
              >
                <Trash2 size={16} aria-hidden />
              </Action>
            )}
          </li>
        ))}
      </ul>
      {problems.map((problem) => (
        <p key={problem} className="field-error" role="alert">
          {problem}
        </p>
      ))}
      {fixed ? (
        <p className="quiet">{props.refused}</p>
      ) : (
        <div className="row">
          <Action
            unavailable={slots.length >= MOST_SLOTS ? `A day has ${MOST_SLOTS} slots at most.` : undefined}
            onPress={() => props.onChange([...slots, nextSlot(slots)])}
          >
            Add a slot
          </Action>
          <Action onPress={() => props.onCopy(others)}>
            {props.day < SCHOOL_DAYS.length
              ? `Same on ${DAYS[0]?.slice(0, 3)} to ${DAYS[4]?.slice(0, 3)}`
              : 'Put it on all school days'}
          </Action>
        </div>
      )}
    </section>
  );
}
