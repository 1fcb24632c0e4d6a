import { DEFAULT_MINUTES } from '@lapwing/protocol/features/alerts/chain.api.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { namedIn, nextInChain, type ChainMoment } from './chain.ts';
import type { AlertParts, Holder } from './parts.ts';
import { inSchool, nextSchoolTime, schoolClock, type SchoolWeek } from './school-time.ts';
import { endWatch, findChain, findWatch, holdWatch, moveWatch, startWatch } from './store-chain.ts';
import { isSeen } from './store-figures.ts';
import { addToMail, insertMail, recentAtOnce, toldOf } from './store-mails.ts';
import { myAlertsOf } from './store-mine.ts';
import { findMailServer } from './store-server.ts';
import { captureFacts, type CaptureFacts, type Owed } from './store.ts';
import { minutesInWords } from './words.ts';

const MINUTE_MS = 60_000;
/** What is gathered into one mail. */
export const DIGEST_MS = 5 * MINUTE_MS;

/** So many mails at once to one person in so long are sent one by one. */
const FLOOD_MAILS = 5;
const FLOOD_MS = 2 * MINUTE_MS;
/** What follows is gathered for so long; still within the ten seconds in which a Severe one is to be handed over. */
const GATHERED_MS = 6000;

/** Staff who may see captures, as they are in this transaction. */
export type Staff = ReadonlyMap<string, Holder>;

export async function staffWhoSee(parts: AlertParts, tx: SchoolTx): Promise<Staff> {
  const staff = await parts.staffWith(tx, 'captures.view');
  return new Map(staff.map((holder) => [holder.id, holder]));
}

/** Of these accounts, those that may see the capture now. */
async function seers(
  parts: AlertParts,
  tx: SchoolTx,
  staff: Staff,
  captureId: string,
  accountIds: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const id of new Set(accountIds)) {
    if (staff.get(id)?.holds !== true) continue;
    const reach = await parts.staffReach(tx, id, 'captures.view');
    if (reach !== null && (reach.kind === 'school' || (await isSeen(tx, captureId, reach)))) found.add(id);
  }
  return found;
}

/** Whether the account is alerted in the console to a capture that it may see: it is named, or nobody is. */
export async function isPoppedUp(
  parts: AlertParts,
  tx: SchoolTx,
  staff: () => Promise<Staff>,
  capture: CaptureFacts,
  accountId: string,
): Promise<boolean> {
  const named = (await parts.named(tx, capture)).filter(({ popUp }) => popUp);
  if (named.length === 0 || named.some((one) => one.accountId === accountId)) return true;
  const ids = named.map((one) => one.accountId);
  // Those who are named and may not see it any more leave it to the others.
  return (await seers(parts, tx, await staff(), capture.id, ids)).size === 0;
}

/** Writes the mails that something owes, and lets the chain begin or end. */
export async function planOwed(parts: AlertParts, tx: SchoolTx, staff: Staff, owed: Owed): Promise<void> {
  const now = parts.clock.now();
  const facts = await captureFacts(tx, owed.capture_id);
  if (facts === null) return;
  switch (owed.kind) {
    case 'arrived':
    case 'raised':
      return planArrival(parts, tx, staff, facts, now);
    case 'opened':
      return endWatch(tx, facts.id, 'opened', now, owed.account_id);
    case 'assigned':
    case 'escalated':
    case 'threshold':
      return planGiven(parts, tx, staff, facts, owed, now);
  }
}

async function planArrival(
  parts: AlertParts,
  tx: SchoolTx,
  staff: Staff,
  facts: CaptureFacts,
  now: number,
): Promise<void> {
  const server = await findMailServer(tx);
  if (server === null) return;
  const domain = domainOf(server.from_address);
  const severe = facts.severity === 'severe';
  const recipients = await mailedTo(parts, tx, staff, facts);
  if (!severe) {
    const week = await parts.week(tx);
    for (const accountId of recipients) {
      const dueAt = await digestAt(tx, week, accountId, now);
      await insertMail(tx, { accountId, kind: 'digest', now, dueAt, domain, captureIds: [facts.id] });
    }
    return;
  }
  const told = await toldOf(tx, facts.id);
  for (const accountId of recipients) {
    if (!told.has(accountId)) await mailAtOnce(tx, accountId, facts.id, domain, now);
  }
  if ((await holdWatch(tx, facts.id)) === null) await passOn(parts, tx, staff, facts, now);
}

/**
 * A Severe capture goes at once. Of a flood the first few do; what follows is gathered for seconds, so that the mail server
 * does not take it for spam and the reader finds the next.
 */
async function mailAtOnce(
  tx: SchoolTx,
  accountId: string,
  captureId: string,
  domain: string,
  now: number,
): Promise<void> {
  const recent = await recentAtOnce(tx, accountId, now - FLOOD_MS);
  if (recent.open !== null) return addToMail(tx, recent.open, captureId);
  const dueAt = recent.count < FLOOD_MAILS ? now : now + GATHERED_MS;
  await insertMail(tx, { accountId, kind: 'at-once', now, dueAt, domain, captureIds: [captureId] });
}

/** Who gets a mail: those named who may see it; of a Severe one that nobody would hear of, whoever answers for captures. */
async function mailedTo(
  parts: AlertParts,
  tx: SchoolTx,
  staff: Staff,
  facts: CaptureFacts,
): Promise<string[]> {
  const named = (await parts.named(tx, facts)).filter(({ email }) => email);
  const found = await seers(
    parts,
    tx,
    staff,
    facts.id,
    named.map(({ accountId }) => accountId),
  );
  if (found.size > 0 || facts.severity !== 'severe') return [...found];
  const leads = (await parts.staffWith(tx, 'captures.manage')).filter(({ holds }) => holds);
  return [
    ...(await seers(
      parts,
      tx,
      staff,
      facts.id,
      leads.map(({ id }) => id),
    )),
  ];
}

/** Within minutes; outside school hours on the next school morning, for whoever has not asked otherwise. */
async function digestAt(tx: SchoolTx, week: SchoolWeek, accountId: string, now: number): Promise<number> {
  const soon = now + DIGEST_MS;
  if (inSchool(week, now) || (await myAlertsOf(tx, accountId)).outsideHours) return soon;
  return Math.max(soon, nextSchoolTime(week, now) ?? soon);
}

async function planGiven(
  parts: AlertParts,
  tx: SchoolTx,
  staff: Staff,
  facts: CaptureFacts,
  owed: Owed,
  now: number,
): Promise<void> {
  const server = await findMailServer(tx);
  const to = owed.account_id;
  if (server === null || to === null || !(await seers(parts, tx, staff, facts.id, [to])).has(to)) return;
  const escalated = owed.kind === 'escalated';
  if (to !== owed.by_id) {
    await insertMail(tx, {
      accountId: to,
      kind: owed.kind === 'threshold' ? 'threshold' : escalated ? 'escalation' : 'assigned',
      now,
      dueAt: now,
      domain: domainOf(server.from_address),
      captureIds: [facts.id],
      ...(owed.by_id === null ? {} : { byId: owed.by_id }),
    });
  }
  if (!escalated) return;
  const before = await holdWatch(tx, facts.id);
  const { chain } = await findChain(tx);
  const minutes = chain.steps.find(({ accountId }) => accountId === to)?.minutes ?? DEFAULT_MINUTES;
  const told = [...(before?.told ?? []).filter((id) => id !== to), to];
  const nextAt = now + minutes * MINUTE_MS;
  await startWatch(tx, { captureId: facts.id, now, told, nextAt, notBy: owed.by_id });
}

/**
 * Tells the next of the chain. The first is told with the arrival, each further one when those before have not opened it;
 * whether it is time is the caller's to know.
 */
export async function passOn(
  parts: AlertParts,
  tx: SchoolTx,
  staff: Staff,
  facts: CaptureFacts,
  now: number,
): Promise<void> {
  const { chain } = await findChain(tx);
  const watch = await holdWatch(tx, facts.id);
  const told = watch?.told ?? [];
  const week = await parts.week(tx);
  const moment = chainMoment(week, now);
  if (chain.steps.length === 0 && chain.outside.kind !== 'person' && watch === null) return;
  const keep = async (also: readonly string[], nextAt: number): Promise<void> =>
    watch === null
      ? startWatch(tx, { captureId: facts.id, now, told: also, nextAt, notBy: null })
      : moveWatch(tx, facts.id, also, nextAt);
  if (!moment.inSchool && chain.outside.kind === 'wait') {
    const morning = nextSchoolTime(week, now);
    if (morning !== null && morning > now) return keep(told, morning);
  }
  const present = await seers(parts, tx, staff, facts.id, namedIn(chain));
  const next = nextInChain(chain, told, moment, (id) => present.has(id));
  const server = await findMailServer(tx);
  if (next === null || server === null) {
    if (watch === null) return;
    await endWatch(tx, facts.id, 'nobody-left', now);
    const why =
      server === null
        ? 'Nobody further can be told by e-mail: no mail server is set up.'
        : 'Everybody in the chain has been told, and nobody has opened it.';
    await parts.note(tx, facts.id, why);
    return;
  }
  const nameOf = (id: string): string => staff.get(id)?.name ?? 'somebody';
  const mailed = told.length === 0 && (await toldOf(tx, facts.id)).has(next.accountId);
  if (!mailed) {
    await insertMail(tx, {
      accountId: next.accountId,
      kind: told.length === 0 ? 'at-once' : 'escalation',
      now,
      dueAt: now,
      domain: domainOf(server.from_address),
      captureIds: [facts.id],
    });
  }
  await keep([...told, next.accountId], now + next.minutes * MINUTE_MS);
  const covering = next.insteadOf === null ? '' : `, who covers for ${nameOf(next.insteadOf)}`;
  const waited = watch === null ? 0 : Math.round((now - watch.since.getTime()) / MINUTE_MS);
  const why = told.length === 0 ? 'Goes to' : `Nobody had opened it after ${minutesInWords(waited)}: goes to`;
  await parts.note(
    tx,
    facts.id,
    `${why} ${nameOf(next.accountId)}${covering}, who has ${minutesInWords(next.minutes)} to open it.`,
  );
}

/** A capture whose time is up: the next is told, unless it was closed meanwhile. */
export async function stepWatch(
  parts: AlertParts,
  tx: SchoolTx,
  staff: Staff,
  captureId: string,
): Promise<void> {
  const now = parts.clock.now();
  const watch = await holdWatch(tx, captureId);
  if (watch === null || watch.next_at === null || watch.next_at.getTime() > now) return;
  const facts = await captureFacts(tx, captureId);
  if (facts === null) return;
  if (!facts.is_open) return endWatch(tx, captureId, 'closed', now);
  await passOn(parts, tx, staff, facts, now);
}

/**
 * Whoever would be told next of a capture, and why it is them or nobody; null while the school has set no chain.
 * @param askedBy whoever wants to pass it on: never they themselves
 */
export async function nextFor(
  parts: AlertParts,
  tx: SchoolTx,
  captureId: string,
  askedBy: string,
): Promise<{ person: { id: string; name: string } | null; why: string } | null> {
  const { chain } = await findChain(tx);
  if (namedIn(chain).length === 0) return null;
  const staff = await staffWhoSee(parts, tx);
  const watch = await findWatch(tx, captureId);
  const present = await seers(parts, tx, staff, captureId, namedIn(chain));
  const moment = chainMoment(await parts.week(tx), parts.clock.now());
  const next = nextInChain(chain, [...(watch?.told ?? []), askedBy], moment, (id) => present.has(id));
  const holder = next === null ? undefined : staff.get(next.accountId);
  if (next === null || holder === undefined) {
    return { person: null, why: 'Everybody else in the chain who is there has been told already.' };
  }
  const covered = next.insteadOf === null ? undefined : staff.get(next.insteadOf);
  const place = next.outside ? 'is there outside school hours' : 'is next in the chain';
  return {
    person: { id: holder.id, name: holder.name },
    why: `${holder.name} ${place}${covered === undefined ? '' : `, covering for ${covered.name}`}.`,
  };
}

export function chainMoment(week: SchoolWeek, now: number): ChainMoment {
  return { day: schoolClock(week.timeZone, now).day, inSchool: inSchool(week, now) };
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
