import { tryAddress, type AccessPolicyFields } from '@lapwing/protocol/features/access/api.ts';
import { parseUrl } from '@lapwing/protocol/features/access/web-url.ts';
import { audited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { groupsAbove, groupsAt, settingGroupsOf, type OrderedGroup } from '../groups/index.ts';
import { policiesIn, ruleOf } from './at.ts';
import { policyProblem, storable } from './check.ts';
import { standingAt } from './hours.ts';
import type { AccessDeps, Whom } from './parts.ts';
import { visiblePolicies } from './policies.api.ts';
import { listPolicies, type PolicyRow } from './store.ts';
import { tryProgram } from './try-program.ts';
import { tryPage, type Tried } from './try-words.ts';

/** In the place of the id of a policy that is being written for the first time. */
const NEW = '00000000-0000-7000-8000-000000000000';

/** In the place of a title that may tell which other groups a child is in. */
const NOT_YOURS = 'A policy of a group that is not yours';

export type ClosedBecause = (
  tx: SchoolTx,
  page: { readonly deviceId: string; readonly personId: string | null; readonly url: string },
) => Promise<string | null>;

/** Before and after a change: what a page or a program would be for somebody, and why. */
export function addTryRoutes(deps: AccessDeps): void {
  const { routes, categories } = deps;

  routes.school(tryAddress, {
    capability: 'access.view',
    audit: 'access.try',
    async handle({ tx, actor, body }) {
      const asking = askedFor(body);
      if (asking === null) {
        return refuse('bad-request', 'invalid', 'This is no address of a page.', {
          field: 'url',
          remedy: 'Write one such as bbc.co.uk/bitesize, or the name of a program in its place.',
        });
      }
      const { draft } = body;
      const drafted = draft === null ? null : { id: draft.id ?? NEW, policy: storable(draft.policy) };
      const problem = drafted === null ? null : policyProblem(drafted.policy, categories);
      if (problem !== null) {
        const { field = '', remedy = '', message } = problem.refused;
        return refuse('bad-request', 'invalid', message, { field: `draft.policy.${field}`, remedy });
      }
      const rows = withDraft(await listPolicies(tx), drafted);
      const setters = new Set(rows.flatMap(({ groupIds }) => groupIds));
      const asked = { personId: body.personId ?? null, deviceId: body.deviceId ?? null };
      const one = asked.personId !== null || asked.deviceId !== null;
      const found: { groups: readonly OrderedGroup[]; name: string } | null = one
        ? await groupsAt(tx, actor, deps.figures, asked, setters).then((at) =>
            at === null ? null : { groups: at.groups, name: at.names.join(' at ') },
          )
        : await groupsAbove(tx, actor, body.groupId ?? null).then((above) =>
            above === null ? null : { groups: above.groups, name: above.group.name },
          );
      if (found === null) return notFound();
      const at = body.at === null ? deps.clock.now() : Date.parse(body.at);
      // One's own personal group stands in no chain.
      const own = body.groupId === undefined ? [] : [body.groupId.toLowerCase()];
      const groupIds = one ? [] : [...new Set([...own, ...found.groups.map(({ id }) => id)])];
      const whom = { ...asked, groupIds };
      const known = new Set([drafted?.id ?? NEW, ...(await visiblePolicies(tx, actor)).map(({ id }) => id)]);
      const policies = policiesIn(rows, found.groups).map((row) =>
        known.has(row.id) ? row : { ...row, title: NOT_YOURS },
      );
      const tried = await triedAt(deps, tx, { asking, whom, at, policies });
      const hidden = policies.some(({ id }) => id === tried.by?.id && !known.has(id));
      return audited(
        { ...tried, by: hidden ? null : tried.by, others: [...tried.others] },
        {
          // Not the address: what staff try may be what a pupil looked for.
          summary: `Tried whether a ${'program' in asking ? 'program' : 'page'} is open to ${found.name}`,
          subject:
            asked.personId === null
              ? asked.deviceId === null
                ? null
                : { kind: 'device', id: asked.deviceId }
              : { kind: 'person', id: asked.personId },
        },
      );
    },
  });
}

async function triedAt(
  deps: AccessDeps,
  tx: SchoolTx,
  asked: {
    readonly asking: Asking;
    readonly whom: Whom;
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly policies: readonly PolicyRow[];
  },
): Promise<Tried> {
  const { categories } = deps;
  const week = await deps.week(tx);
  const { asking } = asked;
  const restrictions = await deps.restrictionsAt(tx, asked.whom, asked.at);
  const policies = asked.policies.map((row) => ({
    rule: ruleOf(row, categories),
    standing: standingAt(row, week, asked.at),
    categories: row.categories,
  }));
  if ('program' in asking) return tryProgram(asking.program, restrictions, policies);
  return tryPage(asking, restrictions, policies, await deps.helpHosts(tx), categories);
}

/** Why a page is closed now to whoever sits at a device, in a sentence for staff; null where it is open. */
export function createClosedBecause(deps: AccessDeps): ClosedBecause {
  return async (tx, { deviceId, personId, url }) => {
    const rows = await listPolicies(tx);
    const members = personId === null ? [deviceId] : [deviceId, personId];
    const groups = await settingGroupsOf(tx, members, new Set(rows.flatMap(({ groupIds }) => groupIds)));
    const holding = [...groups.everywhere, ...members.flatMap((id) => groups.of.get(id) ?? [])];
    const tried = await triedAt(deps, tx, {
      asking: { url, title: undefined },
      whom: { deviceId, personId, groupIds: [] },
      at: deps.clock.now(),
      policies: policiesIn(rows, holding),
    });
    return tried.open ? null : tried.because;
  };
}

type Asking = { readonly url: string; readonly title: string | undefined } | { readonly program: string };

/** One page or one program; null for what is neither, or both. */
function askedFor(body: {
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly program?: string | undefined;
}): Asking | null {
  if (body.program !== undefined) return body.url === undefined ? { program: body.program } : null;
  const url = body.url === undefined ? null : addressOf(body.url);
  return url === null ? null : { url, title: body.title };
}

/** As somebody types it: `bbc.co.uk`, or with its scheme. Null for what is no address. */
function addressOf(written: string): string | null {
  const whole = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(written) ? written : `https://${written}`;
  const parsed = parseUrl(whole);
  return parsed === null ? null : whole;
}

/** In place of the stored one of its id, or as the last. */
function withDraft(
  rows: readonly PolicyRow[],
  drafted: { readonly id: string; readonly policy: AccessPolicyFields } | null,
): PolicyRow[] {
  if (drafted === null) return [...rows];
  const { id, policy } = drafted;
  const stored = rows.find((row) => row.id === id);
  const { groupIds, ...fields } = policy;
  const row: PolicyRow = {
    ...fields,
    groupIds,
    id,
    position: stored?.position ?? rows.length,
    revision: stored?.revision ?? 0,
    changedAt: stored?.changedAt ?? new Date(0),
    changedName: stored?.changedName ?? '',
  };
  return stored === undefined ? [...rows, row] : rows.map((each) => (each.id === id ? row : each));
}
