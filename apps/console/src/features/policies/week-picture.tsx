import type { CSSProperties, ReactNode } from 'react';
import { minutesOf } from '../../ui/times.ts';
import { DAYS, type Draft, hoursOf } from './week.ts';
import { PERIOD_WORDS } from './words.ts';

/** The week as columns of slots; a day is chosen by its heading. The form beside it says the same in words. */
export function WeekPicture(props: { week: Draft; day: number; onDay: (day: number) => void }): ReactNode {
  const hours = hoursOf(props.week);
  const length = (hours.to - hours.from) * 60;
  const share = (minutes: number): string => `${((minutes - hours.from * 60) / length) * 100}%`;
  return (
    <div className="week" role="group" aria-label="Days of the week">
      <div className="week-hours" aria-hidden>
        {Array.from({ length: hours.to - hours.from + 1 }, (_, place) => (
          <span key={place} style={{ insetBlockStart: share((hours.from + place) * 60) }}>
            {hours.from + place}
          </span>
        ))}
      </div>
      {DAYS.map((name, day) => (
        <button
          key={name}
          type="button"
          className="week-day"
          aria-pressed={day === props.day}
          onClick={() => props.onDay(day)}
        >
          <span className="week-name">
            {name.slice(0, 3)}
            <span className="unseen">{`${name.slice(3)}: ${inWords(props.week[day] ?? [])}`}</span>
          </span>
          <span className="week-slots" aria-hidden>
            {(props.week[day] ?? []).map((slot) => {
              const [from, to] = [minutesOf(slot.from), minutesOf(slot.to)];
              if (!(from < to)) return null;
              const style: CSSProperties = {
                insetBlockStart: share(from),
                blockSize: `${((to - from) / length) * 100}%`,
              };
              return (
                <span
                  key={`${slot.from}${slot.to}${slot.period}`}
                  className="week-slot"
                  data-period={slot.period}
                  style={style}
                >
                  {to - from >= 40 ? PERIOD_WORDS[slot.period] : null}
                </span>
              );
            })}
          </span>
        </button>
      ))}
    </div>
  );
}

function inWords(slots: Draft[number]): string {
  return slots.length === 0
    ? 'at home all day'
    : slots.map((slot) => `${PERIOD_WORDS[slot.period]} ${slot.from} to ${slot.to}`).join(', ');
}
