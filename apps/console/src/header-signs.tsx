import type { ReactNode } from 'react';
import { AsksSign } from './features/assistance/asks-sign.tsx';
import { LessonSign } from './features/lessons/lesson-sign.tsx';

/** What a teacher has to see on every page: the lesson that goes on, and who asks. */
export function HeaderSigns(): ReactNode {
  return (
    <>
      <LessonSign />
      <AsksSign />
    </>
  );
}
