import {
  MAX_PICTURE_BYTES,
  PICTURE_HEAD_BYTES,
  writePicture,
  type Picture,
} from '@lapwing/protocol/features/screens/picture.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import type { Timers } from '../../platform/clock/timers.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { decodeImage, watermark, type Slots, type WatermarkFacts } from '../evidence/index.ts';
import type { Wish } from './demand.ts';
import type { Desk, Party } from './desk.ts';
import type { Standing } from './hub.ts';
import type { RecordingFiles } from './recording-files.ts';
import { markFailed, markPicture, markRecorded } from './store-recordings.ts';
import type { WatchableRow } from './store.ts';

/** A screenshot or recording that has been begun. */
export interface Begun {
  readonly id: string;
  readonly kind: 'screenshot' | 'recording';
  readonly schoolId: string;
  readonly maker: Actor;
  /** The device and who sat there when it was begun: it is of them, and ends when somebody else sits down. */
  readonly row: WatchableRow;
  /** Of a recording. */
  readonly seconds: number;
}

export interface RecorderDeps {
  readonly db: Database;
  readonly desk: Desk;
  readonly timers: Timers;
  readonly log: Log;
  readonly files: RecordingFiles;
  /** Pictures being drawn on at one time, of all recordings. */
  readonly slots: Slots;
  readonly timeZone: string;
  /** The account as it is now; null when it may do nothing any longer. */
  readonly refreshActor: (actor: Actor) => Promise<Actor | null>;
}

/** One that runs. */
export interface Recorder {
  /** Ends it; what has come is kept. */
  stop(): void;
  /** Resolves when it is ready or has failed. */
  readonly over: Promise<void>;
}

const WIDTH = 1280;
const QUALITY = 0.8;
const SCREENSHOT_EVERY_MS = 400;
const RECORDING_EVERY_MS = 1000;
/** How long a screenshot waits for a picture, and how long while the person is being asked. */
const SCREENSHOT_WITHIN_MS = 8000;
const ASKING_WITHIN_MS = 25_000;
/** A recording with more has gone on long enough. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PICTURES = 1000;
/** A screen asked for 1280 wide that claims to be far more is none of an agent's. */
const WIDEST = 1920;
/** A device's time that is further from the server's counts for nothing. */
const TIME_BORNE_MS = 60_000;
const JPEG_QUALITIES: readonly number[] = [75, 55, 35];
/** Of the pictures of a recording, which are frames of its film as they are. */
const FRAME_QUALITIES: readonly number[] = [60, 45, 30];

/** After these nothing more comes. */
const FINAL: ReadonlySet<Standing['state']> = new Set([
  'offline',
  'unsupported',
  'not-possible',
  'denied',
  'forbidden',
]);

/** Begins to record: a watcher like any other, which a pupil is told of like any other. */
export function startRecorder(deps: RecorderDeps, begun: Begun): Recorder {
  const { db, desk, timers, log, files } = deps;
  const { id, kind, schoolId, row } = begun;
  let actor: Actor | null = begun.maker;
  let standing: Standing | null = null;
  let pending: Picture | null = null;
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  let ended = false;
  let holds = 0;
  let parts = 0;
  let bytes = 0;
  let firstAt: number | null = null;
  let lastAt = 0;
  let screenshot: Uint8Array | null = null;
  let settled: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    settled = resolve;
  });

  const party: Party = {
    schoolId,
    actor: () => (actor !== null && can(actor, 'screens.record') ? actor : null),
    async refresh() {
      actor = await deps.refreshActor(begun.maker);
    },
    watcher: {
      name: begun.maker.name,
      stands(_deviceId, next) {
        standing = next;
        if (FINAL.has(next.state)) end(null);
        else if (next.state !== 'live') pending = null;
      },
      picture(_deviceId, picture) {
        pending = picture;
        draw();
      },
    },
    hold: () => {
      holds += 1;
    },
    release: () => {
      holds -= 1;
      draw();
    },
    unknown: () => end('This screen may no longer be seen.'),
    checked(_tx, allowed) {
      const now = allowed.find((one) => one.row.id === row.id)?.row;
      const other =
        now !== undefined && (now.session_id !== row.session_id || now.person_id !== row.person_id);
      if (other) end('Somebody else sits at the device now.');
      return Promise.resolve();
    },
    failed(cause) {
      log.error('screens.recording-failed', { schoolId, recording: id }, cause);
      end('The server could not go on with it.');
    },
  };

  function draw(): void {
    if (busy || ended || holds > 0 || pending === null) return;
    const picture = pending;
    pending = null;
    busy = true;
    working = deps.slots
      .run(() => keep(picture))
      .catch((cause: unknown) => {
        log.error('screens.picture-not-kept', { schoolId, recording: id }, cause);
        end('The server could not keep the pictures.');
      })
      .finally(() => {
        busy = false;
        draw();
      });
  }

  async function keep(picture: Picture): Promise<void> {
    if (picture.width > WIDEST) return;
    const decoded = await decodeImage(picture.bytes, picture.mediaType);
    if (!decoded.ok || decoded.image.width > WIDEST) return;
    const now = timers.now();
    const told = Math.abs(picture.takenAt - now) <= TIME_BORNE_MS ? picture.takenAt : now;
    const takenAt = Math.max(lastAt, told);
    const facts = factsOf(begun, new Date(takenAt), standing?.front.site ?? null);
    const marked = await watermarkWithin(decoded.image, facts, deps.timeZone, kind);
    if (marked === null) return;
    lastAt = takenAt;
    firstAt ??= now;
    if (kind === 'screenshot') {
      screenshot ??= marked.bytes;
      return end(null);
    }
    const message = writePicture({
      id: row.id,
      takenAt,
      width: marked.width,
      height: marked.height,
      mediaType: 'image/webp',
      bytes: marked.bytes,
    });
    await files.putPart(id, parts, message);
    parts += 1;
    bytes += message.length;
    await db.inSchool(schoolId, (tx) => markPicture(tx, id, parts));
    if (parts >= MOST_PICTURES || bytes >= MOST_BYTES) end(null);
  }

  function end(problem: string | null): void {
    if (ended) return;
    ended = true;
    stopTimer();
    desk.leave(party);
    void finish(problem).finally(settled);
  }

  async function finish(problem: string | null): Promise<void> {
    const endedAt = timers.now();
    await working;
    try {
      const made =
        screenshot !== null
          ? await files.putScreenshot(id, screenshot)
          : parts > 0
            ? await deps.slots.run(() => files.assemble(id, parts, endedAt - (firstAt ?? endedAt)))
            : null;
      await db.inSchool(schoolId, async (tx) => {
        if (made === null) return markFailed(tx, id, problem ?? problemOf(standing));
        const seconds = kind === 'screenshot' || firstAt === null ? 0 : (endedAt - firstAt) / 1000;
        await markRecorded(tx, id, { ...made, pictures: Math.max(1, parts), seconds: Math.max(0, seconds) });
      });
    } catch (cause) {
      log.error('screens.recording-not-kept', { schoolId, recording: id }, cause);
      await db
        .inSchool(schoolId, (tx) => markFailed(tx, id, 'The server could not keep the pictures.'))
        .catch((failure: unknown) => log.error('screens.recording-lost', { recording: id }, failure));
    }
  }

  let stopTimer = timers.after(kind === 'screenshot' ? SCREENSHOT_WITHIN_MS : begun.seconds * 1000, () => {
    // Somebody who is being asked has their time to answer.
    if (kind === 'screenshot' && standing?.state === 'asking')
      stopTimer = timers.after(ASKING_WITHIN_MS - SCREENSHOT_WITHIN_MS, () => end(null));
    else end(null);
  });
  const everyMs = kind === 'screenshot' ? SCREENSHOT_EVERY_MS : RECORDING_EVERY_MS;
  const wish: Wish = { purpose: 'look', width: WIDTH, everyMs, quality: QUALITY, whole: true };
  desk.join(party);
  desk.want(party, new Map([[row.id, wish]]));
  return { stop: () => end(null), over };
}

function factsOf(begun: Begun, happenedAt: Date, site: string | null): WatermarkFacts {
  const { row, kind, maker } = begun;
  return {
    person:
      row.person_id === null ? null : { name: row.person_name ?? '', username: row.person_username ?? '' },
    accountName: row.account_name,
    what: `${kind === 'screenshot' ? 'Screenshot' : 'Recorded'} by ${maker.name}`,
    happenedAt,
    device: row.name,
    room: row.room,
    site,
  };
}

/** Drawn on, at the quality at which it fits a message; null for one that fits at none. */
async function watermarkWithin(
  image: Parameters<typeof watermark>[0],
  facts: WatermarkFacts,
  timeZone: string,
  kind: Begun['kind'],
): Promise<Awaited<ReturnType<typeof watermark>> | null> {
  const still = kind === 'screenshot';
  for (const quality of still ? JPEG_QUALITIES : FRAME_QUALITIES) {
    const marked = await watermark(image, facts, timeZone, quality, still ? 'image/jpeg' : 'image/webp');
    if (marked.bytes.length + PICTURE_HEAD_BYTES <= MAX_PICTURE_BYTES) return marked;
  }
  return null;
}

/** Why nothing came, in words for staff. */
export function problemOf(standing: Standing | null): string {
  switch (standing?.state) {
    case 'offline':
      return 'The device is not connected.';
    case 'unsupported':
      return 'The program on the device cannot show its screen.';
    case 'not-possible':
      return 'The device gives no picture of its screen.';
    case 'denied':
      return standing.answeredBy === 'person'
        ? 'The person at the device said no.'
        : 'The person at the device did not answer.';
    case 'forbidden':
      return 'The settings do not allow looking at this screen.';
    case 'asking':
      return 'The person at the device has not answered.';
    case 'private':
      return 'What is open on the device is never shown.';
    case 'nothing':
      return 'No window is open on the device.';
    case 'asks-first':
    case 'waiting':
    case 'live':
    case undefined:
      return 'No picture came from the device in time.';
  }
}
