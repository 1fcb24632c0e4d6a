import type { Capability, Role } from './capabilities.ts';

/** One capability in words for staff, and what it cannot be given without. */
export interface CapabilityWords {
  /** What somebody may do, as an order: `Look at captures`. */
  readonly name: string;
  readonly explains: string;
  /** Without these it would be of no use, or would show what cannot be reached. */
  readonly needs: readonly Capability[];
  /** True where it can end at groups; others are about the school as a whole. */
  readonly onGroups: boolean;
}

function words(
  name: string,
  explains: string,
  needs: readonly Capability[] = [],
  onGroups = false,
): CapabilityWords {
  return Object.freeze({ name, explains, needs, onGroups });
}
const ON_GROUPS = true;

export const CAPABILITY_WORDS: Readonly<Record<Capability, CapabilityWords>> = Object.freeze({
  'access.manage': words(
    'Manage access policies',
    'Decide which sites and downloads are blocked or allowed, for whom and when; ready lists of the school.',
    ['access.view'],
  ),
  'access.view': words(
    'Look at access policies',
    'See which sites are blocked or allowed, try an address, and keep ready lists of one’s own.',
    [],
    ON_GROUPS,
  ),
  'accounts.act-as': words(
    'Look at the console with another’s rights',
    'For support: see what a colleague sees, only as far as one may see it too, with a reason and for half an hour.',
    ['accounts.manage'],
  ),
  'accounts.manage': words(
    'Manage staff accounts and roles',
    'Invite staff, give and take roles, make roles. Nobody can give a right that they do not hold themselves.',
  ),
  'activity.view': words(
    'Look at activity',
    'See which files were deleted, what was printed and which media were used on a device, and by whom.',
    ['devices.view'],
    ON_GROUPS,
  ),
  'agreements.manage': words(
    'Manage acceptable use agreements',
    'Write agreements, decide whom they are asked, and ask again.',
    ['agreements.view'],
  ),
  'agreements.view': words(
    'Look at acceptable use agreements',
    'See who has agreed, who has declined and who has not answered.',
    ['people.view'],
    ON_GROUPS,
  ),
  'alerts.manage': words(
    'Manage alerts and e-mail',
    'Decide who is alerted, when, and by which mail server.',
    ['alerts.view'],
  ),
  'alerts.view': words('Look at alerts', 'See who was alerted of what, and whether the message arrived.'),
  'assistance.answer': words(
    'Answer pupils who ask',
    'See who asks for help or for a page, and answer. To open a page takes the right to restrict as well.',
    ['people.view'],
    ON_GROUPS,
  ),
  'audit.names': words(
    'See in the audit whose records were looked at',
    'Without it, lines on captures, evidence, concerns and screens say who acted and when, and not about whom.',
    ['audit.view'],
  ),
  'audit.view': words('Read the audit', 'See what staff did and looked at, check the chain, export lines.'),
  'captures.export': words(
    'Export captures as PDF',
    'Take a capture or an incident out of Lapwing as a file. Sealed evidence is never in it.',
    ['captures.view'],
    ON_GROUPS,
  ),
  'captures.manage': words(
    'Manage how captures are handled',
    'Set the meaning of each status for the school, and views that all share.',
    ['captures.view'],
  ),
  'captures.triage': words(
    'Deal with captures',
    'Take, assign and escalate captures, write notes, and close them with a reason.',
    ['captures.view'],
    ON_GROUPS,
  ),
  'captures.view': words(
    'Look at captures',
    'Read what was captured: who, the sentence, where, when, how bad, and what was done.',
    [],
    ON_GROUPS,
  ),
  'concerns.manage': words(
    'Work on concerns',
    'Open concerns, add people, actions, outcomes and referrals.',
    ['concerns.view'],
    ON_GROUPS,
  ),
  'concerns.view': words('Look at concerns', 'Read the cases that were opened from captures.', [], ON_GROUPS),
  'devices.enrol': words('Enrol devices', 'Make and withdraw school codes and let devices in.', [
    'devices.view',
  ]),
  'devices.manage': words('Manage devices', 'Name, place, assign and revoke devices.', ['devices.view']),
  'devices.view': words(
    'Look at devices',
    'See devices, whether they are connected, and who sits there.',
    [],
    ON_GROUPS,
  ),
  'evidence.hold': words(
    'Hold evidence',
    'Keep evidence from being deleted while a case is open, and end the hold.',
    ['evidence.view'],
  ),
  'evidence.sealed': words(
    'Open sealed evidence',
    'Open evidence of illegal content, with a reason. For the safeguarding lead and deputies only.',
    ['evidence.view'],
  ),
  'evidence.view': words(
    'Open evidence',
    'Open screenshots and recordings of captures. Every opening is written into the audit.',
    ['captures.view'],
    ON_GROUPS,
  ),
  'groups.manage': words('Manage groups', 'Make groups, change who is in them and what they set.', [
    'groups.view',
  ]),
  'groups.view': words('Look at groups', 'See groups and who is in them.', [], ON_GROUPS),
  'lessons.manage': words(
    'Manage lessons',
    'Import the timetable of lessons, look after lessons of others, and end them.',
    ['lessons.teach'],
  ),
  'lessons.teach': words(
    'Hold lessons',
    'Start, extend and end lessons with one’s groups; all that was set in one ends with it.',
    ['groups.view'],
    ON_GROUPS,
  ),
  'messages.send': words(
    'Send messages and open pages',
    'Send a message to devices, open a page on them, close tabs, log somebody off.',
    ['devices.view'],
    ON_GROUPS,
  ),
  'people.manage': words('Manage people', 'Add, import, change and remove pupils and staff of the roster.', [
    'people.view',
  ]),
  'people.view': words('Look at people', 'See pupils, their groups and sessions.', [], ON_GROUPS),
  'policies.allow': words(
    'Let a term pass',
    'Say that a word is harmless in a group, for a time or for good.',
    ['policies.view'],
    ON_GROUPS,
  ),
  'policies.manage': words('Manage policies', 'Change what is watched for, and when.', ['policies.view']),
  'policies.view': words(
    'Look at policies',
    'See what is watched for, with definitions and guidance.',
    [],
    ON_GROUPS,
  ),
  'releases.manage': words(
    'Manage releases of the desktop agent',
    'Decide which devices take a new version, and when.',
    ['releases.view'],
  ),
  'releases.view': words(
    'Look at releases of the desktop agent',
    'See which versions there are and how devices took them, and download what installs it.',
    ['devices.view'],
  ),
  'restrictions.manage': words(
    'Manage how devices are restricted',
    'Set the words of the lock and of the block page, and the bounds of what devices do by themselves.',
    ['restrictions.view'],
  ),
  'restrictions.set': words(
    'Restrict devices',
    'Lock screens, close the internet, limit it to a list, block or allow sites: for a time, and lift it.',
    ['restrictions.view'],
    ON_GROUPS,
  ),
  'restrictions.view': words(
    'See what devices are made to do',
    'See who is restricted, why, until when, and what the device says.',
    ['devices.view'],
    ON_GROUPS,
  ),
  'schools.manage': words('Manage the school', 'Change the name, the logo and the settings of the school.'),
  'screens.record': words(
    'Keep a picture or recording of a screen',
    'Keep by hand what is seen on a screen.',
    ['screens.view'],
    ON_GROUPS,
  ),
  'screens.control': words(
    'Control screens',
    'Use the keyboard and the pointer of a device. The person at it always sees who does.',
    ['screens.view'],
    ON_GROUPS,
  ),
  'screens.view': words(
    'Watch screens',
    'See screens live, as each group allows it. The device always shows that somebody looks.',
    ['devices.view'],
    ON_GROUPS,
  ),
  'thresholds.manage': words('Manage threshold rules', 'Decide how many captures lead to what.', [
    'thresholds.view',
  ]),
  'thresholds.view': words('Look at threshold rules', 'See the rules and what they have done.'),
});

export interface RoleWords {
  readonly name: string;
  /** What somebody with it may do, and what not. */
  readonly explains: string;
}

export const ROLE_WORDS: Readonly<Record<Role, RoleWords>> = Object.freeze({
  dsl: {
    name: 'Safeguarding lead',
    explains:
      'Sees every capture of the school with its evidence, sealed ones too, decides how they are handled and who may see them, and reads the audit. For the designated safeguarding lead.',
  },
  deputy: {
    name: 'Deputy safeguarding lead',
    explains:
      'Sees and deals with every capture of the school, sealed evidence too, and works on concerns. The settings stay with the lead.',
  },
  pastoral: {
    name: 'Pastoral lead',
    explains:
      'Head of year or house: sees and deals with the captures of their own groups, and works on the concerns about their pupils.',
  },
  teacher: {
    name: 'Teacher',
    explains:
      'Holds lessons and looks after the screens of their own groups, sees and deals with their captures; librarians likewise.',
  },
  administrator: {
    name: 'Administrator',
    explains:
      'Runs the system: devices, roster, groups, staff accounts, audit. Does not see captures, unless they hold another role too.',
  },
  head: {
    name: 'Head or governor',
    explains:
      'Assurance without pupils’ content: what is watched for, which rules there are, and in the audit that captures are dealt with, not whose.',
  },
  dpo: {
    name: 'Data protection officer',
    explains:
      'Reads the whole audit, who looked at whose records included, checks and exports it. Does not see captures or evidence.',
  },
});
