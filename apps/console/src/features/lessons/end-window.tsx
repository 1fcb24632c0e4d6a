import type { Lesson } from '@lapwing/protocol/features/lessons/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { RequestFailed, sayShortly } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { setInLessonQuery } from './queries.ts';
import type { LessonActs } from './use-lesson-acts.ts';

/** Says what ends with the lesson before it ends. */
export function EndWindow(props: { lesson: Lesson; acts: LessonActs; onClose: () => void }): ReactNode {
  const { lesson, acts, onClose } = props;
  const mayView = useMay('restrictions.view');
  const query = useQuery({ ...setInLessonQuery(lesson.id), enabled: mayView });
  const [failure, setFailure] = useState<Error | null>(null);
  async function end(): Promise<void> {
    const failed = await acts.end(lesson);
    if (failed === null) onClose();
    else setFailure(new RequestFailed(failed));
  }
  const set = (query.data?.restrictions ?? []).filter(({ lifted }) => lifted === null);
  return (
    <Confirm
      title={`End ${lesson.title}?`}
      open
      verb="End the lesson"
      busy={acts.busy}
      error={failure === null ? undefined : sayShortly(failure)}
      onClose={onClose}
      onConfirm={() => void end()}
    >
      {query.data === undefined && mayView && query.error === null ? (
        <p role="status">Looking up what is set in it…</p>
      ) : set.length === 0 ? (
        <p>
          {mayView && query.error === null
            ? 'Nothing is set in it now.'
            : 'Whatever is set in it ends with it.'}
        </p>
      ) : (
        <>
          <p>
            With it ends at once, for {lesson.people === 1 ? 'its one pupil' : `its ${lesson.people} people`}:
          </p>
          <ul className="bullets">
            {set.map((one) => (
              <li key={one.id}>
                {one.what} for <Name>{one.target.name}</Name>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="quiet">Who was here and what happened stays in the summary of the lesson.</p>
    </Confirm>
  );
}
