import type { StaffAccount } from '@lapwing/protocol/features/accounts/api.ts';
import { Action } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { ACCOUNT_STATUS, sayRoles } from './roles.ts';

/** The table of accounts, with what can be done about each. */
export function staffColumns(
  ask: (kind: 'change' | 'disable' | 'link', staff: StaffAccount) => void,
  enable: (staff: StaffAccount) => void,
): Column<StaffAccount>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      sort: (staff) => staff.name,
      cell: (staff) => (
        <>
          <strong>
            <Name>{staff.name}</Name>
          </strong>
          <br />
          <span className="quiet small">
            <Name>{staff.email}</Name>
          </span>
        </>
      ),
    },
    {
      key: 'roles',
      title: 'Roles',
      sort: (staff) => sayRoles(staff.roles),
      cell: (staff) => sayRoles(staff.roles),
    },
    {
      key: 'groups',
      title: 'Groups',
      cell: (staff) =>
        staff.groups.length === 0 ? (
          <span className="quiet">
            {staff.roles.includes('teacher') && staff.roles.length === 1
              ? 'None yet: sees nothing'
              : 'Whole school'}
          </span>
        ) : (
          staff.groups.map((group, index) => (
            <span key={group.id}>
              {index === 0 ? '' : ', '}
              <Name>{group.name}</Name>
            </span>
          ))
        ),
    },
    {
      key: 'status',
      title: 'State',
      fixed: true,
      sort: (staff) => staff.status,
      cell: (staff) => {
        const { word, tone, meaning } = ACCOUNT_STATUS[staff.status];
        return (
          <span title={meaning}>
            <Pill tone={tone}>{word}</Pill>
          </span>
        );
      },
    },
    {
      key: 'last',
      title: 'Last sign-in',
      fixed: true,
      sort: (staff) => (staff.lastSignInAt === null ? 0 : Date.parse(staff.lastSignInAt)),
      cell: (staff) =>
        staff.lastSignInAt === null ? (
          <span className="quiet">Never yet</span>
        ) : (
          <When at={staff.lastSignInAt} />
        ),
    },
    {
      key: 'actions',
      title: 'Actions',
      hideTitle: true,
      fixed: true,
      cell: (staff) => (
        <span className="row" role="group" aria-label={`Actions for ${staff.name}`}>
          <Action
            unavailable={
              staff.may.change.allowed ? undefined : (staff.may.change.reason ?? 'Not open to you.')
            }
            onPress={() => ask('change', staff)}
          >
            Change
          </Action>
          <Action
            unavailable={
              staff.status === 'disabled'
                ? 'Enable the account first.'
                : staff.may.change.allowed
                  ? undefined
                  : (staff.may.change.reason ?? 'Not open to you.')
            }
            onPress={() => ask('link', staff)}
          >
            New link
          </Action>
          <Action
            unavailable={
              staff.may.disable.allowed ? undefined : (staff.may.disable.reason ?? 'Not open to you.')
            }
            onPress={() => {
              if (staff.status === 'disabled') enable(staff);
              else ask('disable', staff);
            }}
          >
            {staff.status === 'disabled' ? 'Enable' : 'Disable'}
          </Action>
        </span>
      ),
    },
  ];
}
