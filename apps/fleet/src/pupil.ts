import { pageFor, searchUrl, type Visit, type Worry } from './activities.ts';
import { handedOver, type SimulatedDevice } from './device.ts';
import type { Dice } from './dice.ts';
import type { Tempo } from './tempo.ts';
import { type Lesson, SETTLING_MS } from './timetable.ts';
import type { Worries } from './worries.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** Between two keys: some 40 words a minute with pauses. */
const KEY_MS = [90, 320] as const;
/** Timers closer together than this cost more than they show, so a fast day takes several keys at once. */
const SHORTEST_MS = 40;
const SLIP = 0.015;
/** By the clock, whatever the pace of the day. */
const PACKING_UP_MS = 2000;
const BATTERY_GOES = 0.12;

export interface SeatParts {
  readonly device: SimulatedDevice;
  /** What goes on in the device's room at that school time. */
  readonly lessonAt: (schoolTime: number) => Lesson;
  readonly visits: readonly Visit[];
  readonly worries: Worries;
  readonly tempo: Tempo;
  readonly dice: Dice;
  /** A device that was not let in. */
  readonly refused: (reason: string) => void;
}

/** A day at one device: whoever the timetable seats there comes, works and goes. Resolves when the day is ended. */
export async function occupySeat(parts: SeatParts): Promise<void> {
  const { device, lessonAt, tempo, dice } = parts;
  // On the first morning everybody is already there.
  let arrival = dice.between(0, 12 * SECOND_MS) * tempo.pace;
  while (!tempo.ended()) {
    const lesson = lessonAt(tempo.now());
    const pupil = lesson.seats.get(device.name);
    const leavesAt = lesson.endsAt - dice.between(0, MINUTE_MS);
    if (pupil !== undefined && (await tempo.wait(arrival)) && tempo.now() < leavesAt) {
      await sit(parts, pupil.username, lesson, leavesAt);
      await packUp(device);
    }
    await tempo.wait(Math.max(SECOND_MS, lesson.endsAt - tempo.now()));
    arrival = dice.between(20 * SECOND_MS, SETTLING_MS);
  }
}

async function sit(parts: SeatParts, username: string, lesson: Lesson, leavesAt: number): Promise<void> {
  const { device, tempo, dice } = parts;
  const begun = await device.switchOn(username);
  if (!begun.ok) {
    parts.refused(begun.reason === 'refused' ? begun.refusal : begun.reason);
    return;
  }
  // Now and then a battery is empty or somebody logs off by mistake.
  let goneAt = dice.chance(BATTERY_GOES) ? dice.between(tempo.now(), leavesAt) : Infinity;
  let worried = false;
  const subject = parts.visits.filter((visit) => visit.subject === lesson.subject);
  while (!tempo.ended() && tempo.now() < leavesAt) {
    if (tempo.now() >= goneAt) {
      goneAt = Infinity;
      await packUp(device);
      if (!(await tempo.wait(dice.between(1, 4) * MINUTE_MS)) || tempo.now() >= leavesAt) return;
      if (!(await device.switchOn(username)).ok) return;
    }
    // Once a lesson at most: a school where one pupil has all the troubles is not plausible.
    const worry = worried ? null : parts.worries.take(tempo.now());
    if (worry !== null) {
      worried = true;
      await writeWorry(device, worry, tempo, dice);
    } else if (dice.chance(0.25)) await tempo.wait(dice.between(20, 90) * SECOND_MS);
    else
      await workOn(
        device,
        dice.pick(subject.length > 0 && dice.chance(0.8) ? subject : parts.visits),
        tempo,
        dice,
      );
  }
}

/** Switches off, but lets what was captured last get away first if it can. */
async function packUp(device: SimulatedDevice): Promise<void> {
  await device.closePage();
  await handedOver(device, PACKING_UP_MS);
  await device.switchOff();
}

/** Opens a page and writes a little there, as an ordinary pupil does. */
export async function workOn(device: SimulatedDevice, visit: Visit, tempo: Tempo, dice: Dice): Promise<void> {
  await device.open(visit);
  if (!(await tempo.wait(dice.between(4, 20) * SECOND_MS))) return;
  if (visit.kind === 'search') {
    const query = dice.pick(visit.lines);
    await writeLine(device, query, tempo, dice);
    await device.goOn({ ...visit, url: searchUrl(visit.url, query), search: query });
    await tempo.wait(dice.between(10, 40) * SECOND_MS);
    return;
  }
  const from = dice.below(visit.lines.length);
  const lines = visit.lines.slice(from, from + 1 + dice.below(4));
  for (const words of lines) {
    await writeLine(device, words, tempo, dice);
    if (!(await tempo.wait(dice.between(3, 20) * SECOND_MS))) return;
  }
}

/** Writes something that will be captured, in the place where such things are written. */
export async function writeWorry(
  device: SimulatedDevice,
  worry: Worry,
  tempo: Tempo,
  dice: Dice,
): Promise<void> {
  const page = pageFor(worry.kind);
  await device.open(page);
  if (!(await tempo.wait(dice.between(2, 6) * SECOND_MS))) return;
  await writeLine(device, worry.line, tempo, dice);
  if (worry.kind === 'search') {
    await device.goOn({ ...page, url: searchUrl(page.url, worry.line), search: worry.line });
  }
  await tempo.wait(dice.between(10, 30) * SECOND_MS);
}

/** Key by key, with a slip of the finger now and then that is put right; then Enter. */
async function writeLine(device: SimulatedDevice, words: string, tempo: Tempo, dice: Dice): Promise<void> {
  const keys = Array.from(words);
  const atOnce = Math.max(1, Math.round((SHORTEST_MS * tempo.pace) / KEY_MS[0]));
  const key = (): Promise<boolean> => tempo.wait(dice.between(...KEY_MS) * atOnce);
  for (let done = 0; done < keys.length;) {
    const next = Math.min(keys.length, done + atOnce);
    const sofar = keys.slice(0, next).join('');
    if (dice.chance(SLIP)) {
      await device.type(`${keys.slice(0, done).join('')}${dice.pick(['e', 'r', 's', 'n'])}`);
      if (!(await key())) return;
      await device.type(keys.slice(0, done).join(''));
      if (!(await key())) return;
    }
    await device.type(sofar);
    if (!(await key())) return;
    done = next;
  }
  await device.enter();
}
