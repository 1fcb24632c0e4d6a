import { periodAt } from '@lapwing/detection/watch.ts';
import {
  explainWatch,
  showPrivateSites,
  showRecipients,
  showTimetable,
} from '@lapwing/protocol/features/policies/settings.api.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { staffWith } from '../accounts/index.ts';
import { groupsAbove, groupsAt, ranked, sourceOf } from '../groups/index.ts';
import { namesFor } from './change.ts';
import { explainWatched } from './explain.ts';
import { policiesMay } from './may.ts';
import type { PolicyParts } from './parts.ts';
import { titleOf } from './present.ts';
import { effectiveFor, groupsThatSet } from './resolve.ts';
import { BUILT_IN_TIMETABLE } from './timetable.ts';
import { allowedInWords } from './words.ts';

/** The timetable, private sites, who is alerted, and why something is watched for. All of it is changed by changes. */
export function addSettingRoutes(parts: PolicyParts): void {
  const { routes, state } = parts;

  routes.school(showTimetable, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const { config, number } = await state.decided(tx);
      const timetable = config.timetable ?? BUILT_IN_TIMETABLE;
      const { timeZone } = state;
      return unaudited({
        timetable,
        own: config.timetable !== null,
        timeZone,
        now: periodAt({ ...timetable, timeZone }, parts.clock.now()),
        base: number,
        may: policiesMay(actor),
      });
    },
  });
  routes.school(showPrivateSites, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const { config, number } = await state.decided(tx);
      return unaudited({
        value: {
          hosts: [...(config.privateHosts ?? state.helpSites)],
          applications: [...config.privateApplications],
        },
        own: config.privateHosts !== null,
        builtIn: [...state.helpSites],
        base: number,
        may: policiesMay(actor),
      });
    },
  });
  routes.school(showRecipients, {
    capability: 'policies.manage',
    audit: 'none',
    async handle({ tx, actor, query }) {
      const seen = await groupsAbove(tx, actor, query.groupId ?? null);
      if (seen === null) return notFound();
      const decided = await state.decided(tx);
      const { recipients } = effectiveFor(decided.config, seen.groups, state.timeZone);
      const staff = await staffWith(tx, 'captures.view');
      const byId = new Map(staff.map((each) => [each.id, each]));
      return unaudited({
        group: { id: seen.group.id, name: seen.group.name },
        set: decided.config.recipients.get(seen.group.id) ?? null,
        all: recipients.map(({ group, entry }) => {
          const account = byId.get(entry.accountId);
          return {
            account: {
              id: entry.accountId,
              name: account?.name ?? 'An account that is gone',
              mayReceive: account?.holds ?? false,
            },
            from: entry.from,
            policies: entry.policies?.map((id) => ({ id, title: titleOf(decided, id) })) ?? null,
            popUp: entry.popUp,
            email: entry.email,
            group: sourceOf(group, seen.sight(group)),
          };
        }),
        staff: staff.flatMap(({ id, name, holds }) => (holds ? [{ id, name }] : [])),
        base: decided.number,
        may: policiesMay(actor),
      });
    },
  });
  routes.school(explainWatch, {
    capability: 'groups.view',
    audit: 'policies.explain',
    async handle({ tx, actor, query }) {
      const { personId, deviceId } = query;
      if (personId === undefined && deviceId === undefined) {
        return refuse('bad-request', 'nobody-named', 'Say for whom.', {
          field: 'personId',
          remedy: 'Give personId, deviceId, or both.',
        });
      }
      const decided = await state.decided(tx);
      const { config } = decided;
      const asked = { personId: personId ?? null, deviceId: deviceId ?? null };
      const seen = await groupsAt(tx, actor, parts.figures, asked, groupsThatSet(config));
      if (seen === null) return notFound();
      const { groups, sight } = seen;
      const edits = Array.from(decided.items.values());
      const names = await namesFor(tx, edits, decided, decided);
      const { recipients } = effectiveFor(config, groups, state.timeZone);
      const holding = new Map(ranked(groups).map((group) => [group.id, group]));
      const allowed = [...config.allowances.values()].flatMap(({ what, groupId, reason, until }) => {
        const group = groupId === null ? null : holding.get(groupId);
        if (group === undefined || (until !== null && Date.parse(until) <= parts.clock.now())) return [];
        const known = group === null ? 'open' : sight(group);
        return [
          {
            what: allowedInWords(what, names),
            group: group === null ? null : sourceOf(group, known),
            // Why it was let pass is for those who may see for whom.
            reason: known === 'hidden' ? '' : reason,
          },
        ];
      });
      return audited(
        {
          origins: explainWatched(decided, groups, sight, names),
          allowances: allowed,
          recipients: recipients.map(({ group, entry }) => ({
            name: names.account(entry.accountId),
            from: entry.from,
            group: sourceOf(group, sight(group)),
          })),
        },
        {
          summary: `Looked at what is watched for at ${seen.names.join(' at ')}`,
          subject:
            personId === undefined
              ? { kind: 'device', id: deviceId ?? '' }
              : { kind: 'person', id: personId },
        },
      );
    },
  });
}
