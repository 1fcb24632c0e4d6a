import { useQuery } from '@tanstack/react-query';
import { GraduationCap } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { useMay, useMe } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { sayClock } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { lessonsQuery } from './queries.ts';
import { useMinutes } from './use-minutes.ts';
import { isMine, isOn, sayMinutesLeft } from './words.ts';
import './lesson-sign.css';

/** The lesson that the reader holds, on every page, with its time left; a press leads to its room. */
export function LessonSign(): ReactNode {
  const may = useMay('lessons.teach');
  const me = useMe();
  const lessons = useQuery({ ...lessonsQuery, enabled: may }).data?.lessons ?? [];
  const now = useMinutes();
  const mine = lessons.filter((lesson) => isOn(lesson, now) && isMine(lesson, me.account.id));
  const [first, ...others] = mine.toSorted((one, other) => one.endsAt.localeCompare(other.endsAt));
  if (first === undefined) return null;
  return (
    <Link
      className="lesson-sign number"
      href={paths.groupView(first.group.id, 'thumbnails')}
      aria-label={`Lesson ${first.title}, ends ${sayClock(first.endsAt)}, ${sayMinutesLeft(first, now)}`}
    >
      <GraduationCap size={15} aria-hidden />
      <Name cut className="lesson-sign-title">
        {first.title}
      </Name>
      <span>{sayMinutesLeft(first, now)}</span>
      {others.length === 0 ? null : <span className="quiet">+{others.length}</span>}
    </Link>
  );
}
