import {
  endLesson,
  extendLesson,
  joinLesson,
  leaveLesson,
  type Lesson,
  startLesson,
} from '@lapwing/protocol/features/lessons/api.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { type Failure, type Outcome, sayFailure } from '../../api/failure.ts';
import { sayClock } from '../../ui/dates.ts';
import { showToast } from '../../ui/toasts.ts';
import { lessonsQuery } from './queries.ts';

const TOAST = 'lesson-change';

export interface NewLesson {
  readonly id: string;
  readonly groupId: string;
  readonly title: string;
  readonly minutes: number;
  readonly plannedId: string | null;
}

/** Starting, prolonging, ending, joining and leaving lessons; each says what has come of it. */
export function useLessonActs() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function done(
    asked: Promise<Outcome<Lesson>>,
    said: (lesson: Lesson) => string,
  ): Promise<Failure | null> {
    setBusy(true);
    const outcome = await asked;
    setBusy(false);
    if (outcome.ok) put(outcome.value);
    void client.invalidateQueries({ queryKey: ['lessons'] });
    void client.invalidateQueries({ queryKey: ['restrictions'] });
    if (!outcome.ok) return outcome.failure;
    showToast({ text: said(outcome.value), tone: 'good', key: TOAST });
    return null;
  }
  function put(lesson: Lesson): void {
    client.setQueryData(lessonsQuery.queryKey, (before) => {
      if (before === undefined) return undefined;
      const others = before.lessons.filter(({ id }) => id !== lesson.id);
      return { ...before, lessons: lesson.endedAt === null ? [...others, lesson] : others };
    });
  }
  async function told(asked: Promise<Failure | null>, what: string): Promise<boolean> {
    const failure = await asked;
    if (failure === null) return true;
    const { title, text } = sayFailure(failure);
    showToast({ text: `${what} ${title}. ${text}`.trim(), tone: 'stop', key: TOAST });
    return false;
  }

  return {
    busy,
    start: (lesson: NewLesson) =>
      done(
        call(startLesson, { body: lesson }),
        ({ title, endsAt }) => `Lesson ${title} goes on to ${sayClock(endsAt)}.`,
      ),
    extend(lesson: Lesson, minutes: number): Promise<boolean> {
      const endsAt = new Date(Date.parse(lesson.endsAt) + minutes * 60_000).toISOString();
      return told(
        done(
          call(extendLesson, { params: { id: lesson.id }, body: { endsAt } }),
          (now) => `Lesson ${now.title} goes on to ${sayClock(now.endsAt)}, and all that is set in it.`,
        ),
        'Not changed.',
      );
    },
    end: (lesson: Lesson) =>
      done(
        call(endLesson, { params: { id: lesson.id }, body: {} }),
        ({ title }) => `Lesson ${title} is over, and all that was set in it.`,
      ),
    join: (lesson: Lesson) =>
      told(
        done(
          call(joinLesson, { params: { id: lesson.id }, body: {} }),
          ({ title }) => `You hold ${title} as well.`,
        ),
        'Not joined.',
      ),
    leave: (lesson: Lesson) =>
      told(
        done(
          call(leaveLesson, { params: { id: lesson.id }, body: {} }),
          ({ title }) => `You have left ${title}; it goes on.`,
        ),
        'Not left.',
      ),
  };
}
export type LessonActs = ReturnType<typeof useLessonActs>;
