import type { FoundInText } from '@lapwing/protocol/features/policies/api.ts';
import { compileOptions } from '@lapwing/library/compile-options.ts';
import { tryChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { z } from 'zod';
import { reachOf } from '../../permissions/actor.ts';
import { audited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { pastCaptures, type PastRow } from '../captures/index.ts';
import { groupsAbove, settingGroupsOf, type OrderedGroup } from '../groups/index.ts';
import { groupsOfAllowances } from './allowances.api.ts';
import { weigh } from './change.ts';
import type { PolicyConfig } from './config.ts';
import type { Decided } from './decided.ts';
import { presentFound } from './found.ts';
import { mayManagePolicies } from './may.ts';
import { parseEdits } from './parse-edits.ts';
import type { PolicyParts } from './parts.ts';
import { effectiveFor, groupsThatSet } from './resolve.ts';
import { touchedTerms } from './touched.ts';
import { lookInto, type Looked, type SeatRules, type TryOutInput } from './try-out.ts';
import { shownOf, warningsOf } from './try-words.ts';

type Tried = z.input<typeof tryChange.reply>;

/** Past captures that a change is tried on, at most. */
const MOST_CAPTURES = 50_000;
/** Changes that are being tried at once; each takes seconds. */
const MOST_WAITING = 5;
/** Captures of which it is quicker to look for all terms than to compile those that a change touches. */
const WORTH_A_PACK = 5000;
/** Captures of each kind that are shown. */
const SHOWN = 50;

/** Tries a change on the past without making it. */
export function addTryRoutes(parts: PolicyParts): void {
  const { routes, state, clock, tryWork } = parts;

  routes.school(tryChange, {
    capability: 'policies.allow',
    audit: 'policies.try',
    bodyLimit: 16 * 1024 * 1024,
    perMinute: 60,
    async handle({ tx, actor, reach: allowReach, body }) {
      const begun = performance.now();
      if (tryWork.waiting() >= MOST_WAITING) {
        return refuse('unavailable', 'busy', 'Other changes are being tried at the moment.', {
          remedy: 'Try again in a few seconds.',
        });
      }
      const parsed = parseEdits(body.edits);
      if (!parsed.ok) return parsed;
      const before = await state.decided(tx);
      const manages = mayManagePolicies(actor);
      const groups = manages ? null : await groupsOfAllowances(tx, actor, allowReach, parsed.edits);
      // Who may only let pass tries that, in their own groups, on the captures that they see.
      if (!manages && groups === null) return notFound();
      const wanted = { actor, takesBack: null, ...(groups === null ? {} : { groups }) };
      const checked = await weigh(parts, tx, wanted, before, parsed.edits);
      if (!checked.ok) return checked;
      const after: Decided = {
        number: before.number,
        items: checked.after,
        config: checked.config,
        inForce: await state.libraries.inForce(tx, checked.config.library),
      };
      const packs = { before: await packsOf(tx, before), after: await packsOf(tx, after) };

      const seen = body.sample === null ? null : await groupsAbove(tx, actor, body.sample.groupId);
      if (body.sample !== null && seen === null) return notFound();
      const reach = reachOf(actor, 'captures.view');
      const past =
        body.past === null || (reach === null && !manages)
          ? null
          : await pastCaptures(tx, reach ?? { kind: 'school' }, body.past.days, MOST_CAPTURES);
      const input = past === null ? null : await inputOf(tx, past.rows, before, after, packs);
      const days = body.past?.days ?? 0;

      const work = async (): Promise<Tried> => {
        const sample = body.sample;
        const output = input === null ? null : await tryWork.run(await withTouched(input, before, after));
        const found = (decided: Decided, of: readonly Uint8Array[]): FoundInText[] => {
          if (sample === null || seen === null) return [];
          const seat = seatOf(decided.config, seen.groups);
          const text = { text: sample.text, source: sample.source, at: clock.now() };
          return lookInto({ packs: of, seat }, text).map((each) => presentFound(decided, each));
        };
        return {
          sample:
            sample === null
              ? null
              : { before: found(before, packs.before), after: found(after, packs.after) },
          past:
            past === null || output === null
              ? null
              : {
                  captures: past.rows.length,
                  ...output.counts,
                  sealed: past.sealed,
                  cut: past.cut,
                  shown: shownOf(past.rows, output, reach === null ? null : { before, after }),
                  took: Math.round(performance.now() - begun),
                },
          warnings: warningsOf({ edits: parsed.edits, after, past, output, days }),
        };
      };
      const looked =
        past === null ? '' : `, on ${past.rows.length.toLocaleString('en-GB')} captures of ${days} days`;
      const who = reach === null || past === null ? '' : ', and looked at those that it would change';
      const nothing: Tried = { sample: null, past: null, warnings: [] };
      return {
        ...audited(nothing, {
          summary: `Tried a change of what is watched for${looked}${who}`,
          subject: null,
        }),
        late: work,
      };
    },
  });

  async function packsOf(tx: SchoolTx, decided: Decided): Promise<Uint8Array[]> {
    const own = await state.ownPack(tx, decided.config, decided.inForce);
    return own === null ? [decided.inForce.pack.bytes] : [decided.inForce.pack.bytes, own.bytes];
  }

  function seatOf(config: PolicyConfig, groups: readonly OrderedGroup[]): SeatRules {
    const { rules, sources, privateHosts } = effectiveFor(config, groups, state.timeZone);
    return { rules, sources, privateHosts: privateHosts ?? state.helpSites };
  }

  /** The input with packs of the terms that the change touches, where that spares looking for all. */
  async function withTouched(input: TryOutInput, before: Decided, after: Decided): Promise<TryOutInput> {
    const { managed } = before.inForce;
    const changed = input.before.seats.map(
      (seat, at) => JSON.stringify(seat) !== JSON.stringify(input.after.seats[at]),
    );
    if (input.captures.filter(({ seat }) => changed[seat]).length < WORTH_A_PACK) return input;
    const terms = touchedTerms(managed, [before.config, after.config], input.before.seats, input.after.seats);
    if (terms === null) return input;
    if (terms.length === 0) return { ...input, touched: [] };
    const options = { ...compileOptions(managed.library), terms, version: 'touched' };
    return { ...input, touched: [await parts.work.run('compile', options)] };
  }

  /** The captures with the rules of whoever each is of, before and after. */
  async function inputOf(
    tx: SchoolTx,
    rows: readonly PastRow[],
    before: Decided,
    after: Decided,
    packs: { readonly before: readonly Uint8Array[]; readonly after: readonly Uint8Array[] },
  ): Promise<TryOutInput> {
    const setters = new Set([...groupsThatSet(before.config), ...groupsThatSet(after.config)]);
    const members = new Set(
      rows.flatMap(({ personId, deviceId }) => (personId === null ? [deviceId] : [personId, deviceId])),
    );
    const groups = await settingGroupsOf(tx, [...members], setters);
    const seats = new Map<string, number>();
    const looked = { before: [] as SeatRules[], after: [] as SeatRules[] };
    const captures = rows.map((row) => {
      const holding = [
        ...groups.everywhere,
        ...(groups.of.get(row.deviceId) ?? []),
        ...(row.personId === null ? [] : (groups.of.get(row.personId) ?? [])),
      ].filter((group) => setters.has(group.id));
      const key = [...new Set(holding.map((group) => group.id))].sort().join(' ');
      let seat = seats.get(key);
      if (seat === undefined) {
        seat = seats.size;
        seats.set(key, seat);
        looked.before.push(seatOf(before.config, holding));
        looked.after.push(seatOf(after.config, holding));
      }
      return {
        sentence: row.sentence,
        source: row.source,
        host: row.site,
        at: row.happenedAt.getTime(),
        seat,
      };
    });
    const looks = (when: 'before' | 'after'): Looked => ({ packs: packs[when], seats: looked[when] });
    return { before: looks('before'), after: looks('after'), captures, shown: SHOWN };
  }
}
