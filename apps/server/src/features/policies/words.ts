import type {
  Action,
  Allowance,
  OwnTerm,
  PolicyEdit,
  PrivateSites,
  Recipients,
  SourcesSetting,
  TermWatch,
  Watch,
} from '@lapwing/protocol/features/policies/edits.ts';
import { SOURCES, type Period, type Severity, type Source } from '@lapwing/protocol/vocabulary.ts';
import type { ItemValue } from './config.ts';

/** What things are called, for the sentences of changes. */
export interface Names {
  group(id: string): string;
  policy(id: string): string;
  /** A sentence or wording by which somebody knows the term. */
  term(id: string): string;
  account(id: string): string;
}

const SOURCE_WORDS: Readonly<Record<Source, string>> = Object.freeze({
  typed: 'typed text',
  caption: 'window titles',
  page: 'web pages',
  html: 'page source',
  url: 'web addresses',
  search: 'searches',
  application: 'names of programs',
  file: 'names of files',
  chat: 'chats',
  'ai-prompt': 'prompts to AI',
});
const PERIOD_WORDS: Readonly<Record<Period, string>> = Object.freeze({
  lesson: 'lessons',
  break: 'breaks',
  club: 'clubs',
  home: 'out of school hours',
  holiday: 'holidays',
});
const SEVERITY_WORDS: Readonly<Record<Severity, string>> = Object.freeze({
  minor: 'minor',
  moderate: 'moderate',
  severe: 'severe',
});

export function sourcesInWords(sources: readonly Source[]): string {
  if (sources.length === 0) return 'nowhere';
  if (SOURCES.every((source) => sources.includes(source))) return 'everywhere';
  return SOURCES.filter((source) => sources.includes(source))
    .map((source) => SOURCE_WORDS[source])
    .join(', ');
}

export function statusInWords(status: Watch['status'], periods: readonly Period[]): string {
  if (status === 'disabled') return 'Disabled';
  if (status !== 'scheduled') return 'Enabled';
  return `Scheduled: ${periods.map((period) => PERIOD_WORDS[period]).join(', ')}`;
}

export function actionsInWords(actions: readonly Action[], names: Pick<Names, 'group'>): string {
  return actions.length === 0 ? 'none' : actions.map((action) => actionInWords(action, names)).join(', ');
}

function actionInWords(action: Action, names: Pick<Names, 'group'>): string {
  switch (action.kind) {
    case 'screenshot':
      return 'take a screenshot';
    case 'record':
      return `record ${action.seconds} seconds`;
    case 'message':
      return 'show a message';
    case 'lock':
      return `lock for ${minutes(action.minutes)}`;
    case 'log-off':
      return 'log off';
    case 'internet-off':
      return `no internet for ${minutes(action.minutes)}`;
    case 'move':
      return `put in ${names.group(action.groupId)} for ${action.days} ${action.days === 1 ? 'day' : 'days'}`;
  }
}

function minutes(count: number): string {
  return `${count} ${count === 1 ? 'minute' : 'minutes'}`;
}

export function sourcesSettingInWords({ sources, everyTerm }: SourcesSetting): string {
  return `${sourcesInWords(sources)}${everyTerm ? ', every term in each of them' : ''}`;
}

/** What an allowance lets pass. */
export function allowedInWords(what: Allowance['what'], names: Names): string {
  switch (what.kind) {
    case 'term':
      return `the term ${quoted(names.term(what.term))}`;
    case 'phrase':
      return `the phrase ${quoted(what.phrase)} of ${what.term === null ? 'any term' : `the term ${quoted(names.term(what.term))}`}`;
    case 'site':
      return `${what.policy === null ? 'everything' : names.policy(what.policy)} on ${what.site}`;
  }
}

/** One plain sentence on what an edit does. `before` is null for something new. */
export function editInWords(edit: PolicyEdit, before: ItemValue | null, names: Names): string {
  switch (edit.kind) {
    case 'policy': {
      const title = quoted(edit.value?.title ?? titleBefore(before));
      if (edit.value === null) return `Removed the policy ${title}.`;
      return before === null ? `Added the policy ${title}.` : `Changed the policy ${title}.`;
    }
    case 'term':
      return termInWords(edit.value, before, names);
    case 'watch':
      return watchInWords(edit.value, names.policy(edit.policy), names.group(edit.groupId), names);
    case 'term-watch':
      return termWatchInWords(edit.value, quoted(names.term(edit.term)), names.group(edit.groupId), names);
    case 'sources':
      return edit.value === null
        ? `Left to other groups where to look in ${names.group(edit.groupId)}.`
        : `Set where to look in ${names.group(edit.groupId)}: ${sourcesSettingInWords(edit.value)}.`;
    case 'allow':
      return allowInWords(edit.value, before, names);
    case 'recipients':
      return recipientsInWords(edit.value, names.group(edit.groupId), names);
    case 'timetable':
      return edit.value === null
        ? 'Went back to the timetable that Lapwing comes with.'
        : 'Changed the timetable.';
    case 'private-sites':
      return privateInWords(edit.value, before);
    case 'library':
      return edit.value === null
        ? 'Put the library that came with Lapwing in force.'
        : `Put version ${edit.value.version} of the library in force.`;
    case 'sealed-list': {
      if (edit.value === null) return 'Removed a sealed list.';
      const entries = edit.value.entries.toLocaleString('en-GB');
      return `Added the sealed list ${quoted(edit.value.name)} of ${entries} entries.`;
    }
  }
}

/** Of these edits one sentence each, and of very many the first. */
export function editsInWords(sentences: readonly string[]): string[] {
  if (sentences.length <= MOST_SENTENCES) return [...sentences];
  const rest = sentences.length - MOST_SENTENCES;
  return [...sentences.slice(0, MOST_SENTENCES), `And ${rest.toLocaleString('en-GB')} more like these.`];
}
const MOST_SENTENCES = 50;

export function quoted(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text;
  return `“${short}”`;
}

function titleBefore(before: ItemValue | null): string {
  return before !== null && 'title' in before ? before.title : '';
}

function termInWords(term: OwnTerm | null, before: ItemValue | null, names: Names): string {
  const was = before !== null && 'wordings' in before ? before : null;
  const about = term ?? was;
  const words = `the term ${quoted(about?.wordings[0] ?? '')}`;
  const policy = about === null ? '' : names.policy(about.policy);
  if (term === null) return `Removed ${words} from ${policy}.`;
  if (was === null) return `Added ${words} to ${policy}, ${SEVERITY_WORDS[term.severity]}.`;
  return was.severity === term.severity
    ? `Changed ${words} in ${policy}.`
    : `Changed ${words} in ${policy} from ${SEVERITY_WORDS[was.severity]} to ${SEVERITY_WORDS[term.severity]}.`;
}

function watchInWords(watch: Watch | null, policy: string, group: string, names: Names): string {
  if (watch === null) return `Left ${policy} in ${group} to other groups.`;
  const said = [
    watch.status === null ? [] : [statusInWords(watch.status, watch.periods ?? []).toLowerCase()],
    watch.sources === null ? [] : [`looked for in ${sourcesInWords(watch.sources)}`],
    watch.actions === null ? [] : [`actions: ${actionsInWords(watch.actions, names)}`],
  ].flat();
  return `Set ${policy} in ${group}: ${said.join('; ')}.`;
}

function termWatchInWords(watch: TermWatch | null, term: string, group: string, names: Names): string {
  if (watch === null) return `Left the term ${term} in ${group} to other groups.`;
  const said = [
    watch.enabled === null ? [] : [watch.enabled ? 'on' : 'off'],
    watch.severity === null ? [] : [SEVERITY_WORDS[watch.severity]],
    watch.sources === null ? [] : [`looked for in ${sourcesInWords(watch.sources)}`],
    watch.actions === null ? [] : [`actions: ${actionsInWords(watch.actions, names)}`],
  ].flat();
  return `Set the term ${term} in ${group}: ${said.join('; ')}.`;
}

function allowInWords(allowance: Allowance | null, before: ItemValue | null, names: Names): string {
  const was = before !== null && 'what' in before ? before : null;
  const about = allowance ?? was;
  if (about === null) return 'Let nothing pass.';
  const where = about.groupId === null ? 'the whole school' : names.group(about.groupId);
  const what = allowedInWords(about.what, names);
  if (allowance === null) return `Stopped letting pass ${what} for ${where}.`;
  const until = allowance.until === null ? '' : ` until ${dayInWords(allowance.until)}`;
  return `Let pass ${what} for ${where}${until}.`;
}

function dayInWords(instant: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(instant),
  );
}

function recipientsInWords(recipients: Recipients | null, group: string, names: Names): string {
  if (recipients === null || recipients.entries.length === 0)
    return `Nobody is alerted for ${group} itself any more.`;
  const each = recipients.entries.map(
    ({ accountId, from }) => `${names.account(accountId)} from ${SEVERITY_WORDS[from]} on`,
  );
  return `Set who is alerted for ${group}: ${each.join(', ')}.`;
}

function privateInWords(value: PrivateSites | null, before: ItemValue | null): string {
  if (value === null) return 'Went back to the private sites that Lapwing comes with.';
  const old = before !== null && 'hosts' in before ? before : null;
  const programs = listInWords('private programs', value.applications ?? [], old?.applications ?? []);
  const sites =
    old === null
      ? `Set the private sites: ${some(value.hosts)}.`
      : listInWords('private sites', value.hosts, old.hosts);
  const said = [sites, programs].filter((one) => one !== null);
  return said.length === 0 ? 'Left the private sites as they were.' : said.join(' ');
}

/** Null where the list is as it was. */
function listInWords(name: string, now: readonly string[], before: readonly string[]): string | null {
  const added = now.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !now.includes(one));
  const said = [
    added.length === 0 ? [] : [`added ${some(added)}`],
    removed.length === 0 ? [] : [`removed ${some(removed)}`],
  ].flat();
  return said.length === 0 ? null : `Changed the ${name}: ${said.join('; ')}.`;
}

function some(hosts: readonly string[]): string {
  if (hosts.length === 0) return 'none';
  return hosts.length <= 5
    ? hosts.join(', ')
    : `${hosts.slice(0, 5).join(', ')} and ${hosts.length - 5} more`;
}
