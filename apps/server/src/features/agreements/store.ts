import type { AgreementTerms } from '@lapwing/protocol/features/agreements/api.ts';
import { AgreementDraft } from '@lapwing/protocol/features/agreements/api.ts';
import { sql, type RawBuilder } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { ByHash } from '../state/index.ts';
import type { Yearly } from './asking.ts';

export interface By {
  readonly id: string;
  readonly name: string;
}

/** An agreement as it is kept. */
export interface AgreementRow extends Yearly {
  readonly id: string;
  readonly draft: AgreementDraft;
  readonly state: 'draft' | 'asked' | 'retired';
  readonly version: number;
  readonly when: AgreementTerms['when'];
  readonly decline: AgreementTerms['decline'];
  readonly groupIds: readonly string[];
  readonly revision: number;
  readonly changedName: string;
  /** Of the version that is asked, or was last; null while it never was. */
  readonly asked: {
    readonly draft: AgreementDraft;
    readonly at: Date;
    readonly by: By;
  } | null;
  /** Whether the draft reads otherwise than what is asked. */
  readonly changed: boolean;
}

interface Columns {
  readonly id: string;
  readonly draft: unknown;
  readonly state: AgreementRow['state'];
  readonly version: number;
  readonly when: AgreementTerms['when'];
  readonly decline: AgreementTerms['decline'];
  readonly groupIds: string[];
  readonly yearlyOn: string | null;
  readonly yearlySince: Date | null;
  readonly yearlyBefore: number;
  readonly revision: number;
  readonly changedName: string;
  readonly askedDraft: unknown;
  readonly askedAt: Date | null;
  readonly byId: string | null;
  readonly byName: string | null;
  readonly changed: boolean;
}

async function select(tx: SchoolTx, condition: RawBuilder<unknown>): Promise<AgreementRow[]> {
  const rows = await sql<Columns>`
    select a.id, a.draft, a.state, a.version, a.asked_when as "when", a.decline, a.yearly_on as "yearlyOn",
      a.yearly_since as "yearlySince", a.yearly_before as "yearlyBefore", a.revision, a.changed_name as "changedName",
      coalesce((select array_agg(g.group_id order by g.group_id) from agreements_groups g
        where g.school_id = a.school_id and g.agreement_id = a.id), '{}') as "groupIds",
      v.draft as "askedDraft", v.published_at as "askedAt", v.by_id as "byId", v.by_name as "byName",
      v.draft is not null and v.draft <> a.draft as changed
    from agreements a
    left join agreements_versions v on v.school_id = a.school_id and v.agreement_id = a.id and v.version = a.version
    where a.school_id = lapwing_school() and ${condition}
    order by a.made_at, a.id`.execute(tx.kysely);
  return rows.rows.map(({ askedDraft, askedAt, byId, byName, draft, ...row }) => ({
    ...row,
    draft: AgreementDraft.parse(draft),
    asked:
      askedAt === null || byId === null || byName === null
        ? null
        : { draft: AgreementDraft.parse(askedDraft), at: askedAt, by: { id: byId, name: byName } },
  }));
}

/** All agreements, those that were begun first before the others. */
export async function listAgreementRows(tx: SchoolTx): Promise<AgreementRow[]> {
  return select(tx, sql`true`);
}

export async function findAgreement(tx: SchoolTx, id: string): Promise<AgreementRow | null> {
  return (await select(tx, sql`a.id = ${id}`))[0] ?? null;
}

/** The agreement, held until the transaction ends: of two who change it at once the second sees what the first did. */
export async function holdAgreement(tx: SchoolTx, id: string): Promise<AgreementRow | null> {
  await sql`select 1 from agreements where school_id = lapwing_school() and id = ${id} for update`.execute(
    tx.kysely,
  );
  return findAgreement(tx, id);
}

/** What is written of an agreement, and what follows from the terms. */
export interface Written {
  readonly draft: AgreementDraft;
  readonly terms: AgreementTerms;
  readonly yearly: Yearly;
}

/** @returns false where the id is taken */
export async function insertAgreement(tx: SchoolTx, id: string, written: Written, by: By): Promise<boolean> {
  const { draft, terms, yearly } = written;
  const result = await sql`
    insert into agreements (school_id, id, draft, asked_when, decline, yearly_on, yearly_since, yearly_before,
      changed_by, changed_name)
    values (lapwing_school(), ${id}, ${JSON.stringify(draft)}::jsonb, ${terms.when}, ${terms.decline},
      ${yearly.yearlyOn}, ${yearly.yearlySince}, ${yearly.yearlyBefore}, ${by.id}, ${by.name})
    on conflict do nothing`.execute(tx.kysely);
  if ((result.numAffectedRows ?? 0n) === 0n) return false;
  await replaceGroups(tx, id, terms.groupIds);
  return true;
}

export async function updateAgreement(tx: SchoolTx, id: string, written: Written, by: By): Promise<void> {
  const { draft, terms, yearly } = written;
  await sql`
    update agreements set draft = ${JSON.stringify(draft)}::jsonb, asked_when = ${terms.when},
      decline = ${terms.decline}, yearly_on = ${yearly.yearlyOn}, yearly_since = ${yearly.yearlySince},
      yearly_before = ${yearly.yearlyBefore}, revision = revision + 1, changed_at = now(), changed_by = ${by.id},
      changed_name = ${by.name}
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
  await replaceGroups(tx, id, terms.groupIds);
}

/** Whether it is asked, and in which version. */
export async function setState(
  tx: SchoolTx,
  id: string,
  state: 'asked' | 'retired',
  version: number,
  yearlySince: Date | null,
  by: By,
): Promise<void> {
  await sql`
    update agreements set state = ${state}, version = ${version}, yearly_since = ${yearlySince},
      revision = revision + 1, changed_at = now(), changed_by = ${by.id}, changed_name = ${by.name}
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

/** Deletes a draft; what was ever asked stays. */
export async function deleteDraft(tx: SchoolTx, id: string): Promise<void> {
  await sql`
    delete from agreements where school_id = lapwing_school() and id = ${id} and state = 'draft'`.execute(
    tx.kysely,
  );
}

async function replaceGroups(tx: SchoolTx, id: string, ids: readonly string[]): Promise<void> {
  await sql`
    delete from agreements_groups where school_id = lapwing_school() and agreement_id = ${id}
      and group_id <> all(${[...ids]}::uuid[])`.execute(tx.kysely);
  await sql`
    insert into agreements_groups (school_id, agreement_id, group_id)
    select lapwing_school(), ${id}, given from unnest(${[...ids]}::uuid[]) as given
    on conflict do nothing`.execute(tx.kysely);
}

/** Writes down what is asked from now on, for good. */
export async function insertVersion(
  tx: SchoolTx,
  version: {
    readonly agreementId: string;
    readonly version: number;
    readonly draft: AgreementDraft;
    readonly content: ByHash;
    readonly at: Date;
    readonly by: By;
  },
): Promise<void> {
  await sql`
    insert into agreements_versions (school_id, agreement_id, version, draft, content_sha256, content_bytes,
      published_at, by_id, by_name)
    values (lapwing_school(), ${version.agreementId}, ${version.version}, ${JSON.stringify(version.draft)}::jsonb,
      ${version.content.sha256}, ${version.content.bytes}, ${version.at}, ${version.by.id}, ${version.by.name})`.execute(
    tx.kysely,
  );
}

export interface VersionRow {
  readonly version: number;
  readonly publishedAt: Date;
  readonly byId: string;
  readonly byName: string;
}

/** Every version that was ever asked, the newest first. */
export async function listVersions(tx: SchoolTx, agreementId: string): Promise<VersionRow[]> {
  const rows = await sql<VersionRow>`
    select version, published_at as "publishedAt", by_id as "byId", by_name as "byName" from agreements_versions
    where school_id = lapwing_school() and agreement_id = ${agreementId}
    order by version desc`.execute(tx.kysely);
  return rows.rows;
}

/** One version as it was asked; null where it never was. */
export async function findVersion(
  tx: SchoolTx,
  agreementId: string,
  version: number,
): Promise<(VersionRow & { readonly draft: AgreementDraft }) | null> {
  const rows = await sql<VersionRow & { readonly draft: unknown }>`
    select version, published_at as "publishedAt", by_id as "byId", by_name as "byName", draft
    from agreements_versions
    where school_id = lapwing_school() and agreement_id = ${agreementId} and version = ${version}`.execute(
    tx.kysely,
  );
  const [row] = rows.rows;
  return row === undefined ? null : { ...row, draft: AgreementDraft.parse(row.draft) };
}

/** Whether that version was ever asked. */
export async function hasVersion(tx: SchoolTx, agreementId: string, version: number): Promise<boolean> {
  const rows = await sql<{ there: boolean }>`
    select exists (select 1 from agreements_versions
      where school_id = lapwing_school() and agreement_id = ${agreementId} and version = ${version}) as there`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.there ?? false;
}
