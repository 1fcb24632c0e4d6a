import {
  countCaptures,
  listCaptures,
  showArriving,
  showCapture,
} from '@lapwing/protocol/features/captures/api.ts';
import { Id, Instant } from '@lapwing/protocol/ids.ts';
import { Severity } from '@lapwing/protocol/vocabulary.ts';
import type { z } from 'zod';
import { reachOf } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { by, showDetail } from './detail.ts';
import type { CaptureParts } from './parts.ts';
import { presentSummary, viewerOf } from './present.ts';
import { storable } from './storable.ts';
import { listRows, type ListFilter } from './store-list.ts';
import { countOpen, evidenceOf, findSummary } from './store-read.ts';

/** Adds the routes by which captures are looked for and looked at. */
export function addCaptureRoutes(parts: CaptureParts): void {
  const { routes, wordsOf } = parts;

  routes.school(countCaptures, {
    capability: 'captures.view',
    audit: 'none',
    handle: async ({ tx, reach }) => unaudited(await countOpen(tx, reach)),
  });
  routes.school(listCaptures, {
    capability: 'captures.view',
    audit: 'captures.list',
    async handle({ tx, actor, reach, query }) {
      const rows = await listRows(tx, reach, {
        status: query.status,
        severity: query.severity,
        policy: query.policy,
        source: query.source,
        term: query.term === undefined ? undefined : storable(query.term),
        assigned: query.assigned === 'me' ? actor.accountId : query.assigned && storable(query.assigned),
        groupId: query.groupId,
        viewer: {
          accountId: actor.accountId,
          reach: reachOf(actor, 'groups.view') ?? { kind: 'groups', groupIds: [] },
        },
        personId: query.personId,
        deviceId: query.deviceId,
        from: query.from,
        to: query.to,
        timeZone: parts.timeZone,
        together: query.together,
        sort: query.sort,
        after: placeOf(query.after),
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const viewer = viewerOf(actor);
      const words = await wordsOf(tx);
      return audited(
        {
          items: page.map((row) => presentSummary(row, viewer, words)),
          next:
            rows.length > query.limit && last !== undefined
              ? encodeCursor([last.severity, last.received_at.toISOString(), last.id])
              : null,
          open: await countOpen(tx, reach),
        },
        { summary: `Looked at the list of captures (${listInWords(query, page.length)})`, subject: null },
      );
    },
  });

  routes.school(showArriving, {
    capability: 'captures.view',
    audit: 'none',
    async handle({ tx, reach, params }) {
      const row = await findSummary(tx, reach, params.id);
      if (row === null) return notFound();
      const coming = row.sealed ? [] : await evidenceOf(tx, row.id);
      return unaudited({
        items: coming
          .filter(({ state }) => state === 'coming')
          .map((item) => ({ id: item.id, arrived: item.arrived_bytes })),
      });
    },
  });

  routes.school(showCapture, {
    capability: 'captures.view',
    audit: 'captures.view',
    async handle({ tx, actor, reach, params }) {
      const found = await showDetail(parts, tx, actor, reach, params.id);
      if (found === null) return notFound();
      await parts.hooks.opened(tx, params.id, by(actor));
      return audited(found.shown, {
        summary: `Opened the capture of ${found.inWords}`,
        subject: { kind: 'capture', id: params.id },
      });
    },
  });
}

/** Where a page goes on; anything else than a cursor of ours starts the list anew. */
function placeOf(cursor: string | undefined): ListFilter['after'] {
  const [severity, at, id] = decodeCursor(cursor, 3) ?? [];
  const parsed = { severity: Severity.safeParse(severity), at: Instant.safeParse(at), id: Id.safeParse(id) };
  if (!parsed.severity.success || !parsed.at.success || !parsed.id.success) return null;
  return { severity: parsed.severity.data, receivedAt: new Date(parsed.at.data), id: parsed.id.data };
}

function listInWords(query: z.output<typeof listCaptures.query>, shown: number): string {
  const given = (value: unknown, words: string): string | undefined =>
    value === undefined ? undefined : words;
  const filters = [
    query.status,
    query.severity,
    query.policy,
    query.source,
    given(query.term, 'one term'),
    given(query.groupId, 'one group'),
    given(query.personId, 'one person'),
    given(query.deviceId, 'one device'),
    query.assigned === 'nobody' ? 'given to nobody' : given(query.assigned, 'given to one person'),
    given(query.from, `from ${query.from}`),
    given(query.to, `to ${query.to}`),
  ].filter((filter) => filter !== undefined);
  return [...filters, `${shown} shown`].join(', ');
}
