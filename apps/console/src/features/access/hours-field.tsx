import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import { TimeInput } from '../../ui/time-input.tsx';
import { minutesOf, timeOf } from '../../ui/times.ts';
import { problemsOfDay, type Stretch } from './draft.ts';
import { DAYS } from './words.ts';

const SCHOOL_DAYS = 5;
const MOST = 12;

/** The week: for each day from when to when, as often as it is needed. */
export function HoursField(props: {
  hours: ReadonlyArray<readonly Stretch[]>;
  fixed: boolean;
  error: string | undefined;
  onChange: (hours: ReadonlyArray<readonly Stretch[]>) => void;
}): ReactNode {
  const { hours, fixed } = props;
  const put = (day: number, stretches: readonly Stretch[]): void =>
    props.onChange(hours.map((before, at) => (at === day ? stretches : before)));
  return (
    <div className="stack">
      <div className="access-week" role="group" aria-label="Hours of the week">
        {DAYS.map((name, day) => {
          const stretches = hours[day] ?? [];
          const problems = problemsOfDay(stretches);
          return (
            <div key={name} className="access-day" role="group" aria-label={name}>
              <span className="access-day-name">{name}</span>
              <div className="access-stretches">
                {stretches.length === 0 ? <span className="quiet">Not on this day</span> : null}
                {stretches.map((stretch, place) => (
                  // The place is the stretch: two may be alike while they are being written.
                  // oxlint-disable-next-line react/no-array-index-key -- as said
                  <span key={place} className="access-stretch">
                    <TimeInput
                      label={`${name}, stretch ${place + 1} begins`}
                      value={stretch.from}
                      fixed={fixed}
                      onChange={(from) =>
                        put(
                          day,
                          stretches.map((each, at) => (at === place ? { ...each, from } : each)),
                        )
                      }
                    />
                    <span className="quiet" aria-hidden>
                      to
                    </span>
                    <TimeInput
                      label={`${name}, stretch ${place + 1} ends`}
                      value={stretch.to}
                      fixed={fixed}
                      onChange={(to) =>
                        put(
                          day,
                          stretches.map((each, at) => (at === place ? { ...each, to } : each)),
                        )
                      }
                    />
                    {fixed ? null : (
                      <Action
                        look="icon"
                        label={`Take out ${stretch.from} to ${stretch.to} on ${name}`}
                        onPress={() =>
                          put(
                            day,
                            stretches.filter((_, at) => at !== place),
                          )
                        }
                      >
                        <Trash2 size={16} aria-hidden />
                      </Action>
                    )}
                  </span>
                ))}
                {fixed ? null : (
                  <Action
                    look="icon"
                    label={`Add hours on ${name}`}
                    unavailable={
                      stretches.length >= MOST ? `A day has ${MOST} stretches at most.` : undefined
                    }
                    onPress={() => put(day, [...stretches, nextStretch(stretches)])}
                  >
                    <Plus size={16} aria-hidden />
                  </Action>
                )}
                {problems.map((problem) => (
                  <span key={problem} className="field-error" role="alert">
                    {problem}
                  </span>
                ))}
              </div>
            </div>
          );
        })}
      </div>
      {fixed ? null : (
        <div className="row">
          <Action
            unavailable={(hours[0] ?? []).length === 0 ? 'Give Monday its hours first.' : undefined}
            onPress={() =>
              props.onChange(hours.map((before, day) => (day < SCHOOL_DAYS ? [...(hours[0] ?? [])] : before)))
            }
          >
            Same as Monday until Friday
          </Action>
        </div>
      )}
      {props.error === undefined ? null : (
        <p className="field-error" role="alert">
          {props.error}
        </p>
      )}
    </div>
  );
}

/** After the last of the day, for an hour, before midnight. */
function nextStretch(stretches: readonly Stretch[]): Stretch {
  const last = minutesOf(stretches.at(-1)?.to ?? '09:00');
  const from = Math.min(Number.isNaN(last) ? 9 * 60 : last, 23 * 60);
  return { from: timeOf(from), to: timeOf(from + 60) };
}
