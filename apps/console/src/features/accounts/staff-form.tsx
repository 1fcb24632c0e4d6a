import {
  changeStaff,
  inviteStaff,
  type RoleKey,
  type StaffAccount,
} from '@lapwing/protocol/features/accounts/api.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { groupsQuery } from '../../api/queries.ts';
import { Window } from '../../ui/dialog.tsx';
import { TextInput, Tick } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { GroupTicks, type GroupChoice } from './group-ticks.tsx';
import { rolesQuery } from './roles.ts';
import './roles.css';
import { Form, FormFoot } from '../../ui/form.tsx';

export interface StaffFormProps {
  /** Null to invite somebody. */
  staff: StaffAccount | null;
  onClose: () => void;
  onSaved: (staff: StaffAccount, link: { url: string; expiresAt: string } | null) => void;
}

/** Invites a member of staff, or changes what one may do. */
export function StaffForm(props: StaffFormProps): ReactNode {
  const { staff } = props;
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<readonly RoleKey[]>(staff?.roles ?? ['teacher']);
  const [groupIds, setGroupIds] = useState<readonly string[]>(staff?.groups.map((group) => group.id) ?? []);
  const [apart, setApart] = useState<ReadonlyMap<string, readonly string[]>>(
    new Map(staff?.roleGroups.map(({ role, groups: own }) => [role, own.map((group) => group.id)])),
  );
  const known = useQuery(rolesQuery).data?.roles ?? [];
  // Nobody is given a built-in group or a personal one: the server would refuse it.
  const groups: readonly GroupChoice[] = (useQuery(groupsQuery).data?.groups ?? []).filter(
    (group) => group.builtIn === null && !group.personal,
  );
  const scoped = known.filter((role) => role.scope === 'groups' && roles.includes(role.key));
  const save = useMutation({
    mutationFn: async () => {
      const roleGroups = scoped
        .map(({ key }) => ({ role: key, groupIds: [...(apart.get(key) ?? [])] }))
        .filter((one) => scoped.length > 1 && one.groupIds.length > 0);
      const access = { roles: [...roles], groupIds: [...groupIds], roleGroups };
      if (staff === null) return load(inviteStaff, { body: { name, email, ...access } });
      const changed = await load(changeStaff, { params: { id: staff.id }, body: access });
      return { staff: changed, link: null };
    },
    onSuccess: (saved) => props.onSaved(saved.staff, saved.link),
  });
  const problem = formError(save.error, ['name', 'email', 'roles', 'groupIds']);
  return (
    <Window
      title={staff === null ? 'Invite a member of staff' : `Change ${staff.name}`}
      open
      onClose={props.onClose}
      size="wide"
    >
      <Form problem={problem} busy={save.isPending} onSubmit={() => save.mutate()}>
        {staff !== null ? null : (
          <div className="columns">
            <TextInput
              label="Name"
              name="name"
              value={name}
              onChange={setName}
              error={fieldError(save.error, 'name')}
              required
              autoFocus
            />
            <TextInput
              label="E-mail address"
              name="email"
              type="email"
              value={email}
              onChange={setEmail}
              error={fieldError(save.error, 'email')}
              required
            />
          </div>
        )}
        <fieldset className="ticks role-ticks">
          <legend className="field-label">Roles</legend>
          {known.map((role) => {
            const has = roles.includes(role.key);
            const locked = !has && !role.may.give.allowed;
            return (
              <Tick
                key={role.key}
                checked={has}
                disabled={locked}
                onChange={(on) =>
                  setRoles(on ? [...roles, role.key] : roles.filter((one) => one !== role.key))
                }
              >
                <strong>
                  <Name>{role.name}</Name>
                </strong>
                <br />
                <span className="quiet small">
                  <Name>{role.description}</Name>
                  {locked ? ` ${role.may.give.reason ?? 'Not yours to give.'}` : null}
                </span>
              </Tick>
            );
          })}
          <Problem text={fieldError(save.error, 'roles')} />
        </fieldset>
        {scoped.length === 0 ? null : (
          <GroupTicks
            legend={scoped.length === 1 ? `Groups as ${scoped[0]?.name ?? ''}` : 'Groups of these roles'}
            groups={groups}
            chosen={groupIds}
            onChange={setGroupIds}
            error={fieldError(save.error, 'groupIds')}
          />
        )}
        {scoped.length < 2
          ? null
          : scoped.map((role) => (
              <details key={role.key} open={(apart.get(role.key) ?? []).length > 0}>
                <summary>
                  Other groups as <Name>{role.name}</Name>
                </summary>
                <GroupTicks
                  legend={`Groups as ${role.name} only, instead of those above`}
                  groups={groups}
                  chosen={apart.get(role.key) ?? []}
                  onChange={(ids) => setApart(new Map(apart).set(role.key, ids))}
                />
              </details>
            ))}
        <FormFoot
          onCancel={props.onClose}
          submit={staff === null ? 'Make the link' : 'Save'}
          busy={save.isPending}
        />
      </Form>
    </Window>
  );
}

function Problem(props: { text: string | undefined }): ReactNode {
  if (props.text === undefined) return null;
  return (
    <p className="field-error" role="alert">
      {props.text}
    </p>
  );
}
