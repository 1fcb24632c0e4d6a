import type { AccessPolicyFields, SiteCategory } from '@lapwing/protocol/features/access/api.ts';
import { readSite } from '@lapwing/protocol/features/access/site.ts';
import { refuse, type Refused } from '../../platform/http/outcome.ts';
import { hoursProblem } from './hours.ts';

/** What cannot be kept of a policy, naming the field and the remedy; null where all is well. */
export function policyProblem(
  policy: AccessPolicyFields,
  categories: readonly SiteCategory[],
): { ok: false; refused: Refused } | null {
  const bad = (field: string, message: string, remedy: string): { ok: false; refused: Refused } =>
    refuse('bad-request', 'invalid', message, { field, remedy });
  const unknown = policy.categories.find((key) => !categories.some((each) => each.key === key));
  if (unknown !== undefined)
    return bad('categories', `There is no list of sites called ${unknown}.`, 'Choose from those offered.');
  const listed = policy.sites.length + policy.categories.length;
  if (policy.kind === 'block' && listed + policy.titles.length === 0)
    return bad(
      'sites',
      'A policy that blocks needs something to block.',
      'Add a site, a kind of site or a title.',
    );
  if ((policy.kind === 'allow' || policy.kind === 'allow-only') && listed === 0)
    return bad('sites', 'A policy that allows needs something to allow.', 'Add a site or a kind of site.');
  if (policy.kind === 'applications' && policy.applications.length === 0)
    return bad(
      'applications',
      'A policy that closes programs needs a program to close.',
      'Name one, such as steam or *torrent*.',
    );
  if (policy.status === 'scheduled') {
    const problem = hoursProblem(policy.hours);
    if (problem !== null) return bad(problem.field, problem.message, problem.remedy);
  }
  return null;
}

/** As it is kept: each site once, however it is written, and text that a database takes. */
export function storable(policy: AccessPolicyFields): AccessPolicyFields {
  return {
    ...policy,
    title: plain(policy.title),
    sites: eachOnce(policy.sites),
    titles: [...new Set(policy.titles)],
    categories: [...new Set(policy.categories)],
    endings: [...new Set(policy.endings)],
    applications: [...new Set(policy.applications.map(plain))],
    words: policy.words === null || policy.words === '' ? null : plain(policy.words),
    groupIds: [...new Set(policy.groupIds)],
  };
}

/** The first of each site, as it was written. */
export function eachOnce(sites: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const written of sites) {
    const key = keyOf(written);
    if (!first.has(key)) first.set(key, written.trim());
  }
  return [...first.values()];
}

/** Equal for two ways of writing one site. */
export function keyOf(written: string): string {
  const read = readSite(written);
  return read.ok ? `${read.site.host ?? ''}${read.site.path} ${read.site.anywhere ?? ''}` : written;
}

/** PostgreSQL keeps no NUL. */
export function plain(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
