import { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import type { Severity, Source } from '@lapwing/protocol/vocabulary.ts';
import { SOURCES } from '@lapwing/protocol/vocabulary.ts';
import type { z } from 'zod';
import { inOrder } from './words.ts';

/** A term of the school's own while it is being written: lists are lines of text, nothing need be whole. */
export interface TermDraft {
  /** One on each line. */
  readonly wordings: string;
  readonly notation: boolean;
  readonly definition: string;
  readonly severity: Severity | null;
  readonly sources: readonly Source[];
  readonly boundary: OwnTerm['boundary'];
  readonly unmask: boolean;
  /** One on each line. */
  readonly unless: string;
  /** One on each line; empty for no such condition. */
  readonly near: string;
  readonly within: string;
}

/** Where somebody writes: what a page holds was not written by the pupil who reads it. */
const USUAL_SOURCES: readonly Source[] = Object.freeze(
  SOURCES.filter((one) => !['page', 'html', 'application'].includes(one)),
);

export const EMPTY_DRAFT: TermDraft = Object.freeze({
  wordings: '',
  notation: false,
  definition: '',
  severity: null,
  sources: USUAL_SOURCES,
  boundary: 'word',
  unmask: true,
  unless: '',
  near: '',
  within: '5',
});

export function draftOf(term: OwnTerm): TermDraft {
  return {
    wordings: term.wordings.join('\n'),
    notation: term.notation,
    definition: term.definition,
    severity: term.severity,
    sources: term.sources,
    boundary: term.boundary,
    unmask: term.unmask,
    unless: term.unless.join('\n'),
    near: term.needs?.any.join('\n') ?? '',
    within: String(term.needs?.within ?? 5),
  };
}

/** The lines that hold something, each once. */
export function linesOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
  ];
}

/** What of the draft can be sent to be checked: fields that hold nothing yet are left out. */
export function partOf(draft: TermDraft, policy: string): Partial<z.input<typeof OwnTerm>> {
  const wordings = linesOf(draft.wordings).map((line) => line.slice(0, 500));
  const definition = draft.definition.trim().slice(0, 400);
  const near = linesOf(draft.near).map((line) => line.slice(0, 100));
  const within = wholeNumber(draft.within);
  return {
    policy,
    notation: draft.notation,
    boundary: draft.boundary,
    unmask: draft.unmask,
    unless: linesOf(draft.unless)
      .map((line) => line.slice(0, 200))
      .slice(0, 50),
    needs: near.length > 0 && within >= 1 && within <= 20 ? { any: near.slice(0, 50), within } : null,
    ...(wordings.length === 0 ? {} : { wordings: wordings.slice(0, 100) }),
    ...(definition === '' ? {} : { definition }),
    ...(draft.severity === null ? {} : { severity: draft.severity }),
    ...(draft.sources.length === 0 ? {} : { sources: inOrder(draft.sources) }),
  };
}

/** The fields of the form, for what is wrong with each. */
export type DraftProblems = Partial<Record<keyof TermDraft, string>>;

/** The term as it would be kept, or what is missing or wrong, field by field. */
export function termOf(
  draft: TermDraft,
  policy: string,
): { readonly ok: true; readonly term: OwnTerm } | { readonly ok: false; readonly problems: DraftProblems } {
  const problems: { -readonly [Field in keyof TermDraft]?: string } = {};
  const wordings = linesOf(draft.wordings);
  const near = linesOf(draft.near);
  const within = wholeNumber(draft.within);
  if (wordings.length === 0) problems.wordings = 'Write at least one word or phrase to look for.';
  else if (wordings.length > 100) problems.wordings = 'A term has at most 100 wordings. Make two of it.';
  else if (wordings.some((line) => line.length > 500)) problems.wordings = 'A line has at most 500 letters.';
  if (draft.definition.trim() === '') problems.definition = 'Say what it means: it stands beside a capture.';
  else if (draft.definition.trim().length > 400) problems.definition = 'At most 400 letters: two sentences.';
  if (draft.severity === null) problems.severity = 'Say how bad it is.';
  if (draft.sources.length === 0) problems.sources = 'Tick at least one place.';
  if (linesOf(draft.unless).length > 50) problems.unless = 'At most 50 lines.';
  else if (linesOf(draft.unless).some((line) => line.length > 200))
    problems.unless = 'A line has at most 200 letters.';
  if (near.length > 50 || near.some((line) => line.length > 100))
    problems.near = 'At most 50 lines of up to 100 letters.';
  if (near.length > 0 && !(within >= 1 && within <= 20)) problems.within = 'A whole number from 1 to 20.';
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const parsed = OwnTerm.safeParse({
    policy,
    wordings,
    notation: draft.notation,
    definition: draft.definition,
    severity: draft.severity,
    sources: inOrder(draft.sources),
    boundary: draft.boundary,
    unmask: draft.unmask,
    unless: linesOf(draft.unless),
    needs: near.length === 0 ? null : { any: near, within },
  });
  if (parsed.success) return { ok: true, term: parsed.data };
  return { ok: false, problems: { wordings: 'This cannot be kept. Look through the fields again.' } };
}

function wholeNumber(text: string): number {
  return /^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
}

/** The field of the form that a field of the contract is written in. */
export function fieldOf(field: string): keyof TermDraft | null {
  const first = field.replace(/^term\./, '').split('.')[0] ?? '';
  if (first === 'needs') return 'near';
  return first in EMPTY_DRAFT ? (first as keyof TermDraft) : null;
}
