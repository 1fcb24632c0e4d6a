import type { Role } from '@lapwing/protocol/capabilities.ts';
import { changeStaff, inviteStaff, type StaffAccount } from '@lapwing/protocol/features/accounts/api.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { groupsQuery } from '../../api/queries.ts';
import { Window } from '../../ui/dialog.tsx';
import { TextInput, Tick } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { ROLE_WORDS } from './roles.ts';
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
  const [roles, setRoles] = useState<readonly Role[]>(staff?.roles ?? ['teacher']);
  const [groupIds, setGroupIds] = useState<readonly string[]>(staff?.groups.map((group) => group.id) ?? []);
  // Nobody is given a built-in group or a personal one: the server would refuse it.
  const groups = (useQuery(groupsQuery).data?.groups ?? []).filter(
    (group) => group.builtIn === null && !group.personal,
  );
  const save = useMutation({
    mutationFn: async () => {
      const access = { roles: [...roles], groupIds: [...groupIds] };
      if (staff === null) return load(inviteStaff, { body: { name, email, ...access } });
      const changed = await load(changeStaff, { params: { id: staff.id }, body: access });
      return { staff: changed, link: null };
    },
    onSuccess: (saved) => props.onSaved(saved.staff, saved.link),
  });
  const problem = formError(save.error, ['name', 'email', 'roles', 'groupIds']);
  const needsGroups = roles.includes('teacher');
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
        <fieldset className="ticks">
          <legend className="field-label">Roles</legend>
          {ROLE_WORDS.map((role) => (
            <Tick
              key={role.key}
              checked={roles.includes(role.key)}
              onChange={(on) => setRoles(on ? [...roles, role.key] : roles.filter((one) => one !== role.key))}
            >
              <strong>{role.word}</strong>
              <br />
              <span className="quiet small">{role.explains}</span>
            </Tick>
          ))}
          <Problem text={fieldError(save.error, 'roles')} />
        </fieldset>
        {needsGroups ? (
          <fieldset className="ticks">
            <legend className="field-label">Groups of this teacher</legend>
            {groups.length === 0 ? (
              <p className="quiet">There are no groups yet. Make them under Groups first.</p>
            ) : null}
            {groups.map((group) => (
              <Tick
                key={group.id}
                checked={groupIds.includes(group.id)}
                onChange={(on) =>
                  setGroupIds(on ? [...groupIds, group.id] : groupIds.filter((one) => one !== group.id))
                }
              >
                <Name>{group.name}</Name>{' '}
                <span className="quiet small">
                  {group.kind}, {group.members}
                </span>
              </Tick>
            ))}
            <Problem text={fieldError(save.error, 'groupIds')} />
          </fieldset>
        ) : null}
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
