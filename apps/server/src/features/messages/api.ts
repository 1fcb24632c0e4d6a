import {
  listMessages,
  sendMessage,
  showMessage,
  type MessageBody,
} from '@lapwing/protocol/features/messages/api.ts';
import type { MessagesTold } from '@lapwing/protocol/features/messages/told.command.ts';
import type { AgentFrames } from '../../permissions/agent-frames.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { storable } from '../captures/index.ts';
import type { Presence } from '../devices/index.ts';
import { namesOf, peopleWithin, reachTargets, seatsOf } from '../restrictions/index.ts';
import { presentListed, presentMessage, presentResults } from './present.ts';
import {
  findOwn,
  insertMessage,
  insertSent,
  listMessageRows,
  outcomesAt,
  saveOutcome,
  sentOf,
  type MessageRow,
} from './store.ts';

export interface MessageParts {
  readonly routes: Routes;
  readonly agentFrames: AgentFrames;
  readonly presence: Presence;
  readonly clock: Clock;
  /** Says to consoles, a moment later, that something became of a message. */
  readonly changed: (schoolId: string, messageId: string) => void;
  /** Looks again when nothing can become of it any more. */
  readonly lookAfter: (schoolId: string, messageId: string, deadline: number) => void;
}

/** A page may take a moment to open; a message that comes late is of no use. */
const DEADLINE_MS: Readonly<Record<MessageBody['kind'], number>> = Object.freeze({
  message: 30_000,
  open: 120_000,
  'close-tabs': 30_000,
  'log-off': 30_000,
});
/** Letters of what was said that the audit keeps. */
const MOST_LETTERS = 80;

/** What is said to devices of the moment: never done after its deadline, never twice, and not by those that are away. */
export function addMessageRoutes(parts: MessageParts): void {
  const { routes, agentFrames, presence, clock } = parts;

  async function shown(tx: SchoolTx, row: MessageRow): Promise<ReturnType<typeof whole>> {
    return whole(row, await sentOf(tx, row.id), clock.now());
  }

  routes.school(sendMessage, {
    capability: 'messages.send',
    audit: 'messages.send',
    async handle({ tx, actor, body }) {
      const id = body.id.toLowerCase();
      const now = clock.now();
      const what = storableBody(body.what);
      // What is said to a lesson belongs to it.
      const ofLesson = body.targets.find((target) => target.kind === 'lesson');
      const lessonId = body.lessonId ?? (ofLesson?.kind === 'lesson' ? ofLesson.id : null);
      const asked = { targets: body.targets, lessonId };
      const reached = await reachTargets(tx, actor, presence, 'messages.send', asked, now);
      if (!reached.ok) return reached;
      const { whom, online, devices } = reached.found;
      const to = namesOf(whom.map(({ name }) => name));
      const deadline = new Date(now + DEADLINE_MS[what.kind]);
      const fresh = await insertMessage(tx, {
        id,
        what,
        toWords: to,
        lessonId,
        by: { id: actor.accountId, name: actor.name },
        sentAt: new Date(now),
        deadline,
      });
      if (fresh) {
        const connected = new Set(online.map(({ deviceId }) => deviceId));
        const away = await seatsOf(
          tx,
          [...devices].filter((deviceId) => !connected.has(deviceId)),
        );
        await insertSent(tx, id, [
          ...online.map(({ deviceId, personId }) => ({ deviceId, personId, online: true })),
          ...away.map(({ deviceId }) => ({ deviceId, personId: null, online: false })),
        ]);
        const frame: MessagesTold = {
          type: 'messages/told',
          id,
          deadline: deadline.toISOString(),
          by: actor.name.slice(0, 200),
          what,
        };
        const { schoolId } = tx;
        tx.afterCommit(() => {
          for (const { deviceId } of online) presence.send(schoolId, deviceId, [frame]);
          parts.changed(schoolId, id);
          parts.lookAfter(schoolId, id, deadline.getTime());
        });
      }
      const row = await findOwn(tx, actor.accountId, id);
      if (row === null) {
        return refuse('conflict', 'id-taken', 'This id is taken.', {
          field: 'id',
          remedy: 'Send it again with a new id.',
        });
      }
      return audited(await shown(tx, row), {
        summary: `${inWords(what)} to ${to} (${online.length === 1 ? '1 device' : `${online.length} devices`})`,
        subject: subjectOf(whom),
      });
    },
  });
  routes.school(showMessage, {
    capability: 'messages.send',
    audit: 'none',
    async handle({ tx, actor, params }) {
      const row = await findOwn(tx, actor.accountId, params.id);
      return row === null ? notFound() : unaudited(await shown(tx, row));
    },
  });
  routes.school(listMessages, {
    capability: 'messages.send',
    audit: 'messages.list',
    async handle({ tx, actor, reach, query }) {
      const { personId, lessonId, limit } = query;
      const [person] = personId === undefined ? [] : await peopleWithin(tx, reach, [personId]);
      if (personId !== undefined && person === undefined) return notFound();
      const rows = await listMessageRows(
        tx,
        { accountId: actor.accountId, reach },
        { personId: person?.id ?? null, lessonId: lessonId ?? null, limit },
      );
      const ids = rows.map(({ id }) => id);
      const theirs = person === undefined ? null : await outcomesAt(tx, person.id, ids);
      const now = clock.now();
      return audited(
        {
          messages: rows.map((row) =>
            presentListed(
              row,
              theirs?.get(row.id),
              reach.kind === 'school' || row.by_id === actor.accountId,
              now,
            ),
          ),
        },
        {
          summary: `Looked at messages${person === undefined ? '' : ` to ${person.name}`} (${rows.length})`,
          subject: person === undefined ? null : { kind: 'person', id: person.id },
        },
      );
    },
  });

  agentFrames.on('messages/done', async (call, frame) => {
    const at = new Date(Math.min(Date.parse(frame.at) + call.clockOffsetMs, clock.now()));
    const id = frame.id.toLowerCase();
    if (await saveOutcome(call.tx, id, call.deviceId, frame.outcome, at))
      call.tx.afterCommit(() => parts.changed(call.schoolId, id));
    return [];
  });
}

function whole(
  row: MessageRow,
  sent: Parameters<typeof presentResults>[1],
  now: number,
): ReturnType<typeof presentMessage> & { results: ReturnType<typeof presentResults> } {
  return { ...presentMessage(row, true, now), results: presentResults(row, sent, now) };
}

function storableBody(what: MessageBody): MessageBody {
  switch (what.kind) {
    case 'message':
    case 'log-off':
      return { ...what, text: storable(what.text) };
    case 'open':
      return { ...what, url: storable(what.url) };
    case 'close-tabs':
      return { ...what, host: storable(what.host) };
  }
}

/** As the audit keeps it: the words are those of staff, cut short. */
function inWords(what: MessageBody): string {
  const cut = (text: string): string => {
    const letters = Array.from(text);
    return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS).join('')}…` : text;
  };
  switch (what.kind) {
    case 'message':
      return `Sent the message “${cut(what.text)}”`;
    case 'open':
      return `Sent the page ${cut(what.url)}`;
    case 'close-tabs':
      return `Sent to close ${what.all ? 'all tabs' : 'the tab'} on ${cut(what.host)}`;
    case 'log-off':
      return `Sent a log-off with “${cut(what.text)}”`;
  }
}

function subjectOf(
  whom: ReadonlyArray<{ readonly kind: string; readonly ids: readonly string[] }>,
): { kind: string; id: string } | null {
  const [only, ...more] = whom;
  const [id, ...others] = only?.ids ?? [];
  return only === undefined || id === undefined || more.length > 0 || others.length > 0
    ? null
    : { kind: only.kind, id };
}
