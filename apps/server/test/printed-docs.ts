import { CAPABILITIES, ROLES, type Capability, type Role } from '@lapwing/protocol/capabilities.ts';
import { CAPABILITY_WORDS, ROLE_WORDS } from '@lapwing/protocol/permission-words.ts';
import { ROLE_GRANTS } from '../src/permissions/roles.ts';

/** The matrix of roles and capabilities, as docs/permissions.md prints it. */
export function permissionMatrix(): string {
  const cell = (role: Role, capability: Capability): string => {
    const grant = ROLE_GRANTS[role];
    if (!grant.capabilities.includes(capability)) return '';
    return grant.scope === 'school' ? 'whole school' : 'own groups';
  };
  const rows = CAPABILITIES.map((capability) => {
    const { name, needs, onGroups } = CAPABILITY_WORDS[capability];
    const cells = ROLES.map((role) => cell(role, capability));
    const needed = needs.map((need) => `\`${need}\``).join(', ');
    return `| \`${capability}\` | ${[name, ...cells, needed, onGroups ? 'yes' : ''].join(' | ')} |`;
  });
  return [
    '# Who may do what',
    '',
    'Printed from `apps/server/src/permissions/roles.ts` and `packages/protocol/src/permission-words.ts` by a test; do',
    'not edit by hand. A capability that one does not hold makes the thing not exist: the answer is 404.',
    '',
    'These roles are built in. A school makes its own as copies of them (Staff, Roles); nobody gives what they do not',
    'hold for the whole school themselves. Some capabilities need others, and only some can end at groups.',
    '',
    ...ROLES.map((role) => `- \`${role}\`: **${ROLE_WORDS[role].name}.** ${ROLE_WORDS[role].explains}`),
    '',
    `| capability | in words | ${ROLES.join(' | ')} | needs | on groups |`,
    `| --- | --- | ${ROLES.map(() => '---').join(' | ')} | --- | --- |`,
    ...rows,
    '',
  ].join('\n');
}

/** One stored thing, from the comment of its table: what | why | how long | what clears it. */
export interface StoredThing {
  readonly name: string;
  readonly parts: readonly string[];
}

/** What the devices and the data folder keep beside the database. */
const BESIDE_THE_DATABASE: ReadonlyArray<StoredThing> = [
  {
    name: 'data folder: `blobs/`',
    parts: ['Screenshots, encrypted with the school’s key', 'safeguarding', 'as captures', 'as captures'],
  },
  {
    name: 'data folder: `packs/`',
    parts: [
      'The compiled library of terms; nothing of a pupil',
      'a quick start',
      'until it is compiled anew',
      'newer ones',
    ],
  },
  {
    name: 'data folder: `secrets/`',
    parts: [
      'Master key, key of the extension',
      'everything sealed depends on it',
      'the life of the server',
      'nothing',
    ],
  },
  {
    name: 'device: browser agent',
    parts: [
      'Its own key (cannot be read out), the newest state and pack, captures not yet sent (encrypted)',
      'to work offline and lose nothing',
      'until acknowledged by the server',
      'acknowledgement; removing the extension',
    ],
  },
];

/** The table of everything that is stored, as docs/data-map.md prints it. */
export function dataMap(tables: readonly StoredThing[]): string {
  const rows = [...tables.map((table) => ({ ...table, name: `\`${table.name}\`` })), ...BESIDE_THE_DATABASE];
  return [
    '# What is stored, and why',
    '',
    'Printed from the comments of the tables (`apps/server/migrations`) by a test; do not edit by hand.',
    '',
    '| where | what | why | how long | what clears it |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.name} | ${row.parts.join(' | ')} |`),
    '',
  ].join('\n');
}
