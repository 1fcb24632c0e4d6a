import type { SettingOrigin, SettingSource } from '@lapwing/protocol/features/groups/api.ts';
import type { Priority, RemoteView } from '@lapwing/protocol/vocabulary.ts';

/** The four ways of looking at a screen live: a few words, and what they mean for the person at the device. */
export const REMOTE_VIEW_WORDS: Readonly<
  Record<RemoteView, { readonly label: string; readonly hint: string }>
> = Object.freeze({
  allow: { label: 'Allow', hint: 'Staff may look; the person sees that they do.' },
  deny: { label: 'Deny', hint: 'Nobody may look live. Captures are taken all the same.' },
  'ask-allow': {
    label: 'Ask, then allow',
    hint: 'The person is asked. Without an answer in 10 seconds staff may look.',
  },
  'ask-deny': {
    label: 'Ask, then deny',
    hint: 'The person is asked. Without an answer in 10 seconds staff may not look.',
  },
});

export const PRIORITY_WORDS: Readonly<Record<Priority, string>> = Object.freeze({
  low: 'Low',
  medium: 'Medium',
  high: 'High',
});

export const SETTING_WORDS: Readonly<Record<SettingOrigin['setting'], string>> = Object.freeze({
  remoteView: 'Remote view',
});

const DECIDED: Readonly<Record<Exclude<SettingOrigin['decidedBy'], 'only'>, string>> = Object.freeze({
  priority: 'its priority is higher',
  nearer: 'it is further down among the groups',
  name: 'its name comes first',
});

/** A setting in words, as the details of a person or a device and the page of a group show it. */
export interface SettingInWords {
  readonly title: string;
  readonly value: string;
  /** What the value means. */
  readonly hint: string;
  /** Which group it comes from, what it overrides and why; whole sentences. */
  readonly why: string;
}

/**
 * Says what holds and why: `From Sixth form (priority high). It overrides Allow from Year 12: its priority is higher.`
 * Names are somebody's text: each is kept apart, so that one written from right to left does not turn the sentence over.
 */
export function settingInWords(origin: SettingOrigin): SettingInWords {
  const { label, hint } = REMOTE_VIEW_WORDS[origin.value];
  return { title: SETTING_WORDS[origin.setting], value: label, hint, why: whyInWords(origin) };
}

function whyInWords({ from, decidedBy, overrode }: SettingOrigin): string {
  if (from === null) return 'No group says anything; this is how Lapwing comes.';
  const first = `From ${apart(from.name)}${priorityOf(from)}.`;
  const others = overrode.flatMap((one) =>
    one.from === null ? [] : [`${REMOTE_VIEW_WORDS[one.value].label} from ${apart(one.from.name)}`],
  );
  if (others.length === 0) return first;
  const because = decidedBy === 'only' ? '' : `: ${DECIDED[decidedBy]}`;
  return `${first} It overrides ${enumerate(others)}${because}.`;
}

/** Not of the whole school: its own is the weakest by what it is. */
function priorityOf(from: SettingSource): string {
  return from.name === 'Whole school' ? '' : ` (priority ${PRIORITY_WORDS[from.priority].toLowerCase()})`;
}

function enumerate(parts: readonly string[]): string {
  const shown = parts.length > 4 ? [...parts.slice(0, 3), `${parts.length - 3} more`] : parts;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** Characters that turn the direction of writing or end such a turn. */
const TURNS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Between a first strong isolate and its end (Unicode Annex 9), without what could end it early or outlast it. */
export function apart(name: string): string {
  return `\u2068${name.replaceAll(TURNS, '')}\u2069`;
}
