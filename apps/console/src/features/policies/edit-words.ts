import { OwnTerm, type PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { apart } from '../../settings-words.ts';
import { sayActions } from './actions.ts';
import type { EditNames, PendingEdit } from './pending.ts';
import { count, saySetting, saySources, sayStatus } from './words.ts';

/** What an edit does, in one plain sentence, and what stands behind it where that is worth a second line. */
export interface EditWords {
  readonly title: string;
  readonly details: readonly string[];
}

/** The words for the list of what will change. */
export function sayEdit(pending: PendingEdit): EditWords {
  const { edit, before, names } = pending;
  const policy = named(names.policy, 'a policy');
  switch (edit.kind) {
    case 'policy':
      if (edit.value === null) return plain(`Deletes the policy ${policy} with all of its terms.`);
      return before === null
        ? plain(`Adds the policy ${apart(edit.value.title)}.`, edit.value.description)
        : plain(`Changes the description of the policy ${apart(edit.value.title)}.`, edit.value.description);
    case 'term':
      return sayTerm(edit.value, OwnTerm.safeParse(before).data ?? null, names);
    case 'watch': {
      const { value } = edit;
      const where = inGroup(names);
      if (value === null) return plain(`${where}${policy} is left to other groups again.`);
      return plain(
        `${where}changes how ${policy} is watched for.`,
        value.status === null ? '' : `${sayStatus(value.status, value.periods ?? [])}.`,
        value.sources === null ? '' : `Looked for in: ${saySources(value.sources)}.`,
        value.actions === null ? '' : `What is done: ${sayActions(value.actions)}.`,
      );
    }
    case 'term-watch': {
      const { value } = edit;
      const term = named(names.term, edit.term);
      const where = inGroup(names);
      if (value === null) return plain(`${where}${term} is watched for as before any change.`);
      const others = [
        value.severity === null ? '' : `It weighs ${SEVERITY_WORDS[value.severity].word}.`,
        value.sources === null ? '' : `Looked for in: ${saySources(value.sources)}.`,
        value.actions === null ? '' : `What is done: ${sayActions(value.actions)}.`,
      ];
      if (value.enabled === false) return plain(`${where}${term} is not watched for.`, ...others);
      if (value.enabled === true) return plain(`${where}${term} is watched for.`, ...others);
      return plain(`${where}changes how ${term} is watched for.`, ...others);
    }
    case 'sources':
      return edit.value === null
        ? plain(`${inGroup(names)}where devices look is left to other groups again.`)
        : plain(`${inGroup(names)}devices look in: ${saySetting(edit.value)}.`);
    case 'allow':
      return edit.value === null
        ? plain('Watches again for something that was let pass.')
        : plain(
            edit.value.groupId === null
              ? 'Lets something pass for the whole school.'
              : `${inGroup(names)}lets something pass.`,
            sayAllowed(edit.value.what),
            edit.value.reason,
          );
    case 'recipients':
      return edit.value === null
        ? plain(`${inGroup(names)}alerts nobody by itself any more.`)
        : plain(`${inGroup(names)}alerts ${count(edit.value.entries.length, 'member')} of staff.`);
    case 'timetable':
      return plain(
        edit.value === null
          ? 'Takes the timetable that Lapwing comes with.'
          : 'Changes the timetable of the school.',
        edit.value === null || edit.value.holidays.length === 0
          ? ''
          : `With ${count(edit.value.holidays.length, 'holiday')}.`,
      );
    case 'private-sites':
      return edit.value === null
        ? plain('Takes the list of private sites that Lapwing comes with.')
        : plain(
            `Captures nothing on ${count(edit.value.hosts.length, 'private site')}${inPrograms(edit.value.applications)}.`,
          );
    case 'library':
      return edit.value === null
        ? plain('Uses the library that Lapwing comes with.')
        : plain(`Uses version ${edit.value.version} of the library.`);
    case 'sealed-list':
      return edit.value === null
        ? plain(`Takes the sealed list ${named(names.term, 'that was loaded')} away.`)
        : plain(`Loads the sealed list ${apart(edit.value.name)}.`);
  }
}

function sayTerm(value: OwnTerm | null, before: OwnTerm | null, names: EditNames): EditWords {
  const policy = named(names.policy, 'its policy');
  const shown = value ?? before;
  const words = named(names.term ?? shown?.wordings[0], 'a term');
  if (value === null) return plain(`Deletes the term ${words} from ${policy}.`);
  const severity = SEVERITY_WORDS[value.severity].word;
  const others = count(value.wordings.length, 'wording');
  if (before === null)
    return plain(
      `Adds the term ${words} to ${policy}.`,
      `${severity}, ${others}, looked for in: ${saySources(value.sources)}.`,
    );
  const was = SEVERITY_WORDS[before.severity].word;
  return plain(
    `Changes the term ${words} of ${policy}.`,
    was === severity ? '' : `It weighs ${severity}; before, ${was}.`,
    saySources(before.sources) === saySources(value.sources)
      ? ''
      : `Looked for in: ${saySources(value.sources)}.`,
    before.wordings.join('\n') === value.wordings.join('\n') ? '' : `Now ${others}.`,
  );
}

type Allowed = Extract<PolicyEdit, { kind: 'allow' }>['value'];
function sayAllowed(what: NonNullable<Allowed>['what']): string {
  switch (what.kind) {
    case 'term':
      return `The term ${apart(what.term)}.`;
    case 'phrase':
      return `The phrase “${apart(what.phrase)}”.`;
    case 'site':
      return `The site ${apart(what.site)}.`;
  }
}

function plain(title: string, ...details: readonly string[]): EditWords {
  return {
    title: title.charAt(0).toUpperCase() + title.slice(1),
    details: details.filter((one) => one !== ''),
  };
}

function named(name: string | undefined, otherwise: string): string {
  return name === undefined ? otherwise : `“${apart(name)}”`;
}

function inGroup(names: EditNames): string {
  return names.group === undefined ? '' : `In ${apart(names.group)}: `;
}

function inPrograms(applications: readonly string[] = []): string {
  return applications.length === 0 ? '' : ` and in ${count(applications.length, 'private program')}`;
}
