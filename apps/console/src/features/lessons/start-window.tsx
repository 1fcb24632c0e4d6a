import type { PlannedLesson } from '@lapwing/protocol/features/lessons/api.ts';
import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { type ReactNode, useState } from 'react';
import { fieldError, formError, RequestFailed } from '../../api/failure.ts';
import { sayClock } from '../../ui/dates.ts';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import type { LessonActs } from './use-lesson-acts.ts';
import { lessonLengths, minutesOfPlanned, sayTimes } from './words.ts';

/** Starts a lesson with a group: its name, and how long. Enter starts it. */
export function StartWindow(props: {
  group: Group;
  planned: PlannedLesson | null;
  usual: number;
  acts: LessonActs;
  onClose: () => void;
}): ReactNode {
  const { group, planned, usual, acts, onClose } = props;
  const [id] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const [now] = useState(() => Date.now());
  const [title, setTitle] = useState(planned?.title ?? group.name);
  const [length, setLength] = useState(planned === null ? String(usual) : 'planned');
  const [failure, setFailure] = useState<Error | null>(null);
  const minutes = planned !== null && length === 'planned' ? minutesOfPlanned(planned, now) : Number(length);
  async function start(): Promise<void> {
    setFailure(null);
    const failed = await acts.start({
      id,
      groupId: group.id,
      title: title.trim(),
      minutes,
      plannedId: planned !== null && length === 'planned' ? planned.id : null,
    });
    if (failed === null) onClose();
    else setFailure(new RequestFailed(failed));
  }
  return (
    <Window title="Start a lesson" open onClose={onClose}>
      <Form problem={formError(failure, ['title', 'minutes'])} busy={acts.busy} onSubmit={() => void start()}>
        <TextInput
          label="Name of the lesson"
          name="title"
          value={title}
          onChange={setTitle}
          maxLength={80}
          autoFocus
          error={fieldError(failure, 'title')}
          hint="Pupils see it where something is set in the lesson."
        />
        <Choice
          label="How long"
          value={length}
          onChange={setLength}
          options={[
            ...(planned === null ? [] : [{ key: 'planned', label: `As planned, ${sayTimes(planned)}` }]),
            ...lessonLengths(usual).map((one) => ({ key: String(one), label: `${one} minutes` })),
          ]}
        />
        <p className="quiet">
          With <Name>{group.name}</Name>, to {sayClock(new Date(now + minutes * 60_000).toISOString())}. All
          that you set in it ends with it, on the devices by themselves. You may close this page: the lesson
          goes on.
        </p>
        <FormFoot onCancel={onClose} submit="Start the lesson" busy={acts.busy} />
      </Form>
    </Window>
  );
}
