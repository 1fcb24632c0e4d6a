import { Holiday } from '@lapwing/protocol/features/policies/rules.ts';
import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Action } from '../../ui/button.tsx';
import { sayDay } from '../../ui/dates.ts';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';

/** The holidays of the school: all day, every day of them. */
export function Holidays(props: {
  holidays: readonly Holiday[];
  refused: string | undefined;
  onChange: (holidays: readonly Holiday[]) => void;
}): ReactNode {
  const { holidays } = props;
  return (
    <section className="card" aria-labelledby="holidays-heading">
      <h2 id="holidays-heading">Holidays</h2>
      {holidays.length === 0 ? (
        <p className="quiet">None yet. Without them a holiday is a school day like any other.</p>
      ) : (
        <ul className="holidays">
          {holidays.map((holiday, place) => (
            <li key={`${holiday.name} ${holiday.from}`} className="holiday">
              <Name>{holiday.name}</Name>
              <span className="quiet">
                {holiday.from === holiday.to
                  ? dayOf(holiday.from)
                  : `${dayOf(holiday.from)} to ${dayOf(holiday.to)}`}
              </span>
              {props.refused === undefined ? (
                <Action
                  look="icon"
                  label={`Take out ${holiday.name}`}
                  onPress={() => props.onChange(holidays.filter((_, at) => at !== place))}
                >
                  <Trash2 size={16} aria-hidden />
                </Action>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {props.refused === undefined ? (
        <NewHoliday
          onAdd={(holiday) =>
            props.onChange([...holidays, holiday].toSorted((one, other) => (one.from < other.from ? -1 : 1)))
          }
        />
      ) : null}
    </section>
  );
}

function NewHoliday(props: { onAdd: (holiday: Holiday) => void }): ReactNode {
  const [draft, setDraft] = useState({ name: '', from: '', to: '' });
  const [tried, setTried] = useState(false);
  const parsed = Holiday.safeParse({ ...draft, to: draft.to === '' ? draft.from : draft.to });
  const wrong = (field: 'name' | 'from' | 'to'): string | undefined => {
    if (!tried || parsed.success) return undefined;
    const issue = parsed.error.issues.find(({ path }) => path[0] === field);
    if (issue === undefined) return undefined;
    return field === 'to' && draft.to !== '' ? 'It must not end before it begins.' : SAY[field];
  };
  return (
    <form
      className="new-holiday"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!parsed.success) return;
        props.onAdd(parsed.data);
        setDraft({ name: '', from: '', to: '' });
        setTried(false);
      }}
    >
      <TextInput
        label="Name"
        name="holiday-name"
        placeholder="Half-term"
        value={draft.name}
        maxLength={80}
        error={wrong('name')}
        onChange={(name) => setDraft({ ...draft, name })}
      />
      <DayInput
        label="First day"
        value={draft.from}
        error={wrong('from')}
        onChange={(from) => setDraft({ ...draft, from })}
      />
      <DayInput
        label="Last day"
        value={draft.to}
        error={wrong('to')}
        onChange={(to) => setDraft({ ...draft, to })}
      />
      <Action submit>Add this holiday</Action>
    </form>
  );
}

const SAY = Object.freeze({
  name: 'Give it a name.',
  from: 'Choose its first day.',
  to: 'Choose its last day.',
});

function DayInput(props: {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}): ReactNode {
  return (
    <label className="field">
      <span className="field-label">{props.label}</span>
      <input
        type="date"
        className="input"
        value={props.value}
        aria-invalid={props.error !== undefined}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.error === undefined ? null : (
        <span className="field-error" role="alert">
          {props.error}
        </span>
      )}
    </label>
  );
}

/** A day without a time: noon is the same day in every time zone of Europe. */
function dayOf(day: string): string {
  return sayDay(`${day}T12:00:00.000Z`);
}
