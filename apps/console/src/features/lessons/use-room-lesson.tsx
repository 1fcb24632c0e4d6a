import type { Lesson } from '@lapwing/protocol/features/lessons/api.ts';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useMay, useMe } from '../../api/queries.ts';
import type { RoomNow } from '../../seat-marks.ts';
import { LessonBar } from './lesson-bar.tsx';
import { lessonsQuery } from './queries.ts';
import { useLessonActs } from './use-lesson-acts.ts';
import { useMinutes } from './use-minutes.ts';
import { isMine, isOn } from './words.ts';

const StartWindow = lazy(async () => ({ default: (await import('./start-window.tsx')).StartWindow }));
const EndWindow = lazy(async () => ({ default: (await import('./end-window.tsx')).EndWindow }));

/** The lesson of a room: the one that goes on with its group, with what its teachers can do about it. */
export function useRoomLesson(room: Pick<RoomNow, 'groupId' | 'group'>) {
  const me = useMe();
  const mayTeach = useMay('lessons.teach');
  const query = useQuery({ ...lessonsQuery, enabled: mayTeach });
  const acts = useLessonActs();
  const now = useMinutes();
  const [open, setOpen] = useState<'start' | 'end' | null>(null);
  const here = (query.data?.lessons ?? []).filter((one) => one.group.id === room.groupId && isOn(one, now));
  const mine = here.find((one) => isMine(one, me.account.id)) ?? null;
  const lesson: Lesson | null = mine ?? here[0] ?? null;
  const planned = query.data?.planned.find((one) => one.group.id === room.groupId) ?? null;
  const window: ReactNode = (
    <Suspense>
      {open === 'start' && room.group !== undefined ? (
        <StartWindow
          group={room.group}
          planned={planned}
          usual={query.data?.usualMinutes ?? 60}
          acts={acts}
          onClose={() => setOpen(null)}
        />
      ) : null}
      {open === 'end' && lesson !== null ? (
        <EndWindow lesson={lesson} acts={acts} onClose={() => setOpen(null)} />
      ) : null}
    </Suspense>
  );
  return {
    /** The lesson that the reader holds here: what they set belongs to it. */
    mine,
    lesson,
    bar: mayTeach ? (
      <LessonBar
        lesson={lesson}
        mine={mine !== null}
        planned={planned}
        start={
          (room.group?.builtIn ?? null) === null
            ? query.data?.may.start
            : { allowed: false, reason: 'A lesson is held with a group of pupils or a room.' }
        }
        now={now}
        acts={acts}
        onStart={() => setOpen('start')}
        onEnd={() => setOpen('end')}
      />
    ) : null,
    window,
    start: () => setOpen('start'),
    end: () => setOpen('end'),
  };
}
