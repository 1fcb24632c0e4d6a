import {
  clearLessonTimetable,
  readLessonTimetable,
  saveLessonTimetable,
  type TimetableLine,
} from '@lapwing/protocol/features/lessons/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { lessonTimetableQuery } from './queries.ts';
import { TimetableImport } from './timetable-import.tsx';
import { DAY_WORDS } from './words.ts';
import './lessons.css';

/** The planned lessons of the week, and a new plan from a file. */
export function LessonTimetablePage(): ReactNode {
  const client = useQueryClient();
  const query = useQuery(lessonTimetableQuery);
  const [clearing, setClearing] = useState(false);
  const lines = query.data?.lines;
  const may = query.data?.may.manage;
  const refused =
    may === undefined || may.allowed
      ? undefined
      : (may.reason ?? 'Your role does not include the timetable of lessons.');
  const clear = useMutation({
    mutationFn: () => load(clearLessonTimetable, {}),
    onSuccess() {
      setClearing(false);
      showToast({ text: 'The planned lessons are forgotten.', tone: 'good' });
      void client.invalidateQueries({ queryKey: ['lessons'] });
    },
  });
  const read = useMutation({ mutationFn: (csv: string) => load(readLessonTimetable, { body: { csv } }) });
  const save = useMutation({
    mutationFn: (csv: string) => load(saveLessonTimetable, { body: { csv } }),
    onSuccess({ kept, leftOut }) {
      showToast({
        text: `${kept} planned lessons kept${leftOut === 0 ? '' : `, ${leftOut} lines left out`}.`,
        tone: 'good',
      });
      read.reset();
      void client.invalidateQueries({ queryKey: ['lessons'] });
    },
  });
  return (
    <Page
      title="Timetable of lessons"
      tab="Timetable"
      description="A planned lesson is offered to its teacher when it begins; nothing starts by itself"
      actions={
        <>
          {lines === undefined || lines.length === 0 ? null : (
            <Action unavailable={refused} onPress={() => setClearing(true)}>
              Forget the plan
            </Action>
          )}
          <ActionLink href={paths.lessons()}>Lessons</ActionLink>
        </>
      }
    >
      {lines === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <div className="lessons">
          {refused === undefined ? (
            <TimetableImport
              replaces={lines.length}
              read={read.data ?? null}
              busy={read.isPending || save.isPending}
              problem={
                read.error !== null
                  ? sayShortly(read.error)
                  : save.error === null
                    ? undefined
                    : sayShortly(save.error)
              }
              onRead={(csv) => read.mutate(csv)}
              onChange={() => read.reset()}
              onSave={(csv) => save.mutate(csv)}
            />
          ) : (
            <Notice>{refused}</Notice>
          )}
          <section className="card lessons-past" aria-labelledby="plan-heading">
            <h2 id="plan-heading">
              The plan now <span className="quiet number">{lines.length}</span>
            </h2>
            {lines.length === 0 ? (
              <State small title="No lesson is planned">
                Lessons can be started without a plan.
              </State>
            ) : (
              <DataTable label="Planned lessons" rows={lines} columns={LINES} rowKey={({ id }) => id} />
            )}
          </section>
        </div>
      )}
      <Confirm
        open={clearing}
        title="Forget the planned lessons?"
        verb="Forget them"
        busy={clear.isPending}
        error={clear.error === null ? undefined : sayShortly(clear.error)}
        onClose={() => setClearing(false)}
        onConfirm={() => clear.mutate()}
      >
        <p>Lessons are then started without a plan. Those that go on and those that are over stay.</p>
      </Confirm>
    </Page>
  );
}

const LINES: Column<TimetableLine>[] = [
  {
    key: 'day',
    title: 'Day',
    fixed: true,
    sort: ({ day, from }) => `${day} ${from}`,
    cell: ({ day }) => DAY_WORDS[day],
  },
  {
    key: 'time',
    title: 'Time',
    fixed: true,
    sort: ({ from }) => from,
    cell: ({ from, to }) => (
      <span className="number">
        {from} to {to}
      </span>
    ),
  },
  { key: 'title', title: 'Lesson', sort: ({ title }) => title, cell: ({ title }) => <Name>{title}</Name> },
  {
    key: 'group',
    title: 'Group',
    sort: ({ group }) => group.name,
    cell: ({ group }) => <Name>{group.name}</Name>,
  },
  {
    key: 'teacher',
    title: 'Teacher',
    sort: ({ teacher }) => teacher?.name ?? '',
    cell: ({ teacher }) =>
      teacher === null ? <span className="quiet">Nobody</span> : <Name>{teacher.name}</Name>,
  },
  {
    key: 'room',
    title: 'Room',
    cell: ({ room }) => (room === null ? <span className="quiet">None</span> : <Name>{room}</Name>),
  },
];
