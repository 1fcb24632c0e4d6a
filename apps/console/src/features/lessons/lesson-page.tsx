import type { LessonSummary } from '@lapwing/protocol/features/lessons/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { sayClock, sayMoment } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { EndWindow } from './end-window.tsx';
import { lessonSummaryQuery } from './queries.ts';
import { useLessonActs } from './use-lesson-acts.ts';
import { useMinutes } from './use-minutes.ts';
import { isOn, sayMinutesLeft } from './words.ts';
import './lessons.css';

/** One lesson, while it goes on and afterwards: who was there, and what happened. */
export function LessonPage(props: { id: string }): ReactNode {
  const query = useQuery(lessonSummaryQuery(props.id));
  const summary = query.data;
  const acts = useLessonActs();
  const now = useMinutes();
  const [ending, setEnding] = useState(false);
  const lesson = summary?.lesson;
  const on = lesson !== undefined && isOn(lesson, now);
  return (
    <Page
      title={lesson === undefined ? 'Lesson' : <Name>{lesson.title}</Name>}
      tab={lesson?.title ?? 'Lesson'}
      description={lesson === undefined ? undefined : <Times lesson={lesson} now={now} />}
      actions={
        <>
          {lesson === undefined ? null : (
            <ActionLink href={paths.groupView(lesson.group.id, 'thumbnails')}>Open the room</ActionLink>
          )}
          {on && lesson.may.end.allowed ? (
            <Action onPress={() => setEnding(true)}>End the lesson</Action>
          ) : null}
          <ActionLink href={paths.lessons()}>All lessons</ActionLink>
        </>
      }
    >
      {summary === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <Summary summary={summary} on={on} />
      )}
      {ending && lesson !== undefined ? (
        <EndWindow lesson={lesson} acts={acts} onClose={() => setEnding(false)} />
      ) : null}
    </Page>
  );
}

function Times(props: { lesson: LessonSummary['lesson']; now: number }): ReactNode {
  const { lesson, now } = props;
  return (
    <>
      <Name>{lesson.group.name}</Name>, held by{' '}
      <Name>{lesson.teachers.map(({ name }) => name).join(', ')}</Name>, {sayMoment(lesson.startedAt)} to{' '}
      {sayClock(lesson.endedAt ?? lesson.endsAt)}
      {isOn(lesson, now)
        ? ` · ${sayMinutesLeft(lesson, now)}`
        : lesson.endedBy === null
          ? ''
          : ` · ended by ${lesson.endedBy.name}`}
    </>
  );
}

type Present = LessonSummary['present'][number];
const presentColumns = (on: boolean): Column<Present>[] => [
  {
    key: 'name',
    title: 'Name',
    sort: ({ person }) => person.name,
    cell: ({ person }) => (
      <Link href={paths.person(person.id)} className="strong-link">
        <Name>{person.name}</Name>
      </Link>
    ),
  },
  { key: 'from', title: 'From', fixed: true, sort: ({ from }) => from, cell: ({ from }) => sayClock(from) },
  {
    key: 'to',
    title: 'To',
    fixed: true,
    cell: ({ to }) =>
      to === null ? <span className="quiet">{on ? 'Still here' : 'The end'}</span> : sayClock(to),
  },
  {
    key: 'minutes',
    title: 'Minutes',
    fixed: true,
    sort: ({ minutes }) => minutes,
    cell: ({ minutes }) => minutes,
  },
];

function Summary(props: {
  summary: LessonSummary;
  /** It goes on still. */
  on: boolean;
}): ReactNode {
  const { summary } = props;
  const { present, absent, captures, restrictions, asked, messages } = summary;
  return (
    <div className="columns lesson-summary">
      <section className="card" aria-labelledby="here-heading">
        <h2 id="here-heading">
          Who was here <span className="quiet number">{present.length}</span>
        </h2>
        {present.length === 0 ? (
          <p className="quiet">Nobody of the group sat at a device.</p>
        ) : (
          <DataTable
            label="Who was here"
            rows={present}
            columns={presentColumns(props.on)}
            rowKey={({ person }) => person.id}
          />
        )}
        {absent.length === 0 ? null : (
          <>
            <h3>
              Not at a device <span className="quiet number">{absent.length}</span>
            </h3>
            <p className="lesson-absent">
              {absent.map(({ id, name }, index) => (
                <span key={id}>
                  {index === 0 ? '' : ', '}
                  <Name>{name}</Name>
                </span>
              ))}
            </p>
          </>
        )}
      </section>
      <div className="stack">
        <section className="card" aria-labelledby="set-heading">
          <h2 id="set-heading">What was set</h2>
          {restrictions.length === 0 ? <p className="quiet">Nothing was restricted.</p> : null}
          <ul className="lesson-lines">
            {restrictions.map((one) => (
              <li key={`${one.from} ${one.what} ${one.for}`}>
                <span className="quiet number">
                  {sayClock(one.from)}
                  {one.to === null ? '' : ` to ${sayClock(one.to)}`}
                </span>{' '}
                {one.what} for <Name>{one.for}</Name>
                <span className="quiet">
                  , by <Name>{one.by}</Name>
                </span>
              </li>
            ))}
          </ul>
          <p className="quiet small">
            {messages === 0
              ? 'No message was sent.'
              : messages === 1
                ? 'One message was sent.'
                : `${messages} messages were sent.`}
          </p>
        </section>
        <section className="card" aria-labelledby="asked-heading">
          <h2 id="asked-heading">What pupils asked</h2>
          {asked.length === 0 ? <p className="quiet">Nobody asked.</p> : null}
          <ul className="lesson-lines">
            {asked.map((one) => (
              <li key={`${one.at} ${one.person}`}>
                <span className="quiet number">{sayClock(one.at)}</span> <Name>{one.person}</Name>:{' '}
                <Name>{one.what}</Name>
                <span className="quiet"> · {one.answer ?? 'not answered'}</span>
              </li>
            ))}
          </ul>
        </section>
        {captures === null ? null : (
          <section className="card" aria-labelledby="captures-heading">
            <h2 id="captures-heading">Captures</h2>
            {captures.length === 0 ? <p className="quiet">None.</p> : null}
            <ul className="lesson-lines">
              {captures.map((one) => {
                const { shape, word, tone } = SEVERITY_WORDS[one.severity];
                return (
                  <li key={one.id}>
                    <Link href={paths.capture(one.id)}>
                      <span className="quiet number">{sayClock(one.at)}</span>{' '}
                      <span className="open-mark" data-tone={tone}>
                        <span aria-hidden="true">{shape}</span> {word}
                      </span>{' '}
                      {one.policy} · <Name>{one.person}</Name>
                    </Link>
                  </li>
                );
              })}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}
