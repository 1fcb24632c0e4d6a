import type { Hit } from '@lapwing/protocol/features/search/api.ts';

const KINDS = Object.freeze(['person', 'device', 'group', 'capture'] as const);

/** One after another in the palette: what was found of a kind, or the pages and settings. */
export type PalettePart =
  | { readonly kind: Hit['kind']; readonly hits: readonly Hit[] }
  | { readonly kind: 'places' };

/**
 * What begins as was typed comes before what is only like it: a page or setting, of which every one begins so, before
 * people, devices, groups and captures of which none does.
 */
export function orderParts(hits: readonly Hit[]): readonly PalettePart[] {
  const parts = KINDS.map((kind) => ({ kind, hits: hits.filter((hit) => hit.kind === kind) })).filter(
    (part) => part.hits.length > 0,
  );
  const onlyLike = (part: { hits: readonly Hit[] }): boolean => part.hits.every((hit) => hit.like);
  return [...parts.filter((part) => !onlyLike(part)), { kind: 'places' }, ...parts.filter(onlyLike)];
}
