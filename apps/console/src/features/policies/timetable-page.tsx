import { type Holiday, type Slot, Week } from '@lapwing/protocol/features/policies/rules.ts';
import { showTimetable } from '@lapwing/protocol/features/policies/settings.api.ts';
import type { Timetable } from '@lapwing/protocol/features/policies/edits.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { DraftGuard } from './draft-guard.tsx';
import { Holidays } from './holidays.tsx';
import { pendingEdit } from './pending.ts';
import { PolicyFrame } from './policy-frame.tsx';
import { useEdits } from './use-edits.ts';
import { DAYS, type Draft, problemsOfDay, sortedWeek, withDayOn } from './week.ts';
import { WeekDay } from './week-day.tsx';
import { WeekPicture } from './week-picture.tsx';
import { PERIOD_WORDS, whyNot } from './words.ts';
import './timetable.css';

/** The week of the school and its holidays: when a scheduled policy is watched for. */
export function TimetablePage(): ReactNode {
  const query = useQuery({
    queryKey: ['policies', 'timetable'],
    queryFn: ({ signal }) => load(showTimetable, {}, signal),
  });
  const { data } = query;
  const { pending, put } = useEdits(data?.base ?? 0);
  const meant = pendingEdit(pending, 'timetable', () => true);
  const shown = meant?.value ?? data?.timetable;
  return (
    <PolicyFrame tab="timetable">
      <Page
        title="Timetable"
        tab="Timetable"
        description={
          data === undefined
            ? undefined
            : `A scheduled policy is watched for in the parts of the week that it names. Now: ${PERIOD_WORDS[data.now]}, by the clock of ${data.timeZone}.`
        }
      >
        {data === undefined || shown === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <Editor
            // After it was applied or discarded the form begins from what holds; what others change elsewhere leaves it alone.
            key={meant === undefined ? JSON.stringify(data.timetable) : 'meant'}
            timetable={shown}
            own={data.own}
            refused={whyNot(data.may.manage)}
            onPut={(value) =>
              put([
                {
                  edit: { kind: 'timetable', value },
                  before: data.own ? data.timetable : null,
                  names: {},
                },
              ])
            }
          />
        )}
      </Page>
    </PolicyFrame>
  );
}

function Editor(props: {
  timetable: Timetable;
  own: boolean;
  refused: string | undefined;
  onPut: (timetable: Timetable) => void;
}): ReactNode {
  const [week, setWeek] = useState<Draft>(props.timetable.week);
  const [holidays, setHolidays] = useState<readonly Holiday[]>(props.timetable.holidays);
  const [day, setDay] = useState(0);
  const problems = week.flatMap((slots, at) =>
    problemsOfDay(slots).map((problem) => `${DAYS[at]}: ${problem}`),
  );
  const changeDay = (slots: readonly Slot[]): void =>
    setWeek(week.map((before, place) => (place === day ? slots : before)));
  const sorted = Week.safeParse(sortedWeek(week));
  const changed =
    JSON.stringify([sortedWeek(week), holidays]) !==
    JSON.stringify([props.timetable.week, props.timetable.holidays]);
  const unavailable =
    props.refused ??
    (!changed
      ? 'Nothing has changed.'
      : problems.length > 0 || !sorted.success
        ? 'Put right what is wrong first.'
        : undefined);
  return (
    <div className="timetable">
      <DraftGuard holds={changed && props.refused === undefined} />
      {props.own ? null : (
        <Notice>This is the week that Lapwing comes with. Set the times of your own school.</Notice>
      )}
      <div className="timetable-split">
        <section className="card" aria-labelledby="week-heading">
          <h2 id="week-heading">The week</h2>
          <WeekPicture week={week} day={day} onDay={setDay} />
          <p className="quiet small">What no slot names is at home.</p>
        </section>
        <WeekDay
          name={DAYS[day] ?? ''}
          slots={week[day] ?? []}
          refused={props.refused}
          onChange={changeDay}
          onCopy={(others) => setWeek(withDayOn(week, day, others))}
          day={day}
        />
      </div>
      <Holidays holidays={holidays} refused={props.refused} onChange={setHolidays} />
      {problems.length === 0 ? null : (
        <Notice tone="stop">
          {problems.map((problem) => (
            <span key={problem} className="line">
              {problem}
            </span>
          ))}
        </Notice>
      )}
      <div className="row">
        <Action
          look="main"
          unavailable={unavailable}
          onPress={() => {
            if (sorted.success) props.onPut({ week: sorted.data, holidays: [...holidays] });
          }}
        >
          Put into the changes
        </Action>
        <span className="quiet small">It holds once the changes are reviewed and applied.</span>
      </div>
    </div>
  );
}
