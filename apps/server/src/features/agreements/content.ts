import type { AgreementDraft } from '@lapwing/protocol/features/agreements/api.ts';
import type { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import type { PictureRow } from './store-pictures.ts';

/** A picture as an address that holds it. */
export function dataOf({ mediaType, bytes }: PictureRow): string {
  return `data:${mediaType};base64,${bytes.toString('base64')}`;
}

/** One version as devices show it; equal ones are equal text. */
export function contentOf(
  id: string,
  version: number,
  draft: AgreementDraft,
  picture: PictureRow | null,
): AgreementContent {
  return {
    format: 1,
    id,
    version,
    title: draft.title,
    language: draft.language,
    blocks: draft.blocks,
    picture: picture === null ? null : { data: dataOf(picture), alt: draft.picture?.alt ?? '' },
    agreeLabel: draft.agreeLabel,
    declineLabel: draft.declineLabel,
  };
}
