import type { AgreementContent, DeclineOutcome } from '@lapwing/protocol/features/agreements/content.ts';
import { sayOfNo } from '@lapwing/protocol/features/agreements/of-no.ts';
import type { Block } from '../../ui/blocks.ts';
import type { Page } from '../../ui/page.ts';

export const AGREE = 'agree';
export const DECLINE = 'decline';
const RIGHT_TO_LEFT = /^(?:ar|arc|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)(?:-|$)/iu;

/** What the person is asked to agree to, over everything until it is answered. */
export function agreementPage(
  content: AgreementContent,
  schoolName: string,
  logo: string | null,
  ofNo: DeclineOutcome,
): Page {
  return {
    title: content.title,
    direction: RIGHT_TO_LEFT.test(content.language) ? 'rtl' : 'ltr',
    middle: false,
    head: [
      { kind: 'school', name: schoolName, logo },
      { kind: 'title', text: content.title },
    ],
    body: [
      ...(content.picture === null
        ? []
        : [{ kind: 'picture' as const, data: content.picture.data, alt: content.picture.alt }]),
      ...content.blocks.map((block): Block => {
        if (block.kind === 'bullets') return { kind: 'bullets', items: block.items };
        return { kind: block.kind, text: block.text };
      }),
    ],
    foot: [
      {
        kind: 'buttons',
        buttons: [
          { id: AGREE, label: content.agreeLabel, main: true },
          { id: DECLINE, label: content.declineLabel, main: false },
        ],
      },
      { kind: 'paragraph', text: sayOfNo(ofNo), tone: 'quiet' },
    ],
  };
}
