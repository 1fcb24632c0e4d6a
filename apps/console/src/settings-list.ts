import type { Capability } from '@lapwing/protocol/capabilities.ts';
import { paths } from './paths.ts';

/** One line of the page of settings: a page, and what it is for in one sentence. */
export interface SettingsEntry {
  readonly label: string;
  readonly href: string;
  /** None where it is open to everybody. */
  readonly needs: Capability | null;
  /** Not for those whose view ends at groups: it is about all of the school. */
  readonly whole?: true;
  readonly purpose: string;
}

/** Pages that belong together by what they are about. */
export interface SettingsSection {
  readonly title: string;
  readonly entries: readonly SettingsEntry[];
}

/** All that is settled in the console, by what it is about. */
export const SETTINGS_SECTIONS: readonly SettingsSection[] = Object.freeze([
  {
    title: 'What is watched for',
    entries: [
      {
        label: 'Policies',
        href: paths.policies(),
        needs: 'policies.view',
        purpose: 'Which terms are watched for, how serious they are, and for which groups.',
      },
      {
        label: 'Who is alerted',
        href: paths.alerts(),
        needs: 'policies.view',
        purpose: 'Who is told of captures, group by group.',
      },
      {
        label: 'Noisy terms',
        href: paths.noisyTerms(),
        needs: 'policies.view',
        purpose: 'The terms that were false positives most often, with a change to try for each.',
      },
      {
        label: 'Let pass',
        href: paths.letPass(),
        needs: 'policies.view',
        purpose: 'Terms, phrases and sites that are harmless here, and until when they are let pass.',
      },
      {
        label: 'Thresholds',
        href: paths.thresholds(),
        needs: 'thresholds.view',
        purpose: 'What happens by itself when captures of one person gather.',
      },
      {
        label: 'Timetable of watching',
        href: paths.timetable(),
        needs: 'policies.view',
        purpose: 'The week of the school and its holidays, by which scheduled policies are watched for.',
      },
      {
        label: 'Private sites',
        href: paths.privateSites(),
        needs: 'policies.view',
        purpose: 'Sites on which a pupil may look for help without anything being captured.',
      },
      {
        label: 'Library',
        href: paths.library(),
        needs: 'policies.view',
        purpose: 'The terms that come with Lapwing, what each version changed, and which one is used.',
      },
      {
        label: 'Changes',
        href: paths.policyChanges(),
        needs: 'policies.view',
        purpose: 'Every change of what is watched for, with who made it and why.',
      },
      {
        label: 'Guidance',
        href: paths.guidance(),
        needs: 'policies.view',
        purpose: 'What a sign may mean, what to do now, what to say and whom to call.',
      },
    ],
  },
  {
    title: 'Lessons and control',
    entries: [
      {
        label: 'Timetable of lessons',
        href: paths.lessonTimetable(),
        needs: 'lessons.teach',
        purpose: 'The planned lessons that are offered to their teachers when they begin.',
      },
      {
        label: 'Access',
        href: paths.access(),
        needs: 'access.view',
        purpose: 'Which sites, downloads and programs are open to whom, and when.',
      },
      {
        label: 'Ready lists',
        href: paths.readyLists(),
        needs: 'access.view',
        purpose: 'Sites for a lesson, one press away in the classroom.',
      },
      {
        label: 'Safe searching',
        href: paths.safeSearching(),
        needs: 'access.view',
        purpose: 'What search engines and YouTube leave out by themselves.',
      },
      {
        label: 'Control',
        href: paths.control(),
        needs: 'restrictions.manage',
        purpose: 'How locks and restrictions look to pupils, and how long they last.',
      },
      {
        label: 'Agreements',
        href: paths.agreements(),
        needs: 'agreements.view',
        purpose: 'What pupils agree to before they use a device, and who has agreed.',
      },
    ],
  },
  {
    title: 'Alerts and mail',
    entries: [
      {
        label: 'Alerts',
        href: paths.delivery(),
        needs: 'alerts.view',
        purpose: 'Which alerts went to whom by e-mail, and what went wrong.',
      },
      {
        label: 'Chain and cover',
        href: paths.chain(),
        needs: 'alerts.view',
        purpose: 'Who is told next when nobody opens a Severe or escalated capture in time.',
      },
      {
        label: 'Mail server',
        href: paths.mailServer(),
        needs: 'alerts.view',
        purpose: 'By which server alerts are sent.',
      },
    ],
  },
  {
    title: 'People, groups and devices',
    entries: [
      {
        label: 'Staff',
        href: paths.staff(),
        needs: 'accounts.manage',
        purpose: 'Who may use Lapwing, and how much of the school they see.',
      },
      {
        label: 'Roles',
        href: paths.roles(),
        needs: 'accounts.manage',
        purpose: 'What each role may do, and the roles that the school has made.',
      },
      {
        label: 'Groups',
        href: paths.groups(),
        needs: 'groups.view',
        purpose: 'Rooms and trolleys of devices; years, forms and classes of people.',
      },
      {
        label: 'Import people',
        href: paths.importPeople(),
        needs: 'people.manage',
        purpose: 'Add and change people from a CSV file of the school’s information system.',
      },
      {
        label: 'Accounts not matched',
        href: paths.unmatchedAccounts(),
        needs: 'people.manage',
        purpose: 'Accounts used at a device of the school that belong to nobody on the roster.',
      },
      {
        label: 'Add devices',
        href: paths.enrol(),
        needs: 'devices.enrol',
        purpose: 'The school code and the instructions for setting up a device.',
      },
      {
        label: 'Coverage',
        href: paths.coverage(),
        needs: 'devices.view',
        whole: true,
        purpose: 'What of the school is watched and what is not, and why.',
      },
      {
        label: 'Desktop agent',
        href: paths.desktopAgent(),
        needs: 'releases.view',
        purpose:
          'What to install on whole computers, which versions they take, and which activity is recorded.',
      },
    ],
  },
  {
    title: 'School and records',
    entries: [
      {
        label: 'School',
        href: paths.school(),
        needs: 'schools.manage',
        purpose: 'The name of the school, its logo and the notice that pupils read.',
      },
      {
        label: 'What each status means',
        href: paths.meanings(),
        needs: 'captures.manage',
        purpose: 'The words by which all who deal with captures use a status alike.',
      },
      {
        label: 'Audit',
        href: paths.audit(),
        needs: 'audit.view',
        purpose: 'Every change and every look at a pupil’s data; it cannot be edited or switched off.',
      },
    ],
  },
  {
    title: 'For you',
    entries: [
      {
        label: 'My account',
        href: paths.account(),
        needs: null,
        purpose: 'Your password, your sign-ins, and how the console looks and sounds for you.',
      },
      {
        label: 'My alerts',
        href: paths.myAlerts(),
        needs: 'captures.view',
        purpose: 'What you are told of yourself, by mail and by pop-up.',
      },
    ],
  },
]);

/** The sections with what this person may open; a section of which nothing is left is not there. */
export function settingsFor(who: {
  readonly capabilities: readonly Capability[];
  readonly scopedToGroups: boolean;
}): SettingsSection[] {
  const open = ({ needs, whole }: SettingsEntry): boolean =>
    (needs === null || who.capabilities.includes(needs)) && !(whole === true && who.scopedToGroups);
  return SETTINGS_SECTIONS.map((section) => ({
    ...section,
    entries: section.entries.filter((entry) => open(entry)),
  })).filter(({ entries }) => entries.length > 0);
}
