import {
  changeRecording,
  deleteRecording,
  listRecordings,
  startRecording,
  stopRecording,
  takeScreenshot,
  viewRecording,
  type Recording,
} from '@lapwing/protocol/features/screens/api.ts';
import { accountByName, sittingOf } from '../../permissions/acting.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import { audited, auditStands, type Routes } from '../../permissions/routes.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Presence } from '../devices/index.ts';
import { createSlots, serveBlob, type EvidenceBlobs } from '../evidence/index.ts';
import { startRecorder, type Begun, type Recorder, type RecorderDeps } from './recorder.ts';
import { createRecordingFiles, recordingBlob } from './recording-files.ts';
import { createSittings } from './sittings.ts';
import {
  countRunning,
  findRecording,
  insertRecording,
  listLeftRunning,
  listRecordingRows,
  markFailed,
  markRecorded,
  removeRecording,
  setVisibility,
  type RecordingRow,
  type RecordingViewer,
} from './store-recordings.ts';
import { listWatchable } from './store.ts';
import { inWords, subjectOf } from './watch-audit.ts';

export interface RecordingsDeps extends Omit<RecorderDeps, 'files' | 'slots'> {
  readonly routes: Routes;
  readonly presence: Presence;
  readonly blobs: EvidenceBlobs;
  readonly db: Database;
  readonly log: Log;
}

/** At once by one maker. */
const MOST_RUNNING = 10;
const MOST_LISTED = 200;
/** Pictures being drawn on at one time: each takes a core for a moment, and evidence has its own. */
const DRAWN_AT_ONCE = 1;
/** Milliseconds in which a recording that cannot be is known to be none. */
const FAILS_WITHIN_MS = 1500;
const EXTENSIONS: Readonly<Record<string, string>> = Object.freeze({
  'image/jpeg': 'jpg',
  'video/webm': 'webm',
});

export interface Recordings {
  runs(id: string): boolean;
  /** Ends those that run with what there is. */
  stop(): Promise<void>;
}

/** Adds the routes for screenshots and recordings by hand. */
export function addRecordingRoutes(deps: RecordingsDeps): Recordings {
  const { routes, db, blobs, log } = deps;
  const slots = createSlots(DRAWN_AT_ONCE);
  const running = new Map<string, Recorder>();
  const sittings = createSittings(() => deps.timers.now());

  function begin(begun: Begun): Recorder {
    const files = createRecordingFiles(blobs, begun.schoolId);
    const recorder = startRecorder({ ...deps, files, slots }, begun);
    running.set(begun.id, recorder);
    void recorder.over.finally(() => running.delete(begun.id));
    return recorder;
  }

  /** Waits until it is over, or for so long. */
  async function overWithin(id: string, ms: number): Promise<void> {
    const recorder = running.get(id);
    if (recorder === undefined) return;
    await new Promise<void>((resolve) => {
      const cancel = deps.timers.after(ms, resolve);
      void recorder.over.finally(() => {
        cancel();
        resolve();
      });
    });
  }

  async function shownNow(schoolId: string, actor: Actor, id: string): Promise<Recording> {
    const row = await db.inSchool(schoolId, (tx) => findRecording(tx, viewerOf(actor), id));
    if (row === null) throw new Error('one sees what one has made');
    return presentRecording(row, actor);
  }

  async function make(
    call: { tx: SchoolTx; actor: Actor },
    asked: Pick<Begun, 'kind' | 'seconds'> & { deviceId: string; visibility: Recording['visibility'] },
    waitMs: number,
  ) {
    const { tx, actor } = call;
    const reach = reachOf(actor, 'screens.view');
    const online = deps.presence.online(tx.schoolId);
    const [row] = reach === null ? [] : await listWatchable(tx, reach, [asked.deviceId], online);
    if (row === undefined) return notFound();
    if ((await countRunning(tx, actor.accountId)) >= MOST_RUNNING) {
      return refuse('conflict', 'too-many-recordings', `You are recording ${MOST_RUNNING} screens already.`, {
        remedy: 'Stop one of them first.',
      });
    }
    const id = await insertRecording(tx, {
      ...asked,
      maker: { id: actor.accountId, name: actor.name },
      personId: row.person_id,
      sessionId: row.session_id,
    });
    if (id === null) {
      return refuse('conflict', 'already-recording', 'You are recording this screen already.', {
        field: 'deviceId',
        remedy: 'Stop that recording, or wait until it ends.',
      });
    }
    const made = await findRecording(tx, viewerOf(actor), id);
    if (made === null) throw new Error('one sees what one has made');
    tx.afterCommit(() => begin({ ...asked, id, schoolId: tx.schoolId, maker: actor, row }));
    const what = asked.kind === 'screenshot' ? 'Took a screenshot of' : 'Began to record the screen of';
    return {
      ...audited(presentRecording(made, actor), {
        summary: `${what} ${inWords(row)}, ${asked.visibility}`,
        subject: subjectOf(row),
      }),
      async late() {
        await overWithin(id, waitMs);
        return shownNow(tx.schoolId, actor, id);
      },
    };
  }

  routes.school(takeScreenshot, {
    capability: 'screens.record',
    audit: 'screens.screenshot',
    handle: (call) => make(call, { ...call.body, kind: 'screenshot', seconds: 0 }, 30_000),
  });
  routes.school(startRecording, {
    capability: 'screens.record',
    audit: 'screens.record',
    handle: (call) => make(call, { ...call.body, kind: 'recording' }, FAILS_WITHIN_MS),
  });

  routes.school(stopRecording, {
    capability: 'screens.record',
    audit: 'screens.stop',
    async handle({ tx, actor, params }) {
      const row = await findRecording(tx, viewerOf(actor), params.id);
      if (row === null || row.maker_id !== actor.accountId) return notFound();
      return {
        ...audited(presentRecording(row, actor), noteOf(`Stopped the recording of`, row)),
        async late() {
          running.get(row.id)?.stop();
          await overWithin(row.id, 30_000);
          return shownNow(tx.schoolId, actor, row.id);
        },
      };
    },
  });

  routes.school(listRecordings, {
    capability: 'screens.view',
    audit: 'screens.recordings',
    async handle({ tx, actor, query }) {
      const filter = { personId: query.personId, deviceId: query.deviceId, limit: MOST_LISTED };
      const rows = await listRecordingRows(tx, viewerOf(actor), filter);
      return audited(
        { recordings: rows.map((row) => presentRecording(row, actor)) },
        { summary: `Looked at the list of screenshots and recordings (${rows.length} shown)`, subject: null },
      );
    },
  });

  routes.school(viewRecording, {
    capability: 'screens.view',
    audit: 'screens.open',
    async handle({ tx, actor, params, request }) {
      const row = await findRecording(tx, viewerOf(actor), params.id);
      if (row === null || row.state !== 'ready' || row.media_type === null) return notFound();
      await blobs.openKey(tx);
      const served = await serveBlob(
        blobs,
        { schoolId: tx.schoolId, id: recordingBlob(row.id) },
        { range: request.headers.range, ifRange: request.headers['if-range'] },
        {
          mediaType: row.media_type,
          filename: `${row.id}.${EXTENSIONS[row.media_type] ?? 'lapwing'}`,
          disposition: 'inline',
        },
        log,
      );
      if (!served.ok) return served;
      const sitting = `${tx.schoolId} ${row.id} ${actor.accountId} ${sittingOf(actor)}`;
      if (row.kind === 'recording' && sittings.goesOn(sitting)) return auditStands(served.reply);
      // Only what is committed stands for what follows.
      tx.afterCommit(() => sittings.begin(sitting));
      return audited(served.reply, { ...noteOf(`Opened the ${row.kind} of`, row), outcome: 'opened' });
    },
  });

  routes.school(changeRecording, {
    capability: 'screens.record',
    audit: 'screens.change',
    async handle({ tx, actor, params, body }) {
      const row = await findRecording(tx, viewerOf(actor), params.id);
      if (row === null || row.maker_id !== actor.accountId) return notFound();
      await setVisibility(tx, row.id, body.visibility);
      return audited(
        presentRecording({ ...row, visibility: body.visibility }, actor),
        noteOf(`Made ${body.visibility} the ${row.kind} of`, row),
      );
    },
  });

  routes.school(deleteRecording, {
    capability: 'screens.record',
    audit: 'screens.delete',
    async handle({ tx, actor, params }) {
      const row = await findRecording(tx, viewerOf(actor), params.id);
      if (row === null || row.maker_id !== actor.accountId) return notFound();
      if (row.state === 'running') {
        return refuse('conflict', 'still-running', 'It is still being recorded.', {
          remedy: 'Stop it first.',
        });
      }
      await removeRecording(tx, row.id);
      const { schoolId } = tx;
      tx.afterCommit(() => {
        createRecordingFiles(blobs, schoolId)
          .remove(row.id, 0)
          .catch((cause: unknown) =>
            log.error('screens.recording-not-removed', { recording: row.id }, cause),
          );
      });
      return audited({ done: true as const }, noteOf(`Deleted the ${row.kind} of`, row));
    },
  });

  return {
    runs: (id) => running.has(id),
    async stop() {
      const all = Array.from(running.values());
      for (const recorder of all) recorder.stop();
      await Promise.all(all.map((recorder) => recorder.over));
    },
  };
}

/** Ends what a server that was stopped by force left running: ready with what there is. */
export async function endLeftRunning(
  deps: { db: Database; blobs: EvidenceBlobs; log: Log; runs: (id: string) => boolean },
  schoolId: string,
): Promise<void> {
  const files = createRecordingFiles(deps.blobs, schoolId);
  for (const row of await deps.db.inSchool(schoolId, (tx) => listLeftRunning(tx))) {
    const { id, pictures } = row;
    if (deps.runs(id)) continue;
    const made =
      pictures === 0
        ? null
        : await files.assemble(id, pictures, 0).catch((cause: unknown) => {
            deps.log.error('screens.recording-not-ended', { recording: id }, cause);
            return null;
          });
    await deps.db.inSchool(schoolId, async (tx) => {
      if (made === null) await markFailed(tx, id, 'The server was stopped before it was done.');
      else await markRecorded(tx, id, { ...made, pictures, seconds: pictures });
    });
  }
}

/** By whose eyes recordings are looked at. */
export function viewerOf(actor: Actor): RecordingViewer {
  // Whoever may see no screens sees what they made themselves, and nothing of others.
  const reach = reachOf(actor, 'screens.view') ?? { kind: 'groups', groupIds: [] };
  return { accountId: accountByName(actor), reach };
}

function noteOf(what: string, row: RecordingRow): { summary: string; subject: { kind: string; id: string } } {
  const who =
    row.person_name === null ? `the device ${row.device_name}` : `${row.person_name} (${row.device_name})`;
  const subject =
    row.person_id === null ? { kind: 'device', id: row.device_id } : { kind: 'person', id: row.person_id };
  return { summary: `${what} ${who}`, subject };
}

function presentRecording(row: RecordingRow, actor: Actor): Recording {
  const own = row.maker_id === actor.accountId;
  return {
    id: row.id,
    kind: row.kind,
    visibility: row.visibility,
    state: row.state,
    problem: row.problem,
    startedAt: row.started_at.toISOString(),
    seconds: row.seconds,
    mediaType: row.media_type,
    by: { id: row.maker_id, name: row.maker_name },
    device: { id: row.device_id, name: row.device_name },
    person:
      row.person_id === null || row.person_name === null
        ? null
        : { id: row.person_id, name: row.person_name },
    may: {
      change: own ? { allowed: true } : { allowed: false, reason: 'Only whoever made it may change it.' },
    },
  };
}
