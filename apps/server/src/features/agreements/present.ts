import type { Agreement, AgreementDetail, Signature } from '@lapwing/protocol/features/agreements/api.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { adviceOn } from './advice.ts';
import { dataOf } from './content.ts';
import { NO_FIGURES, type Figures } from './store-asked.ts';
import type { AgreementRow, VersionRow } from './store.ts';
import type { PictureRow } from './store-pictures.ts';
import type { SignatureRow } from './store-signatures.ts';

/** Whether the actor may write agreements, with the reason if not. */
export function mayManage(actor: Actor): { allowed: boolean; reason?: string } {
  return can(actor, 'agreements.manage')
    ? { allowed: true }
    : { allowed: false, reason: 'Agreements are written by an administrator or the safeguarding lead.' };
}

/** The text as the actor may read it: what is asked, and what is being written to who writes. */
function draftFor(actor: Actor, row: AgreementRow): AgreementRow['draft'] {
  return can(actor, 'agreements.manage') ? row.draft : (row.asked?.draft ?? row.draft);
}

/** @param names of the groups that the actor may see */
export function presentAgreement(
  row: AgreementRow,
  actor: Actor,
  names: ReadonlyMap<string, string>,
  figures: Figures = NO_FIGURES,
): Agreement {
  return {
    id: row.id,
    title: draftFor(actor, row).title,
    state: row.state,
    version: row.version,
    publishedAt: row.asked?.at.toISOString() ?? null,
    publishedBy: row.asked === null ? null : { id: row.asked.by.id, name: row.asked.by.name },
    groups: row.groupIds.flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [{ id, name }];
    }),
    when: row.when,
    decline: row.decline,
    yearlyOn: row.yearlyOn,
    people: figures.people,
    agreed: row.version === 0 ? 0 : figures.agreed,
    declined: row.version === 0 ? 0 : figures.declined,
    changed: can(actor, 'agreements.manage') && row.changed,
    revision: row.revision,
  };
}

export function presentDetail(
  row: AgreementRow,
  actor: Actor,
  also: {
    readonly names: ReadonlyMap<string, string>;
    readonly figures: Figures | undefined;
    readonly versions: readonly VersionRow[];
    readonly picture: PictureRow | null;
  },
): AgreementDetail {
  const draft = draftFor(actor, row);
  return {
    ...presentAgreement(row, actor, also.names, also.figures),
    draft,
    pictureData: also.picture === null ? null : dataOf(also.picture),
    versions: also.versions.map(presentVersion),
    advice: adviceOn(draft),
    may: { manage: mayManage(actor) },
  };
}

/** When a version was published and by whom. */
export function presentVersion(row: VersionRow): AgreementDetail['versions'][number] {
  const { version, publishedAt, byId, byName } = row;
  return { version, publishedAt: publishedAt.toISOString(), publishedBy: { id: byId, name: byName } };
}

/** The id of the picture that {@link presentDetail} shows. */
export function pictureFor(actor: Actor, row: AgreementRow): string | null {
  return draftFor(actor, row).picture?.id ?? null;
}

export function presentSignature(row: SignatureRow): Signature {
  return {
    person: { id: row.personId, name: row.name, form: row.form },
    state: row.state,
    version: row.version,
    at: row.at?.toISOString() ?? null,
    device: row.device,
  };
}
