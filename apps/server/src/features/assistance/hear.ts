import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { FrameCall } from '../../permissions/agent-frames.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { storable } from '../captures/index.ts';
import { createPace } from './pace.ts';
import { askedPage } from './page.ts';
import type { AssistanceParts } from './parts.ts';
import { isOpen, toldOf } from './present.ts';
import {
  holdSeat,
  insertRequest,
  openOfDevice,
  requestOfDevice,
  requestsOfSeat,
  setAnswer,
} from './store.ts';
import type { Told } from './told.ts';

/** How often a device may ask within a minute. */
const ASKS_PER_MINUTE = 10;
/** Requests for pages that one device may have open. */
const MOST_PAGES = 3;
const LONGEST_TEXT = 300;
/** After a reconnect a device hears again what was answered within this. */
const ANSWERED_MS = 30 * 60_000;

/** In plain words for a pupil: nothing is hidden from whoever asked. */
const WORDS = Object.freeze({
  often: 'You have asked very often. Please wait a minute.',
  nobody: 'Nobody is signed in here, so nobody can be answered.',
  off: 'Your school does not use this. Please ask a teacher in person.',
  notWeb: 'Only web pages can be asked for.',
  help: 'You have asked for help already. It has not been forgotten.',
  pages: 'You have asked for three pages already. Please wait for an answer.',
  samePage: 'You have asked for this page already. It has not been forgotten.',
  again: 'That did not work. Please ask again.',
});

/** Hears what pupils ask at their devices. Returns what a device is told again when it has connected. */
export function hearRequests(
  parts: AssistanceParts,
  told: Told,
): (call: Pick<FrameCall, 'tx' | 'deviceId'>) => Promise<readonly ServerFrame[]> {
  const { agentFrames, clock } = parts;
  const pace = createPace(ASKS_PER_MINUTE, () => clock.now());

  const refused = (id: string, words: string): readonly ServerFrame[] => [
    { type: 'assistance/answered', id, state: 'refused', words, by: null, until: null },
  ];

  agentFrames.on('assistance/asked', async (call, frame) => {
    const { tx, deviceId } = call;
    const { id, kind } = frame;
    if (!pace.take(`${call.schoolId} ${deviceId}`)) return refused(id, WORDS.often);
    const seat = await holdSeat(tx, deviceId);
    if (seat === null) return refused(id, WORDS.nobody);
    const before = await requestOfDevice(tx, deviceId, id);
    if (before === 'taken') return refused(id, WORDS.again);
    // Of somebody who has left since: nobody else is told what became of it.
    if (before !== null) return before.sits ? [toldOf(before)] : refused(id, WORDS.again);
    if (!(await parts.mayAsk(tx))[kind]) return refused(id, WORDS.off);
    const page = kind === 'help' || frame.url === null ? null : askedPage(frame.url);
    if (kind === 'access' && page === null) return refused(id, WORDS.notWeb);
    const open = await openOfDevice(tx, deviceId);
    const alike = open.filter((each) => each.kind === kind);
    if (kind === 'help' && alike.length > 0) return refused(id, WORDS.help);
    if (alike.some(({ url }) => url !== null && url === page?.url)) return refused(id, WORDS.samePage);
    if (alike.length >= MOST_PAGES) return refused(id, WORDS.pages);

    const { sessionId, personId } = seat;
    const lesson = (await parts.lessonAt(tx, [{ deviceId, personId }])).get(deviceId);
    await insertRequest(tx, {
      id,
      kind,
      deviceId,
      sessionId,
      personId,
      lessonId: lesson?.id ?? null,
      text: storable(frame.text).trim().slice(0, LONGEST_TEXT).toWellFormed(),
      url: page?.url ?? null,
      site: page?.site ?? null,
      at: new Date(clock.now()),
    });
    told.consoles(tx, id, true);
    return standsAs(tx, deviceId, id);
  });

  agentFrames.on('assistance/withdrawn', async (call, frame) => {
    const { tx, deviceId } = call;
    const row = await requestOfDevice(tx, deviceId, frame.id);
    if (row === 'taken' || row === null || !row.sits) return [];
    if (!isOpen(row)) return [toldOf(row)];
    await setAnswer(tx, row.id, {
      state: 'done',
      by: null,
      at: new Date(clock.now()),
      words: null,
      allowed: null,
    });
    told.consoles(tx, row.id, false);
    return standsAs(tx, deviceId, row.id);
  });

  async function standsAs(tx: SchoolTx, deviceId: string, id: string): Promise<readonly ServerFrame[]> {
    const row = await requestOfDevice(tx, deviceId, id);
    return row === null || row === 'taken' ? [] : [toldOf(row)];
  }

  return async ({ tx, deviceId }) => {
    const rows = await requestsOfSeat(tx, deviceId, new Date(clock.now() - ANSWERED_MS));
    return rows.map(toldOf);
  };
}
