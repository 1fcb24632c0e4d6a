import type { Library } from '@lapwing/library/load.ts';
import type { GuidancePage, Organisation } from '@lapwing/library/guidance-page.ts';
import type {
  GuidanceOrganisation,
  PageGuidance,
  RiskGuidance,
} from '@lapwing/protocol/features/guidance/api.ts';
import { POLICY_KEYS, type PolicyKey } from '@lapwing/protocol/vocabulary.ts';

export interface GuidanceHeading<Key extends string> {
  readonly key: Key;
  readonly title: string;
  readonly description: string;
  readonly reviewed: string;
}

/** The pages of a library: risks in the order of their keys, the others by title. */
export function headingsOf(library: Library): {
  risks: GuidanceHeading<PolicyKey>[];
  pages: GuidanceHeading<string>[];
} {
  const risks = POLICY_KEYS.flatMap((key) => {
    const found = library.guidance.get(key);
    if (found === undefined) return [];
    const { title, description, page } = found;
    return [{ key, title, description, reviewed: page.reviewed }];
  });
  const pages = [...library.pages.values()].map(({ key, title, description, reviewed }) => ({
    key,
    title,
    description,
    reviewed,
  }));
  return { risks, pages: pages.toSorted((a, b) => a.title.localeCompare(b.title, 'en')) };
}

/** One page by its key; null where the library has none. */
export function guidanceOf(library: Library, key: string): RiskGuidance | PageGuidance | null {
  const other = library.pages.get(key);
  if (other !== undefined) {
    return {
      kind: 'page',
      key: other.key,
      title: other.title,
      description: other.description,
      reviewed: other.reviewed,
      sections: other.sections.map(({ title, paragraphs, points, numbered }) => ({
        title,
        paragraphs: [...paragraphs],
        points: [...points],
        numbered,
      })),
      ...wordsOf(other),
    };
  }
  const risk = POLICY_KEYS.find((each) => each === key);
  const found = risk === undefined ? undefined : library.guidance.get(risk);
  if (risk === undefined || found === undefined) return null;
  const { title, description, steps, page } = found;
  return {
    kind: 'risk',
    key: risk,
    title,
    description,
    reviewed: page.reviewed,
    inShort: [...steps],
    mayMean: [...page.mayMean],
    doNow: page.doNow.map(({ who, when, step }) => ({ who, when, step })),
    ...wordsOf(page),
    whomToTell: [...page.whomToTell],
    callPolice: [...page.callPolice],
    record: [...page.record],
    after: [...page.after],
  };
}

function wordsOf(page: Pick<GuidancePage, 'say' | 'doNotSay' | 'organisations'>): {
  say: string[];
  doNotSay: string[];
  organisations: GuidanceOrganisation[];
} {
  return {
    say: [...page.say],
    doNotSay: [...page.doNotSay],
    organisations: page.organisations.map((organisation: Organisation) => ({
      name: organisation.name,
      helpsWith: organisation.helpsWith,
      phone: organisation.phone ?? null,
      website: organisation.website ?? null,
      hours: organisation.hours ?? null,
    })),
  };
}
