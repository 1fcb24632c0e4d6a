import type { StaffAccount } from '@lapwing/protocol/features/accounts/api.ts';
import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { ACCOUNT_STATUS } from './roles.ts';

/** The table of accounts, with what can be done about each. */
export function staffColumns(
  ask: (kind: 'change' | 'disable' | 'link' | 'act-as', staff: StaffAccount) => void,
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
      sort: (staff) => staff.roleNames.join(', '),
      cell: (staff) =>
        staff.roleNames.length === 0 ? (
          <span className="quiet">None: may do nothing</span>
        ) : (
          staff.roleNames.map((name, index) => (
            <span key={name}>
              {index === 0 ? '' : ', '}
              <Name>{name}</Name>
            </span>
          ))
        ),
    },
    {
      key: 'groups',
      title: 'Groups',
      cell: (staff) => <Groups staff={staff} />,
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
                : staff.may.link.allowed
                  ? undefined
                  : (staff.may.link.reason ?? 'Not open to you.')
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
          <Action
            label={`See as, for ${staff.name}`}
            unavailable={staff.may.actAs.allowed ? undefined : (staff.may.actAs.reason ?? 'Not open to you.')}
            onPress={() => ask('act-as', staff)}
          >
            See as
          </Action>
        </span>
      ),
    },
  ];
}

function Groups(props: { staff: StaffAccount }): ReactNode {
  const { staff } = props;
  if (staff.groups.length === 0 && staff.roleGroups.length === 0) {
    return <span className="quiet">{staff.scopedToGroups ? 'None yet: sees nothing' : 'Whole school'}</span>;
  }
  const word = (role: string): string =>
    staff.roleNames[staff.roles.findIndex((key) => key === role)] ?? role;
  return (
    <>
      <GroupNames groups={staff.groups} />
      {staff.roleGroups.map(({ role, groups }) => (
        <div key={role}>
          <GroupNames groups={groups} />{' '}
          <span className="quiet small">
            as <Name>{word(role)}</Name>
          </span>
        </div>
      ))}
    </>
  );
}

function GroupNames(props: { groups: StaffAccount['groups'] }): ReactNode {
  return props.groups.map((group, index) => (
    <span key={group.id}>
      {index === 0 ? '' : ', '}
      <Name>{group.name}</Name>
    </span>
  ));
}
