import { readFileSync } from 'node:fs';
import { signIn } from '@lapwing/protocol/features/accounts/api.ts';
import { type CaptureSummary, listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import {
  addCaptureNote,
  assignCapture,
  escalateCapture,
  joinCaptures,
  listCaptureStaff,
  setCaptureStatus,
  takeCapture,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { z } from 'zod';
import { pageFor, searchUrl, type Worry } from './activities.ts';
import type { Api } from './api.ts';
import type { Crowd } from './crowd.ts';
import { handedOver, type SimulatedDevice } from './device.ts';
import { createDice, seedOf } from './dice.ts';
import type { Pupil, School, StaffMember } from './school.ts';

const By = { by: z.string() };
const Step = z.union([
  z.strictObject({ ...By, take: z.literal(true) }),
  z.strictObject({ ...By, note: z.string().min(1) }),
  /** Gives it to that member of staff. */
  z.strictObject({ ...By, assign: z.string() }),
  /** Puts it together with the same pupil's earlier one of that line. */
  z.strictObject({ ...By, join: z.string() }),
  z.strictObject({ ...By, status: CaptureStatus, rationale: z.string().nullable() }),
]);
type Step = z.infer<typeof Step>;

const PastLine = z.strictObject({
  worry: z.string(),
  /** Lines with the same letter are the same pupil's. */
  person: z.string(),
  year: z.string(),
  schoolDaysAgo: z.number().int().min(1),
  /** What staff did about it, in order. */
  handled: z.array(Step),
});
export type PastLine = z.infer<typeof PastLine>;

/** One thing that happened before the demo was started. */
export interface PastEvent {
  readonly worry: Worry;
  readonly pupil: Pupil;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly handled: readonly Step[];
}

/** Events that one device sends together, as one that was out of reach for some days. */
export interface PastBatch {
  readonly device: string;
  readonly events: readonly PastEvent[];
}

const DAY_MS = 86_400_000;
const IN_BATCH = 4;
const VISIT_MS = 12 * 60_000;

/** Reads what is to have happened in the last fortnight. */
export function readPast(): readonly PastLine[] {
  const file = new URL('activities/past.json', import.meta.url);
  return z.array(PastLine).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** When, by whom and at which device: the same for the same school, seed and moment. In order of time. */
export function planPast(
  school: School,
  worries: readonly Worry[],
  lines: readonly PastLine[],
  options: { readonly seed: number; readonly now: number },
): PastBatch[] {
  const dice = createDice(seedOf('past', options.seed));
  const persons = new Map<string, Pupil>();
  const taken = new Set<Pupil>();
  const events = lines.map((past): PastEvent => {
    const worry = worries.find(({ id }) => id === past.worry);
    if (worry === undefined) throw new Error(`there is no line ${past.worry}`);
    const free = school.pupils.filter((pupil) => pupil.year === past.year && !taken.has(pupil));
    const pupil = persons.get(past.person) ?? dice.pick(free);
    persons.set(past.person, pupil);
    taken.add(pupil);
    const minutes = dice.between(9 * 60, 15 * 60);
    return {
      worry,
      pupil,
      at: schoolDay(options.now, past.schoolDaysAgo) + minutes * 60_000,
      handled: past.handled,
    };
  });
  events.sort((one, other) => one.at - other.at);
  // At least one visit apart, since one device can hold only one pupil.
  for (const [place, event] of events.entries()) {
    const before = events[place - 1];
    if (before !== undefined && event.at - before.at < 2 * VISIT_MS)
      events[place] = { ...event, at: before.at + 2 * VISIT_MS };
  }
  const devices = dice.shuffled(school.rooms.flatMap((room) => room.devices));
  const batches: PastBatch[] = [];
  for (let from = 0; from < events.length; from += IN_BATCH)
    batches.push({ device: devices[batches.length] ?? '', events: events.slice(from, from + IN_BATCH) });
  return batches;
}

/** Midnight, by the machine's zone, of the school day so many school days before. */
function schoolDay(now: number, daysAgo: number): number {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  for (let left = daysAgo; left > 0;) {
    day.setTime(day.getTime() - DAY_MS / 2);
    day.setHours(0, 0, 0, 0);
    if (day.getDay() !== 0 && day.getDay() !== 6) left -= 1;
  }
  return day.getTime();
}

/**
 * Lets the devices live through the past with their clocks set back and no network, and then come online one after the
 * other, the oldest first: every capture goes the way of any capture of a device that was out of reach.
 * @param from the batch to begin with
 * @param sent called after each batch that has arrived whole
 */
export async function livePast(
  crowd: Crowd,
  batches: readonly PastBatch[],
  options: {
    readonly from: number;
    readonly sent: (batches: number) => Promise<void>;
    readonly withinMs: number;
  },
): Promise<void> {
  for (const [place, batch] of batches.entries()) {
    if (place < options.from) continue;
    const device = crowd.device(batch.device);
    // Once with the network, for the terms that it looks for.
    await device.switchOn(null);
    await until(device, options.withinMs, () => device.status()?.detecting === true);
    await device.switchOff();
    const [first] = batch.events;
    if (first === undefined) continue;
    device.shiftClock(first.at - 1000 - Date.now());
    await device.switchOn(null, { offline: true });
    for (const event of batch.events) await liveThrough(device, event, options.withinMs);
    device.shiftClock(0);
    device.goOnline();
    if (!(await handedOver(device, options.withinMs)))
      throw new Error(`${device.name} could not hand over what it had captured`);
    await device.switchOff();
    await options.sent(place + 1);
  }
}

async function liveThrough(
  device: SimulatedDevice,
  { worry, pupil, at }: PastEvent,
  withinMs: number,
): Promise<void> {
  device.shiftClock(at - Date.now());
  await logOn(device, pupil.username, withinMs);
  const page = pageFor(worry.kind);
  await device.open(page);
  await device.type(worry.line.slice(0, -1));
  await device.type(worry.line);
  await device.enter();
  if (worry.kind === 'search')
    await device.goOn({ ...page, url: searchUrl(page.url, worry.line), search: worry.line });
  await device.closePage();
  device.shiftClock(at + VISIT_MS - Date.now());
  await logOn(device, null, withinMs);
}

/** Resolves when the end of one session and the beginning of the next are written down, by the clock as it is now. */
async function logOn(device: SimulatedDevice, account: string | null, withinMs: number): Promise<void> {
  const before = device.queued();
  device.logOn(account);
  await until(device, withinMs, () => device.queued() >= before + 2);
}

/** Waits for a device's status; rejects when it does not come. */
export function until(device: SimulatedDevice, withinMs: number, holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop: () => void = () => undefined;
    const late = setTimeout(() => {
      stop();
      const { connection = 'off', refused = null } = device.status() ?? {};
      reject(
        new Error(
          `${device.name} did not come so far: ${connection}${refused === null ? '' : `, ${refused}`}`,
        ),
      );
    }, withinMs);
    const look = (): void => {
      if (!holds()) return;
      clearTimeout(late);
      stop();
      resolve();
    };
    stop = device.onStatus(look);
    look();
  });
}

/** Lets staff deal with the past as it is written down; what somebody has touched already is left alone. */
export async function handlePast(
  batches: readonly PastBatch[],
  parts: {
    readonly staff: readonly StaffMember[];
    readonly passwordOf: (member: StaffMember) => string;
    readonly newApi: () => Api;
    readonly admin: Api;
  },
): Promise<void> {
  const captures = await everyCapture(parts.admin);
  const signedIn = new Map<string, Promise<Api>>();
  const apiOf = (key: string): Promise<Api> => {
    const api = signedIn.get(key) ?? signInAs(key);
    signedIn.set(key, api);
    return api;
  };
  async function signInAs(key: string): Promise<Api> {
    const member = parts.staff.find((one) => one.key === key);
    if (member === undefined) throw new Error(`nobody on the staff is ${key}`);
    const api = parts.newApi();
    await api.must(signIn, { body: { email: member.email, password: parts.passwordOf(member) } });
    return api;
  }
  const events = batches.flatMap((batch) => batch.events);
  const captureOf = ({ worry, pupil }: Pick<PastEvent, 'worry' | 'pupil'>): CaptureSummary | undefined =>
    captures.find(
      ({ person, text }) =>
        person?.username === pupil.username && text?.sentence.includes(worry.line) === true,
    );
  const nameOf = (key: string): string => parts.staff.find((one) => one.key === key)?.name ?? '';
  for (const { worry, pupil, handled } of events) {
    const capture = captureOf({ worry, pupil });
    if (capture === undefined) continue;
    const { history } = await parts.admin.must(showCapture, { params: { id: capture.id } });
    const touched = ['taken', 'status', 'note', 'assigned', 'escalated', 'joined'];
    if (history.some(({ event }) => touched.includes(event.kind))) continue;
    for (const step of handled) {
      const joined = events.find(
        (one) => 'join' in step && one.pupil === pupil && one.worry.id === step.join,
      );
      const other = joined === undefined ? undefined : captureOf(joined)?.id;
      await handle(await apiOf(step.by), capture.id, step, { nameOf, other });
    }
  }
}

async function handle(
  api: Api,
  id: string,
  step: Step,
  also: { readonly nameOf: (key: string) => string; readonly other: string | undefined },
): Promise<void> {
  const params = { id };
  if ('join' in step) {
    if (also.other !== undefined) await api.must(joinCaptures, { body: { ids: [id, also.other] } });
    return;
  }
  if ('note' in step) {
    await api.must(addCaptureNote, { params, body: { text: step.note } });
    return;
  }
  const { revision } = await api.must(showCapture, { params });
  if ('take' in step) await api.must(takeCapture, { params, body: { revision } });
  else if ('assign' in step) {
    const { staff } = await api.must(listCaptureStaff, { params });
    const accountId = staff.find(({ name }) => name === also.nameOf(step.assign))?.id;
    if (accountId === undefined) throw new Error(`${step.assign} may not see the capture of ${step.by}`);
    await api.must(assignCapture, { params, body: { accountId, revision } });
  } else if (step.status === 'escalated') {
    const rationale = step.rationale ?? 'To be seen today.';
    await api.must(escalateCapture, { params, body: { accountId: null, rationale, revision } });
  } else if (step.status !== 'false-positive-allowed') {
    await api.must(setCaptureStatus, {
      params,
      body: { status: step.status, rationale: step.rationale, revision },
    });
  }
}

async function everyCapture(api: Api): Promise<CaptureSummary[]> {
  const all: CaptureSummary[] = [];
  let after: string | undefined;
  do {
    const page = await api.must(listCaptures, {
      query: { limit: 200, ...(after === undefined ? {} : { after }) },
    });
    all.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}
