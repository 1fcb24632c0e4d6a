import {
  listNoisyTerms,
  NOISY_TERMS,
  type NoisySuggestion,
  type NoisyTerm,
} from '@lapwing/protocol/features/policies/noisy.api.ts';
import type { Allowance, TermWatch } from '@lapwing/protocol/features/policies/edits.ts';
import type { PolicyTermDetail } from '@lapwing/protocol/features/policies/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { randomBytes } from 'node:crypto';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import { audited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { judgedCaptures, noisyTerms, type JudgedRow, type NoisyScope } from '../captures/index.ts';
import { groupsAbove, groupsSeen } from '../groups/index.ts';
import { policiesMay } from './may.ts';
import { suggestFixes, whereMostAre, type Fix } from './noisy.ts';
import type { PolicyParts } from './parts.ts';
import { lookOf, presentTermDetail } from './present.ts';
import { quoted, sourcesInWords } from './words.ts';

/** Captures of each term that the suggestions are made from: the newest. */
const LOOKED_AT = 500;
/** Days whose captures a suggestion is weighed by, so that a quiet week does not hide what was real. */
const WEIGHED_DAYS = 90;
const EXAMPLES = 5;
const NOTHING: TermWatch = Object.freeze({ enabled: null, sources: null, severity: null, actions: null });

/** The weekly list of noisy terms (D9): what was a false alarm most often, and what could be done about it. */
export function addNoisyRoutes({ routes, state, clock }: PolicyParts): void {
  routes.school(listNoisyTerms, {
    capability: 'policies.view',
    audit: 'policies.noisy',
    async handle({ tx, actor, query }) {
      const asked = await groupsAbove(tx, actor, query.groupId ?? null);
      if (asked === null) return notFound();
      const reach = reachOf(actor, 'captures.view');
      const may = policiesMay(actor);
      const decided = await state.decided(tx);
      // Figures alone for who manages policies and sees no captures; nothing for who may do neither.
      if (reach === null && !may.manage.allowed) return notFound();
      const scope: NoisyScope = {
        reach: reach ?? { kind: 'school' },
        days: query.days,
        group:
          query.groupId === undefined
            ? null
            : {
                id: query.groupId,
                viewer: {
                  accountId: actor.accountId,
                  reach: reachOf(actor, 'groups.view') ?? { kind: 'groups', groupIds: [] },
                },
              },
      };
      const found = await noisyTerms(tx, scope, NOISY_TERMS);
      const ids = found.terms.map(({ term }) => term);
      const past = await judgedCaptures(tx, { ...scope, days: WEIGHED_DAYS }, ids, LOOKED_AT);
      const nearest = query.groupId === undefined ? await nearestGroups(tx, actor, past) : null;
      const terms: NoisyTerm[] = [];
      for (const row of found.terms) {
        const rows = past.filter(({ term }) => term === row.term);
        const group = nearest?.get(row.term) ?? null;
        const seen = group === null ? asked : await groupsAbove(tx, actor, group.id);
        const look = lookOf(decided, seen ?? asked);
        const detail = presentTermDetail(look, row.term);
        // A term that is gone is noisy no more.
        if (detail === null) continue;
        const fixes = suggestFixes(rows, detail).filter((fix) => reach !== null || fix.kind !== 'phrase');
        terms.push({
          term: { id: detail.id, example: detail.example, definition: detail.definition },
          policy: detail.policy,
          severity: detail.severity,
          captures: row.captures,
          falsePositives: row.falsePositives,
          people: row.people,
          group: { id: look.group.id, name: look.group.name },
          suggestions: fixes.map((fix) => suggestion(fix, detail, look.group)),
          examples: reach === null ? [] : examplesOf(rows),
        });
      }
      return audited(
        {
          terms,
          captures: found.captures,
          falsePositives: found.falsePositives,
          base: decided.number,
          may,
        },
        {
          summary: `Looked at the noisy terms of ${query.days} days${reach === null ? ' (figures alone)' : ''}`,
          subject: null,
        },
      );
    },
  });

  function suggestion(
    fix: Fix,
    { id: term, policy, set }: PolicyTermDetail,
    group: { readonly id: string; readonly name: string },
  ): NoisySuggestion {
    const cost = { falsePositives: fix.falsePositives, real: fix.real, open: fix.open };
    const where = `in ${group.name}`;
    const reason = `${fix.falsePositives} false positives of this term, found in the list of noisy terms.`;
    const allow = (what: Allowance['what'], words: string): NoisySuggestion => ({
      kind: fix.kind,
      words,
      ...cost,
      edit: {
        kind: 'allow',
        id: uuidV7(clock.now(), randomBytes(10)),
        value: { what, groupId: group.id, reason, until: null, captureId: null },
      },
      before: null,
    });
    const watch = (change: Partial<TermWatch>, words: string): NoisySuggestion => ({
      kind: fix.kind,
      words,
      ...cost,
      edit: { kind: 'term-watch', groupId: group.id, term, value: { ...(set ?? NOTHING), ...change } },
      before: set,
    });
    switch (fix.kind) {
      case 'phrase':
        return allow(
          { kind: 'phrase', phrase: fix.phrase, term },
          `Let ${quoted(fix.phrase)} pass ${where}.`,
        );
      case 'site':
        return allow(
          { kind: 'site', site: fix.site, policy: policy.id },
          `Report nothing of ${policy.title} on ${fix.site} ${where}.`,
        );
      case 'source':
        return watch(
          { sources: [...fix.left] },
          `Do not look for it in ${sourcesInWords([fix.source])} ${where}.`,
        );
      case 'off':
        return watch({ enabled: false }, `Switch it off ${where}.`);
    }
  }
}

/** For each term, the group that nearly all of its false positives come from, of those that the actor may decide for. */
async function nearestGroups(
  tx: SchoolTx,
  actor: Actor,
  past: readonly JudgedRow[],
): Promise<Map<string, { id: string; name: string }>> {
  const sizes = new Map<string, number>();
  for (const { groups } of past) for (const { id } of groups) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  const seen = await groupsSeen(tx, actor, [...sizes.keys()]);
  const nearest = new Map<string, { id: string; name: string }>();
  for (const term of new Set(past.map((row) => row.term))) {
    const wrong = past.filter((row) => row.term === term && row.judged === 'false');
    const group = whereMostAre(
      wrong.map(({ groups }) => groups.filter(({ id }) => seen.has(id))),
      sizes,
    );
    if (group !== null) nearest.set(term, group);
  }
  return nearest;
}

function examplesOf(rows: readonly JudgedRow[]): NoisyTerm['examples'] {
  return rows
    .filter(({ judged }) => judged === 'false')
    .slice(0, EXAMPLES)
    .map(({ id, receivedAt, sentence, start, end }) => ({
      captureId: id,
      at: receivedAt.toISOString(),
      sentence,
      start,
      end,
    }));
}
