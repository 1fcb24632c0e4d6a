import type { Lesson } from '@lapwing/protocol/features/lessons/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { troubleOf } from '../../api/trouble.ts';
import { useMe } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { sayClock, sayMoment } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { lessonsQuery, pastLessonsQuery } from './queries.ts';
import { useMinutes } from './use-minutes.ts';
import { isMine, isOn, sayMinutesLeft, sayTimes } from './words.ts';
import './lessons.css';

/** Lessons that go on, those planned now, and those of the last weeks. */
export function LessonsPage(): ReactNode {
  return (
    <Page
      title="Lessons"
      tab="Lessons"
      description="All that is set in a lesson ends with it"
      actions={<ActionLink href={paths.lessonTimetable()}>Timetable</ActionLink>}
    >
      <div className="lessons">
        <Now />
        <Past />
      </div>
    </Page>
  );
}

function Now(): ReactNode {
  const me = useMe();
  const query = useQuery(lessonsQuery);
  const now = useMinutes();
  const on = (query.data?.lessons ?? []).filter((lesson) => isOn(lesson, now));
  const planned = query.data?.planned ?? [];
  return (
    <section className="card" aria-labelledby="now-heading">
      <h2 id="now-heading">Now</h2>
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={3} />
      ) : on.length === 0 && planned.length === 0 ? (
        <State small icon="people" title="No lesson goes on">
          Open one of your groups at the left and press “Start a lesson”.
        </State>
      ) : (
        <ul className="lessons-now">
          {on.map((lesson) => (
            <li key={lesson.id}>
              <span className="lessons-words">
                <Link href={paths.groupView(lesson.group.id, 'thumbnails')} className="strong-link">
                  <Name>{lesson.title}</Name>
                </Link>
                <span className="quiet small">
                  <Name>{lesson.teachers.map(({ name }) => name).join(', ')}</Name>
                  {isMine(lesson, me.account.id) ? ' · yours' : ''} · {lesson.present} of {lesson.people} here
                </span>
              </span>
              <strong className="number">{sayMinutesLeft(lesson, now)}</strong>
              <ActionLink href={paths.lesson(lesson.id)}>So far</ActionLink>
            </li>
          ))}
          {planned.map((one) => (
            <li key={one.id}>
              <span className="lessons-words">
                <Link
                  href={paths.groupView(one.group.id, 'thumbnails', '?do=start-lesson')}
                  className="strong-link"
                >
                  <Name>{one.title}</Name>
                </Link>
                <span className="quiet small">
                  Planned {sayTimes(one)}
                  {one.room === null ? null : (
                    <>
                      {', '}
                      <Name>{one.room}</Name>
                    </>
                  )}
                </span>
              </span>
              <ActionLink href={paths.groupView(one.group.id, 'thumbnails', '?do=start-lesson')} look="main">
                Start
              </ActionLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const COLUMNS: Column<Lesson>[] = [
  {
    key: 'title',
    title: 'Lesson',
    sort: (lesson) => lesson.title,
    cell: (lesson) => (
      <Link href={paths.lesson(lesson.id)} className="strong-link">
        <Name>{lesson.title}</Name>
      </Link>
    ),
  },
  {
    key: 'group',
    title: 'Group',
    sort: (lesson) => lesson.group.name,
    cell: (lesson) => <Name>{lesson.group.name}</Name>,
  },
  {
    key: 'teachers',
    title: 'Held by',
    sort: (lesson) => lesson.teachers[0]?.name ?? '',
    cell: (lesson) => <Name>{lesson.teachers.map(({ name }) => name).join(', ')}</Name>,
  },
  {
    key: 'when',
    title: 'When',
    fixed: true,
    sort: (lesson) => lesson.startedAt,
    cell: (lesson) => (
      <span className="number">
        {sayMoment(lesson.startedAt)} to {sayClock(lesson.endedAt ?? lesson.endsAt)}
      </span>
    ),
  },
  {
    key: 'ended',
    title: 'Ended',
    cell: (lesson) =>
      lesson.endedBy === null ? (
        <span className="quiet">On time</span>
      ) : (
        <Name>{`By ${lesson.endedBy.name}`}</Name>
      ),
  },
];

function Past(): ReactNode {
  const query = useQuery(pastLessonsQuery);
  const lessons = query.data?.lessons;
  return (
    <section className="card lessons-past" aria-labelledby="past-heading">
      <h2 id="past-heading">The last weeks</h2>
      {lessons === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={5} />
      ) : lessons.length === 0 ? (
        <State small title="No lesson is over yet">
          Who was there and what happened in a lesson stands here afterwards.
        </State>
      ) : (
        <DataTable
          label="Lessons of the last weeks"
          rows={lessons}
          columns={COLUMNS}
          rowKey={({ id }) => id}
        />
      )}
    </section>
  );
}
