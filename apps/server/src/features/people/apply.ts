import type { SchoolTx } from '../../platform/db/database.ts';
import {
  addRosterGroup,
  leaveAllGroups,
  putInGroups,
  schoolGroups,
  takeOutOfGroups,
  type Membership,
} from '../groups/index.ts';
import { createPlaces, placeOf, placesOf, type Place } from './group-plan.ts';
import type { ImportPlan } from './plan.ts';
import { freeKeys, insertPeople, markLeavers, updatePeople } from './store-import.ts';

/** Rows written in one statement. */
const BATCH = 500;

/** Thrown inside the transaction, which takes everything back. */
export class ImportCancelled extends Error {}

export interface ImportRun {
  readonly signal: AbortSignal;
  /** Called with the number of rows that were just written. */
  readonly onDone: (rows: number) => void;
}

/** How many rows `applyPlan` will report. */
export function countRows(plan: ImportPlan): number {
  return plan.added.length + plan.changed.length + plan.leavers.length;
}

/** Does what the plan says within the transaction; throws `ImportCancelled` when it is stopped. */
export async function applyPlan(
  tx: SchoolTx,
  plan: ImportPlan,
  withGroups: boolean,
  run: ImportRun,
): Promise<{ groups: number }> {
  async function inBatches<Row>(
    rows: readonly Row[],
    write: (batch: readonly Row[]) => Promise<unknown>,
    count = true,
  ): Promise<void> {
    for (let at = 0; at < rows.length; at += BATCH) {
      if (run.signal.aborted) throw new ImportCancelled();
      const batch = rows.slice(at, at + BATCH);
      await write(batch);
      if (count) run.onDone(batch.length);
    }
  }
  const ids = new Map<string, string>();
  const moving = plan.changed.filter(
    ({ person, after }) => person.username !== after.username || person.upn !== after.upn,
  );
  await inBatches(
    moving,
    (batch) =>
      freeKeys(
        tx,
        batch.map(({ person }) => person.id),
      ),
    false,
  );
  await inBatches(plan.changed, (batch) =>
    updatePeople(
      tx,
      batch.map(({ person, after }) => ({ ...after, id: person.id })),
    ),
  );
  await inBatches(plan.added, async (batch) => {
    const made = await insertPeople(
      tx,
      batch.map(({ after }) => after),
    );
    for (const [username, id] of made) ids.set(username, id);
  });
  await inBatches(plan.leavers, async (batch) => {
    const gone = batch.map(({ id }) => id);
    await markLeavers(tx, gone);
    await leaveAllGroups(tx, gone);
  });
  const groups = withGroups ? await putInPlaces(tx, plan, ids, inBatches) : 0;
  if (run.signal.aborted) throw new ImportCancelled();
  return { groups };
}

/** Puts everybody of the plan in the group of their form; who has another form than before leaves the old one. */
async function putInPlaces(
  tx: SchoolTx,
  plan: ImportPlan,
  addedIds: ReadonlyMap<string, string>,
  inBatches: <Row>(
    rows: readonly Row[],
    write: (batch: readonly Row[]) => Promise<unknown>,
    count: boolean,
  ) => Promise<void>,
): Promise<number> {
  const known = createPlaces(await schoolGroups(tx));
  let made = 0;
  async function add(name: string, parentId: string | null): Promise<string> {
    const id = await addRosterGroup(tx, name, parentId);
    known.add({ id, parentId, name });
    made += 1;
    return id;
  }
  for (const place of placesOf(plan)) {
    let { year } = known.find(place);
    if (place.year !== null && year === null) year = await add(place.year, null);
    if (place.form !== null && known.find(place).form === null) await add(place.form, year);
  }
  const groupOf = (place: Place | null): string | null => {
    if (place === null) return null;
    const found = known.find(place);
    return place.form === null ? found.year : found.form;
  };
  const joins: Membership[] = [];
  const leaves: Membership[] = [];
  for (const { after } of plan.added) {
    const [groupId, memberId] = [groupOf(placeOf(after)), addedIds.get(after.username)];
    if (groupId !== null && memberId !== undefined) joins.push({ groupId, memberId });
  }
  for (const { person, after } of [...plan.changed, ...plan.unchanged]) {
    const [before, now] = [groupOf(placeOf(person)), groupOf(placeOf(after))];
    if (now !== null) joins.push({ groupId: now, memberId: person.id });
    if (before !== null && before !== now) leaves.push({ groupId: before, memberId: person.id });
  }
  await inBatches(leaves, (batch) => takeOutOfGroups(tx, batch), false);
  await inBatches(joins, (batch) => putInGroups(tx, batch), false);
  return made;
}
