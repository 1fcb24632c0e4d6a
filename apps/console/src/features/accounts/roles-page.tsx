import { removeRole, type StaffRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, sayShortly } from '../../api/failure.ts';
import { meQuery } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { sayMoment } from '../../ui/dates.ts';
import { Window } from '../../ui/dialog.tsx';
import { Choice } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { differences, rolesQuery, sayScope } from './roles.ts';
import { RoleEditor } from './role-editor.tsx';
import { RoleMatrix } from './role-matrix.tsx';
import '../../ui/paper.css';
import './roles.css';

type Asked =
  | { kind: 'none' }
  | { kind: 'copy'; role: StaffRole }
  | { kind: 'change'; role: StaffRole }
  | { kind: 'remove'; role: StaffRole };

/** The roles of the school: what each may do, who has it, and the school's own made and changed. */
export function RolesPage(): ReactNode {
  const query = useQuery(rolesQuery);
  const school = useQuery(meQuery).data?.school.name ?? '';
  const [now] = useState(() => new Date().toISOString());
  const [asked, setAsked] = useState<Asked>({ kind: 'none' });
  const close = (): void => setAsked({ kind: 'none' });
  const roles = query.data?.roles ?? [];
  const teacher = roles.find((role) => role.key === 'teacher') ?? roles[0];
  return (
    <Page
      title="Roles"
      tab="Roles"
      description={`${school}, ${sayMoment(now)}. What each role may do, and who has it.`}
      actions={
        <>
          <ActionLink href={paths.staff()}>Staff</ActionLink>
          <Action onPress={() => window.print()}>Print</Action>
          {teacher === undefined ? null : (
            <Action look="main" onPress={() => setAsked({ kind: 'copy', role: teacher })}>
              Make a role
            </Action>
          )}
        </>
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <div className="roles">
          <RoleList roles={roles} ask={(kind, role) => setAsked({ kind, role })} />
          <RoleMatrix roles={roles} />
        </div>
      )}
      {query.data !== undefined && (asked.kind === 'copy' || asked.kind === 'change') ? (
        <RoleEditor
          roles={roles}
          grantable={query.data.grantable}
          copyOf={asked.kind === 'copy' ? asked.role : null}
          changed={asked.kind === 'change' ? asked.role : null}
          onClose={close}
        />
      ) : null}
      {asked.kind === 'remove' ? <RemoveRole role={asked.role} roles={roles} onClose={close} /> : null}
    </Page>
  );
}

function RoleList(props: {
  roles: readonly StaffRole[];
  ask: (kind: 'copy' | 'change' | 'remove', role: StaffRole) => void;
}): ReactNode {
  return (
    <div className="roles-scroll">
      <table className="table roles-list" aria-label="Roles">
        <thead>
          <tr>
            <th scope="col">
              <span>Role</span>
            </th>
            <th scope="col">
              <span>Reaches</span>
            </th>
            <th scope="col">
              <span>Beside its template</span>
            </th>
            <th scope="col">
              <span>Who has it</span>
            </th>
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.roles.map((role) => (
            <tr key={role.key}>
              <td className="roles-name">
                <RoleName role={role} />
              </td>
              <td>{sayScope(role.scope)}</td>
              <td>
                <Beside role={role} roles={props.roles} />
              </td>
              <td>
                <Holders role={role} />
              </td>
              <td>
                <span className="row" role="group" aria-label={`Actions for ${role.name}`}>
                  <Action label={`Copy ${role.name}`} onPress={() => props.ask('copy', role)}>
                    Copy
                  </Action>
                  {role.builtIn ? null : (
                    <>
                      <Action label={`Change ${role.name}`} onPress={() => props.ask('change', role)}>
                        Change
                      </Action>
                      <Action label={`Delete ${role.name}`} onPress={() => props.ask('remove', role)}>
                        Delete
                      </Action>
                    </>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RoleName(props: { role: StaffRole }): ReactNode {
  return (
    <>
      <strong>
        <Name>{props.role.name}</Name>
      </strong>
      <br />
      <span className="quiet small">
        <Name>{props.role.description}</Name>
      </span>
    </>
  );
}

function Beside(props: { role: StaffRole; roles: readonly StaffRole[] }): ReactNode {
  const { role } = props;
  const template = props.roles.find((one) => one.key === role.basedOn);
  if (role.builtIn || template === undefined) return <span className="quiet">Built in</span>;
  const { added, removed, scope } = differences(role, template);
  const parts = [
    ...(added.length > 0 ? [`${added.length} more`] : []),
    ...(removed.length > 0 ? [`${removed.length} fewer`] : []),
    ...(scope ? ['another reach'] : []),
  ];
  return parts.length === 0 ? `As ${template.name}` : `${template.name}: ${parts.join(', ')}`;
}

const SHOWN_HOLDERS = 4;

function Holders(props: { role: StaffRole }): ReactNode {
  const holders = props.role.holders.filter((one) => !one.disabled);
  const disabled = props.role.holders.length - holders.length;
  const more = holders.length - SHOWN_HOLDERS;
  if (props.role.holders.length === 0) return <span className="quiet">Nobody</span>;
  return (
    <>
      {holders.slice(0, SHOWN_HOLDERS).map((one, index) => (
        <span key={one.id}>
          {index === 0 ? '' : ', '}
          <Name>{one.name}</Name>
        </span>
      ))}
      {more > 0 ? ` and ${more} more` : null}
      {disabled > 0 ? (
        <span className="quiet">
          {' '}
          {holders.length > 0 ? 'and ' : ''}
          {disabled} disabled
        </span>
      ) : null}
    </>
  );
}

function RemoveRole(props: { role: StaffRole; roles: readonly StaffRole[]; onClose: () => void }): ReactNode {
  const { role } = props;
  const client = useQueryClient();
  const others = props.roles.filter((one) => one.key !== role.key && one.may.give.allowed);
  const [moveTo, setMoveTo] = useState(others.find((one) => one.key === role.basedOn)?.key ?? others[0]?.key);
  const held = role.holders.length > 0;
  const remove = useMutation({
    mutationFn: () =>
      load(removeRole, {
        params: { id: role.key },
        query: held && moveTo !== undefined ? { moveTo } : {},
      }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: ['accounts'] });
      props.onClose();
    },
  });
  return (
    <Window title={`Delete ${role.name}?`} open onClose={props.onClose}>
      <Form
        problem={
          remove.error === null ? undefined : (fieldError(remove.error, 'moveTo') ?? sayShortly(remove.error))
        }
        busy={remove.isPending}
        onSubmit={() => remove.mutate()}
      >
        {held ? (
          <>
            <p>
              {role.holders.length === 1 ? '1 person has' : `${role.holders.length} people have`} this role.
              They get another in its place, at once.
            </p>
            <Choice
              label="Role in its place"
              value={moveTo ?? ''}
              options={others.map(({ key, name }) => ({ key, label: name }))}
              onChange={(key) => setMoveTo(key)}
            />
          </>
        ) : (
          <p>Nobody has this role. What it was stays in the audit.</p>
        )}
        <FormFoot onCancel={props.onClose} submit="Delete the role" busy={remove.isPending} />
      </Form>
    </Window>
  );
}
