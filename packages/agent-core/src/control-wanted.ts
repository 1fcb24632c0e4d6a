import type { Say } from '@lapwing/protocol/features/access/judge.ts';
import {
  type EffectKind,
  type Layer,
  LAYERS,
  type Restriction,
} from '@lapwing/protocol/features/restrictions/effect.ts';
import type { DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import type {
  ApplicationsWanted,
  ControlWanted,
  LockWanted,
  RuleWords,
  WebWanted,
} from './contracts/control.ts';
import type { LoadedRules, RuleInForce } from './restriction-rules.ts';
import { SANCTION_WHY } from './sanctions.ts';
import type { ControlShown, HoldShown } from './status.ts';
import { isSomebodyElse } from './whose.ts';

/** An agreement that the person declined, for which the device locks until they agree. */
export interface DeclinedAgreement {
  readonly id: string;
  /** Empty where it is not known. */
  readonly title: string;
}

export interface WantedParts {
  readonly orders: DeviceOrders;
  /** Name of the account at the device; null where the platform does not say. */
  readonly account: string | null;
  /** When the document is out of date, in milliseconds since 1970; null without one. */
  readonly expiresAt: number | null;
  /** The last good ones; null where there are none. */
  readonly rules: LoadedRules | null;
  /** What the device did by itself about whoever is there; those that the orders name count no more. */
  readonly sanctions: readonly Restriction[];
  readonly declined: readonly DeclinedAgreement[];
  readonly schoolName: string;
  /** Host of the server, which nothing closes. */
  readonly serverHost: string;
  /** The server's time, in milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds by which the device's clock is ahead of the server's: ends are handed on in the device's. */
  readonly shift: number;
}

export interface WantedAt {
  readonly wanted: ControlWanted;
  readonly shown: Omit<ControlShown, 'asks'>;
  /** Restrictions and access policies that hold, by id; the strongest first. */
  readonly holds: readonly string[];
  /** When it may be otherwise, by the server's time; null: not by itself. */
  readonly nextChange: number | null;
}

/** Anything that holds now, in the one order of strength: layers, then access policies, then agreements. */
interface Holding {
  readonly id: string;
  readonly kind: EffectKind | 'downloads' | 'applications';
  readonly layer: Layer | 'access' | 'agreement';
  readonly title: string;
  readonly by: string | null;
  readonly words: string | null;
  /** Milliseconds since 1970, the server's. */
  readonly from: number;
  readonly until: number | null;
  readonly sites: readonly string[];
  readonly titles: readonly string[];
  readonly endings: readonly string[];
  readonly applications: readonly string[];
}

const BY_STRENGTH = Object.freeze([...LAYERS, 'access', 'agreement'] as const);
const CLOSING: ReadonlySet<string> = new Set(['internet-off', 'block', 'allow-only']);

/** What the device is to be like at a moment, and what the person may read of it: SPEC.md, CTRL. */
export function wantedAt(parts: WantedParts): WantedAt {
  const { orders, expiresAt, rules, now, shift } = parts;
  const isStale = expiresAt !== null && expiresAt <= now;
  const isForOther = isSomebodyElse(orders.account, parts.account);
  const restrictions = restrictionsOf(orders, parts.sanctions, isForOther);
  const inForce = rules?.at(now) ?? { rules: [], next: null };
  const holding = [
    ...restrictions.filter((one) => isInForce(one, now)).map(fromRestriction),
    ...inForce.rules.map(fromRule),
    ...parts.declined.map(fromAgreement),
  ]
    // A device whose server is gone for good is not locked for good; who declined can agree.
    .filter(
      ({ kind, until, layer }) => !isStale || kind !== 'lock' || until !== null || layer === 'agreement',
    )
    .sort((one, other) => BY_STRENGTH.indexOf(one.layer) - BY_STRENGTH.indexOf(other.layer));
  const strongest = (kind: Holding['kind']): string | null =>
    holding.find((one) => one.kind === kind)?.id ?? null;
  const lesson = lessonOf(orders, isForOther, now);
  const { mayAsk = { access: false, help: false } } = rules?.rules ?? {};
  return {
    wanted: {
      lock: lockOf(holding, parts),
      web: webOf(holding, parts),
      mute: strongest('mute'),
      printingOff: strongest('printing-off'),
      removableMediaOff: strongest('removable-media-off'),
      applications: holding.flatMap((one) => applicationsOf(one, shift)),
    },
    shown: {
      holds: holding.flatMap((one) => shownOf(one, shift)),
      lesson:
        lesson === null
          ? null
          : { title: lesson.title, teachers: lesson.teachers, until: Date.parse(lesson.endsAt) + shift },
      mayAsk,
    },
    holds: holding.flatMap(({ id, layer }) => (layer === 'agreement' ? [] : [id])),
    nextChange: leastOf(
      [
        ...restrictions.flatMap(({ from, until }) => [
          Date.parse(from),
          until === null ? null : Date.parse(until),
        ]),
        lesson === null ? null : Date.parse(lesson.endsAt),
        inForce.next,
        expiresAt,
      ].filter((at) => at === null || at > now),
    ),
  };
}

/**
 * A sanction that the server knows holds only while it stands among the restrictions.
 *
 * @param isForOther the orders were made for somebody else than whoever is there: what is that person's does not hold
 */
function restrictionsOf(
  orders: DeviceOrders,
  sanctions: readonly Restriction[],
  isForOther: boolean,
): readonly Restriction[] {
  const known = new Set([...orders.sanctions, ...orders.restrictions.map(({ id }) => id)]);
  return [
    ...orders.restrictions.filter(({ personal }) => !(personal && isForOther)),
    ...sanctions.filter(({ id }) => !known.has(id)),
  ];
}

function lessonOf({ lesson }: DeviceOrders, isForOther: boolean, now: number): DeviceOrders['lesson'] {
  if (lesson === null || Date.parse(lesson.endsAt) <= now) return null;
  return lesson.personal && isForOther ? null : lesson;
}

function isInForce({ from, until }: Restriction, now: number): boolean {
  return Date.parse(from) <= now && (until === null || now < Date.parse(until));
}

function fromRestriction({ id, effect, layer, by, words, from, until }: Restriction): Holding {
  return {
    id,
    kind: effect.kind,
    layer,
    title: effect.kind === 'allow-only' ? effect.title : '',
    by,
    words: words ?? (layer === 'sanction' ? SANCTION_WHY : null),
    from: Date.parse(from),
    until: until === null ? null : Date.parse(until),
    sites: 'sites' in effect ? effect.sites : [],
    titles: 'titles' in effect ? effect.titles : [],
    endings: [],
    applications: [],
  };
}

function fromRule({ rule, until }: RuleInForce): Holding {
  const { id, kind, title, words, sites, titles, endings, applications } = rule;
  const said = { id, kind, title, words, sites, titles, endings, applications };
  return { ...said, layer: 'access', by: null, from: 0, until };
}

function fromAgreement({ id, title }: DeclinedAgreement): Holding {
  const named = title === '' ? 'what your school asks you to agree to' : `“${title}”`;
  return {
    id,
    kind: 'lock',
    layer: 'agreement',
    title,
    by: null,
    words: `You have not agreed to ${named}. You can read it again and agree, or talk to a teacher about it.`,
    from: 0,
    until: null,
    sites: [],
    titles: [],
    endings: [],
    applications: [],
  };
}

function applicationsOf(holding: Holding, shift: number): readonly ApplicationsWanted[] {
  if (holding.kind !== 'applications') return [];
  const { id, applications, title, by, words, until } = holding;
  return [
    { id, patterns: applications, words: { title, by, words, until: until === null ? null : until + shift } },
  ];
}

/** The words of the strongest and newest lock; its end is that of the last of them all. */
function lockOf(holding: readonly Holding[], { rules, schoolName, shift }: WantedParts): LockWanted | null {
  const locks = holding.filter(({ kind }) => kind === 'lock');
  const [first] = locks;
  if (first === undefined) return null;
  const newest = locks
    .filter(({ layer }) => layer === first.layer)
    .reduce((one, other) => (isNewer(other, one) ? other : one));
  return {
    id: newest.id,
    // Nobody is named for a group: `Year 9 has locked your screen` reads as if it were a person.
    by: newest.layer === 'group' ? null : newest.by,
    words: newest.words,
    schoolWords: usualWords(newest, rules),
    schoolName,
    logo: rules?.rules.look.logo ?? null,
    until: locks.reduce<number | null>(
      (last, { until }) => (last === null || until === null ? null : Math.max(last, until + shift)),
      0,
    ),
    agreementId: newest.layer === 'agreement' ? newest.id : null,
  };
}

/**
 * What stands below the words of a lock. The school's own are a teacher's who has the room listen: where nobody locked,
 * they would not be true.
 */
function usualWords({ layer, words }: Holding, rules: LoadedRules | null): string {
  if (layer === 'agreement') return '';
  if (layer === 'sanction') return words === SANCTION_WHY ? '' : SANCTION_WHY;
  return rules?.rules.look.words ?? '';
}

/** Access policies are in the school's own order, in which the first is the strongest. */
function isNewer(one: Holding, other: Holding): boolean {
  if (one.layer === 'access') return false;
  return one.from > other.from || (one.from === other.from && one.id > other.id);
}

function webOf(holding: readonly Holding[], { rules, serverHost, shift }: WantedParts): WebWanted {
  const {
    search = { safe: false, youtube: 'off' as const },
    mayAsk,
    alwaysOpen = [],
    look,
  } = rules?.rules ?? {};
  const pages = holding.filter(({ kind }) => kind === 'allow' || CLOSING.has(kind));
  const closed = pages.some(({ kind }) => CLOSING.has(kind));
  const downloads = holding.filter(({ kind }) => kind === 'downloads');
  const named = [...(closed ? pages : []), ...downloads];
  return {
    open: !closed && downloads.length === 0 && !search.safe && search.youtube === 'off',
    says: closed ? layersOf(pages) : [],
    alwaysOpen: [serverHost, ...alwaysOpen],
    rules: Object.fromEntries(
      named.map(({ id, title, by, words, until }): [string, RuleWords] => [
        id,
        { title, by, words, until: until === null ? null : until + shift },
      ]),
    ),
    words: look?.blockWords ?? '',
    safeSearch: search.safe,
    youtube: search.youtube,
    downloads: downloads.map(({ id, endings }) => ({ id, endings })),
    mayAsk: mayAsk?.access ?? false,
  };
}

/** By strength; each access policy is a layer of its own. */
function layersOf(pages: readonly Holding[]): Say[][] {
  const layers: Say[][] = [];
  let before: Holding['layer'] | null = null;
  for (const { id, kind, layer, sites, titles } of pages) {
    if (kind !== 'internet-off' && kind !== 'block' && kind !== 'allow-only' && kind !== 'allow') continue;
    const say: Say = { id, kind, sites, titles };
    const last = layers.at(-1);
    if (last !== undefined && layer === before && layer !== 'access') last.push(say);
    else layers.push([say]);
    before = layer;
  }
  return layers;
}

function shownOf({ id, kind, title, by, words, until }: Holding, shift: number): HoldShown[] {
  if (kind === 'allow') return [];
  return [
    {
      id,
      kind,
      title: title === '' ? null : title,
      by,
      words,
      until: until === null ? null : until + shift,
    },
  ];
}

function leastOf(moments: readonly (number | null)[]): number | null {
  return moments.reduce<number | null>(
    (least, at) => (at === null ? least : least === null ? at : Math.min(least, at)),
    null,
  );
}

/** Nothing: what is applied where no document is in force, so that what an earlier run left is released. */
export const NOTHING_WANTED: ControlWanted = Object.freeze({
  lock: null,
  web: {
    open: true,
    says: [],
    alwaysOpen: [],
    rules: {},
    words: '',
    safeSearch: false,
    youtube: 'off' as const,
    downloads: [],
    mayAsk: false,
  },
  mute: null,
  printingOff: null,
  removableMediaOff: null,
  applications: [],
});
