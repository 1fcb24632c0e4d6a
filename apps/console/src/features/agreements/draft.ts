import { AgreementDraft, AgreementTerms } from '@lapwing/protocol/features/agreements/api.ts';
import type { AgreementBlock } from '@lapwing/protocol/features/agreements/content.ts';

/** More than that nobody remembers. */
export const MOST_BULLETS = 5;

/** A part of the text while it is written; `key` keeps its place in the page when it moves. */
export interface BlockFields {
  readonly key: string;
  readonly kind: AgreementBlock['kind'];
  readonly text: string;
  /** Of bullets: one for each point. */
  readonly items: readonly { readonly key: string; readonly text: string }[];
}

/** What is written of an agreement, as its fields hold it. */
export interface Fields {
  readonly title: string;
  readonly language: string;
  readonly blocks: readonly BlockFields[];
  readonly picture: { readonly id: string; readonly alt: string } | null;
  readonly agreeLabel: string;
  readonly declineLabel: string;
  readonly terms: AgreementTerms;
}

let last = 0;
/** A name for a block or a point that is new in the page. */
export function newKey(): string {
  last += 1;
  return `block-${last}`;
}

export function fieldsOf(draft: AgreementDraft, terms: AgreementTerms): Fields {
  return {
    title: draft.title,
    language: draft.language,
    blocks: draft.blocks.map((block) => ({
      key: newKey(),
      kind: block.kind,
      text: block.kind === 'bullets' ? '' : block.text,
      items: block.kind === 'bullets' ? block.items.map((text) => ({ key: newKey(), text })) : [],
    })),
    picture: draft.picture,
    agreeLabel: draft.agreeLabel,
    declineLabel: draft.declineLabel,
    terms,
  };
}

export function newBlock(kind: AgreementBlock['kind']): BlockFields {
  return { key: newKey(), kind, text: '', items: kind === 'bullets' ? [{ key: newKey(), text: '' }] : [] };
}

/** What the preview shows: what is empty is left out, so that it can be looked at while it is written. */
export function blocksOf(fields: Pick<Fields, 'blocks'>): AgreementBlock[] {
  return fields.blocks.flatMap((block): AgreementBlock[] => {
    if (block.kind !== 'bullets') {
      const text = block.text.trim();
      return text === '' ? [] : [{ kind: block.kind, text }];
    }
    const items = block.items.map(({ text }) => text.trim()).filter((text) => text !== '');
    return items.length === 0 ? [] : [{ kind: block.kind, items }];
  });
}

export type ReadFields =
  | { readonly ok: true; readonly draft: AgreementDraft; readonly terms: AgreementTerms }
  | { readonly ok: false; readonly wrong: Readonly<Record<string, string>> };

/** What is to be saved, or what is wrong, by the field. */
export function readFields(fields: Fields): ReadFields {
  const wrong: Record<string, string> = {};
  if (fields.title.trim() === '') wrong['title'] = 'Give it a title: pupils read it first.';
  const blocks = blocksOf(fields);
  if (blocks.length === 0) wrong['blocks'] = 'Write at least one part of the text.';
  if (fields.agreeLabel.trim() === '') wrong['agreeLabel'] = 'Say what the button is called.';
  if (fields.declineLabel.trim() === '') wrong['declineLabel'] = 'Say what the button is called.';
  else if (fields.agreeLabel.trim().toLowerCase() === fields.declineLabel.trim().toLowerCase())
    wrong['declineLabel'] = 'The two buttons say the same.';
  if (Object.keys(wrong).length > 0) return { ok: false, wrong };
  const { title, language, picture, agreeLabel, declineLabel } = fields;
  const draft = AgreementDraft.safeParse({ title, language, blocks, picture, agreeLabel, declineLabel });
  if (!draft.success) {
    const issue = draft.error.issues[0];
    const field = String(issue?.path[0] ?? 'blocks');
    return { ok: false, wrong: { [field]: issue?.message ?? 'This is too long.' } };
  }
  const terms = AgreementTerms.safeParse(fields.terms);
  if (!terms.success) return { ok: false, wrong: { yearlyOn: 'There is no such day.' } };
  return { ok: true, draft: draft.data, terms: terms.data };
}

/** Whether something would be lost: fields say otherwise than what is saved. */
export function differs(fields: Fields, saved: { draft: AgreementDraft; terms: AgreementTerms }): boolean {
  const one = JSON.stringify([written(fields), sortedTerms(fields.terms)]);
  const other = JSON.stringify([written(fieldsOf(saved.draft, saved.terms)), sortedTerms(saved.terms)]);
  return one !== other;
}

function written(fields: Fields): unknown {
  const { title, language, picture, agreeLabel, declineLabel } = fields;
  const blocks = fields.blocks.map(({ kind, text, items }) => [
    kind,
    text.trim(),
    items.map((item) => item.text.trim()),
  ]);
  return [
    title.trim(),
    language,
    picture?.id,
    picture?.alt.trim(),
    agreeLabel.trim(),
    declineLabel.trim(),
    blocks,
  ];
}

function sortedTerms(terms: AgreementTerms): unknown {
  return [[...terms.groupIds].sort(), terms.when, terms.decline, terms.yearlyOn];
}

/** The list with the one at a place one further up (-1) or down (1); as it was where there is no further. */
export function moved<Item>(items: readonly Item[], at: number, by: -1 | 1): readonly Item[] {
  const other = items[at + by];
  const one = items[at];
  if (one === undefined || other === undefined) return items;
  return items.with(at, other).with(at + by, one);
}

/** `4 of at most 5 recommended`: bullet points of all blocks that have words. */
export function countBullets(fields: Pick<Fields, 'blocks'>): number {
  return blocksOf(fields).reduce(
    (sum, block) => sum + (block.kind === 'bullets' ? block.items.length : 0),
    0,
  );
}

/** Languages that are offered; any other that an agreement has is offered with it. */
export const LANGUAGES: readonly { readonly key: string; readonly label: string }[] = Object.freeze([
  { key: 'en-GB', label: 'English' },
  { key: 'cy', label: 'Welsh (Cymraeg)' },
  { key: 'ga', label: 'Irish (Gaeilge)' },
  { key: 'gd', label: 'Scottish Gaelic (Gàidhlig)' },
  { key: 'ar', label: 'Arabic (العربية)' },
  { key: 'bn', label: 'Bengali (বাংলা)' },
  { key: 'fa', label: 'Persian (فارسی)' },
  { key: 'fr', label: 'French (français)' },
  { key: 'pl', label: 'Polish (polski)' },
  { key: 'pt', label: 'Portuguese (português)' },
  { key: 'ro', label: 'Romanian (română)' },
  { key: 'so', label: 'Somali (Soomaali)' },
  { key: 'uk', label: 'Ukrainian (українська)' },
  { key: 'ur', label: 'Urdu (اردو)' },
]);

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ps', 'ur', 'yi', 'ckb', 'dv', 'sd', 'ug']);

/** In which direction a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr';
}

/** What an agreement begins as where no sample is taken. */
export const EMPTY_DRAFT: AgreementDraft = Object.freeze({
  title: 'Acceptable use of our computers',
  language: 'en-GB',
  blocks: [
    { kind: 'heading' as const, text: 'I agree to this' },
    { kind: 'bullets' as const, items: ['I am kind in what I write.'] },
  ],
  picture: null,
  agreeLabel: 'I agree',
  declineLabel: 'I do not agree',
});

export const NEW_TERMS: AgreementTerms = Object.freeze({
  groupIds: [],
  when: 'once' as const,
  decline: 'nothing' as const,
  yearlyOn: null,
});
