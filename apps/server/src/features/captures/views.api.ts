import {
  addView,
  deleteView,
  listViews,
  type CaptureView,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import type { CaptureParts } from './parts.ts';
import { storable } from './storable.ts';
import { insertView, removeView, viewsFor, type ViewRow } from './store-school.ts';

/** Views that one person may keep. */
const MOST = 100;

/** Adds the saved views of the list. */
export function addViewRoutes({ routes }: CaptureParts): void {
  routes.school(listViews, {
    capability: 'captures.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const rows = await viewsFor(tx, actor.accountId);
      return unaudited({ views: rows.map((row) => presentView(row, actor)) });
    },
  });
  routes.school(addView, {
    capability: 'captures.view',
    audit: 'captures.view-saved',
    async handle({ tx, actor, body }) {
      const own = (await viewsFor(tx, actor.accountId)).filter(
        (row) => row.owner_account === actor.accountId,
      );
      if (own.length >= MOST) {
        return refuse('conflict', 'too-many', `You have saved ${MOST} views already.`, {
          field: 'name',
          remedy: 'Delete one that you do not use any more.',
        });
      }
      const view = {
        owner_account: actor.accountId,
        name: storable(body.name),
        search: storable(body.search),
        shared: body.shared,
      };
      const id = await insertView(tx, view);
      return audited(presentView({ ...view, id }, actor), {
        summary: `Saved a view of the captures${body.shared ? ' for all who see them' : ''}: ${view.name}`,
        subject: null,
      });
    },
  });
  routes.school(deleteView, {
    capability: 'captures.view',
    audit: 'captures.view-deleted',
    async handle({ tx, actor, params }) {
      const id = params.id.toLowerCase();
      const row = (await viewsFor(tx, actor.accountId)).find((each) => each.id === id);
      if (row === undefined) return notFound();
      if (row.owner_account !== actor.accountId && !can(actor, 'captures.manage')) {
        return refuse('not-allowed', 'not-yours', 'This view was saved by somebody else.', {
          remedy: 'Ask whoever saved it, or the safeguarding lead, to delete it.',
        });
      }
      await removeView(tx, id);
      return audited(
        { done: true },
        { summary: `Deleted a saved view of the captures: ${row.name}`, subject: null },
      );
    },
  });
}

function presentView(row: ViewRow, actor: Actor): CaptureView {
  const { id, name, search, shared } = row;
  return { id, name, search, shared, mine: row.owner_account === actor.accountId };
}
