import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import type { Lesson, PlannedLesson } from '@lapwing/protocol/features/lessons/api.ts';
import { GraduationCap } from 'lucide-react';
import type { ReactNode } from 'react';
import { sayClock } from '../../ui/dates.ts';
import { Action } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { Name } from '../../ui/name.tsx';
import type { LessonActs } from './use-lesson-acts.ts';
import { sayMinutesLeft, sayTimes } from './words.ts';
import './lesson-bar.css';

const MORE: readonly number[] = [5, 10, 15, 30];

/** The lesson that goes on with a group, its time left, and what can be done about it; or the way to start one. */
export function LessonBar(props: {
  lesson: Lesson | null;
  mine: boolean;
  planned: PlannedLesson | null;
  start: Permitted | undefined;
  /** Milliseconds since 1970. */
  now: number;
  acts: LessonActs;
  onStart: () => void;
  onEnd: () => void;
}): ReactNode {
  const { lesson, planned, start, acts } = props;
  if (lesson === null) {
    return (
      <div className="lesson-bar">
        <GraduationCap size={16} aria-hidden />
        <span className="quiet cut lesson-bar-words">
          {planned === null ? (
            'No lesson'
          ) : (
            <>
              Planned: <Name>{planned.title}</Name>, {sayTimes(planned)}
            </>
          )}
        </span>
        <Action
          unavailable={
            start === undefined || start.allowed
              ? undefined
              : (start.reason ?? 'Your role does not include lessons.')
          }
          onPress={props.onStart}
        >
          Start a lesson
        </Action>
      </div>
    );
  }
  const { may } = lesson;
  return (
    <div className="lesson-bar" role="group" aria-label="Lesson">
      <GraduationCap size={16} aria-hidden />
      <span className="cut lesson-bar-words">
        <strong>
          <Name>{lesson.title}</Name>
        </strong>
        <span className="quiet">
          {' '}
          · <Name>{lesson.teachers.map(({ name }) => name).join(', ')}</Name>
        </span>
      </span>
      <span className="lesson-bar-left number" title={`Ends at ${sayClock(lesson.endsAt)}`}>
        {sayMinutesLeft(lesson, props.now)}
      </span>
      {props.mine || may.extend.allowed ? (
        <MenuButton
          label="Longer"
          unavailable={reasonOf(may.extend)}
          parts={() => [
            {
              key: 'longer',
              title: `Ends at ${sayClock(lesson.endsAt)}`,
              entries: [
                ...MORE.map((minutes) => ({
                  key: String(minutes),
                  label: `${minutes} minutes longer`,
                  onPress: () => void acts.extend(lesson, minutes),
                })),
                {
                  key: 'leave',
                  label: 'Leave the lesson to the other teacher',
                  unavailable: reasonOf(may.leave),
                  onPress: () => void acts.leave(lesson),
                },
              ],
            },
          ]}
        >
          Longer <span aria-hidden="true">▾</span>
        </MenuButton>
      ) : null}
      {props.mine ? null : (
        <Action unavailable={reasonOf(may.join)} busy={acts.busy} onPress={() => void acts.join(lesson)}>
          Join
        </Action>
      )}
      {props.mine || may.end.allowed ? (
        <Action unavailable={reasonOf(may.end)} onPress={props.onEnd}>
          End
        </Action>
      ) : null}
    </div>
  );
}

function reasonOf(may: Permitted): string | undefined {
  return may.allowed ? undefined : (may.reason ?? 'Not open to you in this lesson.');
}
