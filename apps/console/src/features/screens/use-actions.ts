import {
  addMembers,
  type Group,
  MOST_MEMBERS_AT_ONCE,
  removeMember,
} from '@lapwing/protocol/features/groups/api.ts';
import { startRecording, stopRecording, takeScreenshot } from '@lapwing/protocol/features/screens/api.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { sayFailure } from '../../api/failure.ts';
import { showToast } from '../../ui/toasts.ts';
import type { KeyedSeat, Lookable } from './seat.ts';
import { putInWords } from './words.ts';

export type Visibility = 'private' | 'public';

/** A recording that was begun here and runs. */
export interface Running {
  readonly id: string;
  readonly deviceId: string;
  readonly name: string;
  /** Milliseconds since 1970, by this computer's clock. */
  readonly startedAt: number;
  readonly seconds: number;
}

const FOR_WHOM: Readonly<Record<Visibility, string>> = Object.freeze({
  private: 'for you only',
  public: 'for staff who may see the screen',
});

/** What can be done with chosen seats. Each says in a message what has come of it. */
export function useActions(seats: readonly KeyedSeat[]) {
  const client = useQueryClient();
  const [running, setRunning] = useState<readonly Running[]>([]);
  const [busy, setBusy] = useState(false);
  const nameOf = (key: string): string => seats.find((seat) => seat.key === key)?.title ?? 'the device';

  function refreshRecordings(): void {
    void client.invalidateQueries({ queryKey: ['screens', 'recordings'] });
  }

  /** Does one thing to each, a few at a time, and gathers what went wrong. */
  async function each<Thing>(
    things: readonly Thing[],
    act: (thing: Thing) => Promise<string | null>,
  ): Promise<string[]> {
    const problems: string[] = [];
    const queue = [...things];
    setBusy(true);
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const problem = await act(next);
          if (problem !== null) problems.push(problem);
        }
      }),
    );
    setBusy(false);
    return problems;
  }

  function report(problems: readonly string[], done: number, said: string): void {
    if (done > 0) showToast({ text: said, tone: 'good' });
    const [first] = problems;
    if (first === undefined) return;
    const others = problems.length - 1;
    showToast({ text: others === 0 ? first : `${first} And ${others} more.`, tone: 'stop' });
  }

  async function screenshot(on: readonly Lookable[], visibility: Visibility): Promise<void> {
    const problems = await each(on, async ({ key, deviceId }) => {
      const outcome = await call(takeScreenshot, { body: { deviceId, visibility } });
      if (!outcome.ok) return `${nameOf(key)}: ${sayFailure(outcome.failure).text}`;
      return outcome.value.state === 'failed'
        ? `${nameOf(key)}: ${outcome.value.problem ?? 'no screenshot came.'}`
        : null;
    });
    const done = on.length - problems.length;
    const [first] = on;
    const what =
      on.length === 1 && first !== undefined ? `Screenshot of ${nameOf(first.key)}` : `${done} screenshots`;
    report(problems, done, `${what} kept, ${FOR_WHOM[visibility]}.`);
    refreshRecordings();
  }

  async function record(on: readonly Lookable[], visibility: Visibility, seconds: number): Promise<void> {
    const problems = await each(on, async ({ key, deviceId }) => {
      const outcome = await call(startRecording, { body: { deviceId, visibility, seconds } });
      if (!outcome.ok) return `${nameOf(key)}: ${sayFailure(outcome.failure).text}`;
      const { id, state, problem } = outcome.value;
      if (state === 'failed') return `${nameOf(key)}: ${problem ?? 'it cannot be recorded.'}`;
      const one = { id, deviceId, name: nameOf(key), startedAt: Date.now(), seconds };
      setRunning((before) => [...before.filter((other) => other.deviceId !== deviceId), one]);
      return null;
    });
    const done = on.length - problems.length;
    report(
      problems,
      done,
      `Recording ${done === 1 ? 'one screen' : `${done} screens`}, ${FOR_WHOM[visibility]}.`,
    );
    refreshRecordings();
  }

  async function stop(which: readonly Running[]): Promise<void> {
    const problems = await each(which, async ({ id, name }) => {
      const outcome = await call(stopRecording, { params: { id } });
      // One that has ended by itself is as stopped as can be.
      const gone = !outcome.ok && outcome.failure.kind === 'refused' && outcome.failure.code === 'conflict';
      return outcome.ok || gone ? null : `${name}: ${sayFailure(outcome.failure).text}`;
    });
    const ids = new Set(which.map(({ id }) => id));
    setRunning((before) => before.filter(({ id }) => !ids.has(id)));
    report(problems, which.length - problems.length, 'Recording stopped and kept.');
    refreshRecordings();
  }

  function ended(id: string): void {
    setRunning((before) => before.filter((one) => one.id !== id));
    refreshRecordings();
  }

  async function putIn(group: Group, ids: readonly string[], minutes: number | null): Promise<boolean> {
    const all = [...new Set(ids)];
    const added: string[] = [];
    setBusy(true);
    for (let from = 0; from < all.length; from += MOST_MEMBERS_AT_ONCE) {
      const some = all.slice(from, from + MOST_MEMBERS_AT_ONCE);
      const outcome = await call(addMembers, { params: { id: group.id }, body: { ids: some, minutes } });
      if (!outcome.ok) {
        setBusy(false);
        const { title, text } = sayFailure(outcome.failure);
        const done = from === 0 ? '' : ` The first ${from} are in it.`;
        showToast({
          text: `Not put in ${group.name}. ${text === '' ? title : text}${done}`,
          tone: 'stop',
        });
        void client.invalidateQueries({ queryKey: ['groups'] });
        return false;
      }
      added.push(...outcome.value.added);
    }
    setBusy(false);
    showToast({
      text: putInWords(group.name, all.length, added.length, minutes),
      tone: 'good',
      // Only what this has changed: whoever was in the group before stays.
      ...(added.length === 0 ? {} : { action: { label: 'Undo', onPress: () => void takeOut(group, added) } }),
    });
    void client.invalidateQueries({ queryKey: ['groups'] });
    return true;
  }

  async function takeOut(group: Group, ids: readonly string[]): Promise<void> {
    const problems = await each(ids, async (memberId) => {
      const outcome = await call(removeMember, { params: { id: group.id, memberId } });
      return outcome.ok ? null : sayFailure(outcome.failure).text;
    });
    const done = ids.length - problems.length;
    report(problems, done, `${done} taken out of ${group.name}.`);
    void client.invalidateQueries({ queryKey: ['groups'] });
    void client.invalidateQueries({ queryKey: ['screens', 'seats', group.id] });
  }

  return { running, busy, screenshot, record, stop, ended, putIn, takeOut };
}
export type Actions = ReturnType<typeof useActions>;

/** Ids of the people or devices of these seats, as a group of that kind takes them. */
export function memberIds(seats: readonly KeyedSeat[], kind: Group['kind']): string[] {
  const ids = seats.map(({ seat }) =>
    kind === 'people' ? (seat.person?.id ?? null) : (seat.device?.id ?? null),
  );
  return [...new Set(ids.filter((id) => id !== null))];
}

/** Groups that restrict whoever is in them: nobody is put in without being asked for how long. */
export function isRestriction(group: Group): boolean {
  return group.builtIn !== null && group.builtIn !== 'whole-school';
}
