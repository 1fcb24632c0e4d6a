import type { AuditEntry, AuditTotal } from '@lapwing/protocol/features/audit/api.ts';
import { AUDIT_OUTCOMES } from '@lapwing/protocol/features/audit/outcome.ts';
import { z } from 'zod';
import { paths } from '../../paths.ts';

const Text = z.string().min(1).max(100).nullable().catch(null);
const Day = z.iso.date().nullable().catch(null);

const Search = z.object({
  actor: Text,
  /** An action, or a feature's word with a point behind it for all of its actions. */
  action: Text,
  subject: Text,
  /** A person of the roster: everything that is about them. */
  person: z.uuid().nullable().catch(null),
  from: Day,
  to: Day,
  outcome: z
    .enum([...AUDIT_OUTCOMES, 'unfinished'])
    .nullable()
    .catch(null),
  words: Text,
  /** The line that is open at the right. */
  line: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .nullable()
    .catch(null),
});
export type AuditFilters = z.infer<typeof Search>;

export const NO_FILTERS: AuditFilters = Object.freeze({
  actor: null,
  action: null,
  subject: null,
  person: null,
  from: null,
  to: null,
  outcome: null,
  words: null,
  line: null,
});

/** Reads the filters from an address; what is not understood is left out. */
export function parseAuditFilters(search: Readonly<Record<string, unknown>>): AuditFilters {
  return Search.parse({ ...NO_FILTERS, ...search });
}

export function auditHref(filters: AuditFilters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value !== null) query.set(name, value);
  const text = query.toString();
  return text === '' ? paths.audit() : `${paths.audit()}?${text}`;
}

/** Whether they leave anything out; the line that is open does not. */
export function narrows(filters: AuditFilters): boolean {
  return Object.entries(filters).some(([name, value]) => name !== 'line' && value !== null);
}

/** The filters as the server takes them: whole days by the reader's own clock. */
export function asQuery(filters: AuditFilters): Record<string, string> {
  const { actor, action, subject, person, from, to, outcome, words } = filters;
  return {
    ...(actor === null ? {} : { actorId: actor }),
    ...(action === null ? {} : { action }),
    ...(subject === null ? {} : { subjectId: subject }),
    ...(person === null ? {} : { personId: person }),
    ...(from === null ? {} : { from: startOf(from, 0) }),
    ...(to === null ? {} : { until: startOf(to, 1) }),
    ...(outcome === null ? {} : { outcome }),
    ...(words === null ? {} : { search: words }),
  };
}

function startOf(day: string, later: number): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

export function sayTotal(total: AuditTotal): string {
  const number = total.lines.toLocaleString('en-GB');
  if (total.more) return `More than ${number} lines`;
  return total.lines === 1 ? '1 line' : `${number} lines`;
}

const OUTCOMES: Readonly<
  Record<AuditEntry['outcome'], { word: string; tone: 'good' | 'quiet' | 'warn' | 'stop' }>
> = Object.freeze({
  opened: { word: 'Opened', tone: 'quiet' },
  done: { word: 'Done', tone: 'good' },
  refused: { word: 'Refused', tone: 'warn' },
  failed: { word: 'Failed', tone: 'stop' },
});

export function outcomeWords(entry: Pick<AuditEntry, 'outcome' | 'unfinished'>): {
  word: string;
  tone: 'good' | 'quiet' | 'warn' | 'stop';
} {
  return entry.unfinished ? { word: 'Opened, not finished', tone: 'warn' } : OUTCOMES[entry.outcome];
}

export const OUTCOME_CHOICES: readonly { key: string; label: string }[] = Object.freeze([
  ...AUDIT_OUTCOMES.map((key) => ({ key, label: OUTCOMES[key].word })),
  { key: 'unfinished', label: 'Opened, not finished' },
]);

const FEATURES: Readonly<Record<string, string>> = Object.freeze({
  accounts: 'Staff',
  releases: 'Desktop agent',
  schools: 'School',
  setup: 'Set-up',
  thresholds: 'Threshold rules',
});
const VERBS: Readonly<Record<string, string>> = Object.freeze({
  view: 'look',
  list: 'look through the list',
  show: 'look at one',
  'sign-in': 'sign in',
  'sign-out': 'sign out',
  'accept-link': 'set a password by a link',
  'check-result': 'chain checked',
  check: 'check of the chain begun',
});

/** `evidence.view` as `Evidence: look`, `evidence.` as `Evidence: everything`. */
export function sayAction(action: string): string {
  const [feature = '', ...rest] = action.split('.');
  const name = FEATURES[feature] ?? feature.charAt(0).toUpperCase() + feature.slice(1);
  const verb = rest.join('.');
  if (verb === '') return action.endsWith('.') ? `${name}: everything` : name;
  const ended = verb.endsWith('-ended');
  const bare = ended ? verb.slice(0, -'-ended'.length) : verb;
  return `${name}: ${VERBS[bare] ?? bare.replaceAll('-', ' ')}${ended ? ', ended' : ''}`;
}

/** The kinds to choose from, those of one feature together and the whole feature before them. */
export function actionChoices(actions: readonly string[]): { key: string; label: string }[] {
  const features = [...new Set(actions.map((action) => action.split('.')[0] ?? ''))];
  const byLabel = (one: { label: string }, other: { label: string }): number =>
    one.label.localeCompare(other.label, 'en-GB');
  return features
    .map((feature) => ({ key: `${feature}.`, label: sayAction(`${feature}.`) }))
    .toSorted(byLabel)
    .flatMap((whole) => [
      whole,
      ...actions
        .filter((action) => action.startsWith(whole.key))
        .map((action) => ({ key: action, label: sayAction(action) }))
        .toSorted(byLabel),
    ]);
}
