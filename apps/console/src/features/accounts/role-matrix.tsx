import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { StaffRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { CAPABILITY_WORDS } from '@lapwing/protocol/permission-words.ts';
import { Fragment, type ReactNode } from 'react';
import { Name } from '../../ui/name.tsx';
import { rightsByFeature } from './roles.ts';

/** Which role may do what: rights in plain words down the side, roles along the top. */
export function RoleMatrix(props: { roles: readonly StaffRole[] }): ReactNode {
  const { roles } = props;
  return (
    <section aria-labelledby="matrix-heading">
      <h2 id="matrix-heading">What each role may do</h2>
      <p className="quiet">
        “School” reaches the whole school, “groups” the groups given with the role. What somebody may not see
        is not there for them.
      </p>
      <div className="roles-scroll">
        <table className="table roles-matrix" aria-labelledby="matrix-heading">
          <thead>
            <tr>
              <th scope="col">
                <span>Right</span>
              </th>
              {roles.map((role) => (
                <th key={role.key} scope="col">
                  <Heading name={role.name} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rightsByFeature().map(({ feature, title, rights }) => (
              <Fragment key={feature}>
                <tr className="roles-feature">
                  <th scope="colgroup" colSpan={roles.length + 1}>
                    <div>{title}</div>
                  </th>
                </tr>
                {rights.map((right) => (
                  <tr key={right}>
                    <th scope="row">
                      <Right right={right} />
                    </th>
                    {roles.map((role) => (
                      <td key={role.key} data-mark={markOf(role, roles, right)}>
                        <Cell role={role} has={role.capabilities.includes(right)} />
                        <Mark mark={markOf(role, roles, right)} />
                      </td>
                    ))}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Right(props: { right: Capability }): ReactNode {
  const { name, explains } = CAPABILITY_WORDS[props.right];
  return (
    <div className="roles-right">
      <div>{name}</div>
      <div className="quiet small">{explains}</div>
    </div>
  );
}

function Heading(props: { name: string }): ReactNode {
  return (
    <span>
      <Name>{props.name}</Name>
    </span>
  );
}

function Cell(props: { role: StaffRole; has: boolean }): ReactNode {
  if (!props.has) return <span className="unseen">No</span>;
  return props.role.scope === 'school' ? '● School' : '◐ Groups';
}

/** Where a school's own role is other than the one that it was copied from. */
function markOf(
  role: StaffRole,
  roles: readonly StaffRole[],
  right: StaffRole['capabilities'][number],
): 'added' | 'removed' | undefined {
  const template = role.builtIn ? undefined : roles.find((one) => one.key === role.basedOn);
  if (template === undefined) return undefined;
  const [has, had] = [role.capabilities.includes(right), template.capabilities.includes(right)];
  if (has === had) return undefined;
  return has ? 'added' : 'removed';
}

function Mark(props: { mark: 'added' | 'removed' | undefined }): ReactNode {
  if (props.mark === undefined) return null;
  return <span className="small quiet"> {props.mark === 'added' ? '+ added' : '− left out'}</span>;
}
