import type { SettingSource } from '@lapwing/protocol/features/groups/api.ts';
import type { SourcesSetting, Watch } from '@lapwing/protocol/features/policies/edits.ts';
import { type Period, PERIODS, type Severity, type Source, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { apart } from '../../settings-words.ts';

/** Where a term is looked for, as a list of places. */
export const SOURCE_NAMES: Readonly<Record<Source, string>> = Object.freeze({
  typed: 'typed text',
  caption: 'window titles',
  page: 'pages',
  html: 'code of pages',
  url: 'web addresses',
  search: 'searches',
  application: 'applications',
  file: 'file names',
  chat: 'chats',
  'ai-prompt': 'questions to an AI',
});

/** What a person writes, wherever they write it; the others they only see. */
export const TYPED_SOURCES: readonly Source[] = Object.freeze(['typed', 'search', 'chat', 'ai-prompt']);

/** Where a term is looked for; when that is nearly everywhere, only where it is not. */
export function saySources(sources: readonly Source[]): string {
  const missing = SOURCES.filter((one) => !sources.includes(one));
  if (missing.length === 0) return 'everywhere';
  if (missing.length === SOURCES.length) return 'nowhere';
  if (sameSources(sources, TYPED_SOURCES)) return 'typed words only';
  if (missing.length <= 3) return `everywhere but ${missing.map((one) => SOURCE_NAMES[one]).join(', ')}`;
  return inOrder(sources)
    .map((one) => SOURCE_NAMES[one])
    .join(', ');
}

/** In the order in which they are always shown, each once. */
export function inOrder(sources: readonly Source[]): Source[] {
  return SOURCES.filter((one) => sources.includes(one));
}

export function sameSources(one: readonly Source[], other: readonly Source[]): boolean {
  return SOURCES.every((source) => one.includes(source) === other.includes(source));
}

/** How a group's devices can be told where to look, in one press each. */
export const REACHES = Object.freeze(['own', 'typed', 'every', 'chosen'] as const);
export type Reach = (typeof REACHES)[number];

export const REACH_WORDS: Readonly<Record<Reach, string>> = Object.freeze({
  own: 'Each term in its places',
  typed: 'Only typed words',
  every: 'All sources, every term',
  chosen: 'Chosen places',
});

export const REACH_HINTS: Readonly<Record<Reach, string>> = Object.freeze({
  own: 'As the library and your own terms say: the usual one.',
  typed: 'What is written, searched for, sent in a chat or asked of an AI; nothing that is only read.',
  every: 'For pupils who are watched more closely: every term is looked for wherever there is text.',
  chosen: 'The places that are ticked.',
});

export function reachOf(setting: SourcesSetting): Reach {
  if (sameSources(setting.sources, SOURCES)) return setting.everyTerm ? 'every' : 'own';
  return !setting.everyTerm && sameSources(setting.sources, TYPED_SOURCES) ? 'typed' : 'chosen';
}

/** The setting behind a choice; what is chosen by hand begins as it stands. */
export function settingOf(reach: Reach, now: SourcesSetting): SourcesSetting {
  if (reach === 'chosen') return now;
  if (reach === 'typed') return { sources: [...TYPED_SOURCES], everyTerm: false };
  return { sources: [...SOURCES], everyTerm: reach === 'every' };
}

/** `everywhere, each term in its own places` */
export function saySetting(setting: SourcesSetting): string {
  const how = setting.everyTerm ? 'every term' : 'each term in its own places';
  return `${saySources(setting.sources)}, ${how}`;
}

export const STATUSES = Object.freeze(['enabled', 'disabled', 'scheduled'] as const);
export type Status = (typeof STATUSES)[number];

export const STATUS_WORDS: Readonly<Record<Status, string>> = Object.freeze({
  enabled: 'Enabled',
  disabled: 'Disabled',
  scheduled: 'Scheduled',
});

export const PERIOD_WORDS: Readonly<Record<Period, string>> = Object.freeze({
  lesson: 'lessons',
  break: 'breaks',
  club: 'clubs',
  home: 'at home',
  holiday: 'holidays',
});

/** `Scheduled: lessons, breaks` */
export function sayStatus(status: Status, periods: readonly Period[]): string {
  if (status !== 'scheduled') return STATUS_WORDS[status];
  const named = sayPeriods(periods);
  return named === '' ? STATUS_WORDS.scheduled : `${STATUS_WORDS.scheduled}: ${named}`;
}

/** `lessons, at home`, in the order of the day. */
export function sayPeriods(periods: readonly Period[]): string {
  return PERIODS.filter((one) => periods.includes(one))
    .map((one) => PERIOD_WORDS[one])
    .join(', ');
}

/** Where a value comes from, seen from a group: `set here`, `from Whole school`, `as it comes`. */
export function sayFrom(from: SettingSource | null, groupId: string): string {
  if (from === null) return 'as Lapwing comes';
  return from.id === groupId ? 'set here' : `from ${apart(from.name)}`;
}

/** What nobody sets is nothing: the item goes away. */
export function orNothing<Value extends object>(value: Value): Value | null {
  return Object.values(value).every((field) => field === null) ? null : value;
}

export const NO_WATCH: Watch = Object.freeze({ status: null, periods: null, sources: null, actions: null });

/** The rule of thumb for how bad a sign is: what would happen if nobody looked. */
export const SEVERITY_RULES: Readonly<Record<Severity, string>> = Object.freeze({
  severe: 'Life, or abuse that goes on now: somebody acts today.',
  moderate: 'A serious concern: somebody talks with the pupil this week.',
  minor: 'An early sign, of use beside others.',
});

const LANGUAGES: Readonly<Record<string, string>> = Object.freeze({
  ar: 'Arabic',
  cy: 'Welsh',
  en: 'English',
  es: 'Spanish',
  fr: 'French',
  pl: 'Polish',
  ur: 'Urdu',
});

export function sayLanguage(code: string): string {
  return LANGUAGES[code] ?? code;
}

/** `1 term`, `12 terms`, `1,204 terms`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}

/**
 * A wording of the library as a person reads it: `(a|b) <2> c~` as `(a / b) … c`, where the dots stand for a few words of
 * any kind; a word class by its name, without the signs around it.
 */
export function sayWording(wording: string): string {
  return wording
    .replaceAll('|', ' / ')
    .replaceAll(/<[1-9]>/gu, '…')
    .replaceAll('~', '')
    .replaceAll(/\{([^{}]*)\}/gu, (_sign, name: string) => `‹${name.replaceAll('-', ' ')}›`);
}

/** Why something is not theirs to do; undefined when it is. */
export function whyNot(permitted: {
  readonly allowed: boolean;
  readonly reason?: string | undefined;
}): string | undefined {
  return permitted.allowed
    ? undefined
    : (permitted.reason ?? 'Your role does not include changing policies.');
}

/** What the school has changed of a policy: `2 own, 1 off, 3 changed`; empty for nothing. */
export function sayChanged(policy: {
  readonly own: number;
  readonly off: number;
  readonly changed: number;
}): string {
  const parts = [
    policy.own === 0 ? '' : `${policy.own} own`,
    policy.off === 0 ? '' : `${policy.off} off`,
    policy.changed === 0 ? '' : `${policy.changed} changed`,
  ].filter((part) => part !== '');
  return parts.join(', ');
}
