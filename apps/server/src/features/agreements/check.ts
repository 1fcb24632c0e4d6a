import type { AgreementDraft, AgreementTerms } from '@lapwing/protocol/features/agreements/api.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { done, refuse, type Outcome } from '../../platform/http/outcome.ts';
import { storable } from '../captures/index.ts';
import { listGroupRows, wholeSchoolGroup } from '../groups/index.ts';
import { findPicture } from './store-pictures.ts';

/**
 * A draft and its terms as they are kept, or the field that cannot be kept and what to do about it.

 */
export async function check(
  tx: SchoolTx,
  given: { readonly draft: AgreementDraft; readonly terms: AgreementTerms },
): Promise<Outcome<{ draft: AgreementDraft; terms: AgreementTerms }>> {
  const draft = plain(given.draft);
  const language = canonical(draft.language);
  if (language === null) {
    return refuse('bad-request', 'no-such-language', 'This is not the code of a language.', {
      field: 'draft.language',
      remedy: 'Choose a language from the list.',
    });
  }
  if (draft.agreeLabel.toLowerCase() === draft.declineLabel.toLowerCase()) {
    return refuse('bad-request', 'same-labels', 'The two buttons say the same.', {
      field: 'draft.declineLabel',
      remedy: 'Let one button say yes and the other one no.',
    });
  }
  if (draft.picture !== null && (await findPicture(tx, draft.picture.id)) === null) {
    return refuse('bad-request', 'no-such-picture', 'The picture is not there any more.', {
      field: 'draft.picture',
      remedy: 'Choose the file once more.',
    });
  }
  const groups = await checkGroups(tx, [...new Set(given.terms.groupIds)].sort());
  if (!groups.ok) return groups;
  return done({ draft: { ...draft, language }, terms: { ...given.terms, groupIds: groups.reply } });
}

/** Only people agree to something, so that an agreement is for groups of people. */
async function checkGroups(tx: SchoolTx, ids: readonly string[]): Promise<Outcome<string[]>> {
  const whole = await wholeSchoolGroup(tx);
  const rows = new Map((await listGroupRows(tx, ids)).map((row) => [row.id, row]));
  for (const id of ids) {
    if (id === whole.id) continue;
    const row = rows.get(id);
    if (row === undefined) {
      return refuse('bad-request', 'no-such-group', 'One of the groups is not there any more.', {
        field: 'terms.groupIds',
        remedy: 'Take it out and save again; what you wrote has not been lost.',
      });
    }
    if (row.kind !== 'people') {
      return refuse('bad-request', 'group-of-devices', `${row.name} is a group of devices.`, {
        field: 'terms.groupIds',
        remedy: 'Choose the group of the people who use them: only people can agree.',
      });
    }
  }
  return done([...ids]);
}

/** With its fields in one order and nothing that the database cannot keep. */
function plain(draft: AgreementDraft): AgreementDraft {
  return {
    title: storable(draft.title),
    language: draft.language,
    blocks: draft.blocks.map((block) =>
      block.kind === 'bullets'
        ? { kind: block.kind, items: block.items.map(storable) }
        : { kind: block.kind, text: storable(block.text) },
    ),
    picture: draft.picture === null ? null : { id: draft.picture.id, alt: storable(draft.picture.alt) },
    agreeLabel: storable(draft.agreeLabel),
    declineLabel: storable(draft.declineLabel),
  };
}

/** The code of a language (BCP 47) as it is usually written; null for none. */
function canonical(language: string): string | null {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? null;
  } catch {
    // The only way in which it says no.
    return null;
  }
}
