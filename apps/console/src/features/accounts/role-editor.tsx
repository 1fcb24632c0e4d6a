import type { Capability, RoleScope } from '@lapwing/protocol/capabilities.ts';
import { addRole, changeRole, type StaffRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { CAPABILITY_WORDS } from '@lapwing/protocol/permission-words.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Notice } from '../../ui/states.tsx';
import { differences, rightsByFeature, withoutRight, withRight } from './roles.ts';

export interface RoleEditorProps {
  roles: readonly StaffRole[];
  /** Rights that whoever edits may give. */
  grantable: readonly Capability[];
  /** The role that a new one begins as; null to change one. */
  copyOf: StaffRole | null;
  changed: StaffRole | null;
  onClose: () => void;
}

/** Makes a role as a copy of another, or changes one of the school's own. */
export function RoleEditor(props: RoleEditorProps): ReactNode {
  const { roles, changed } = props;
  const client = useQueryClient();
  const start = changed ?? props.copyOf;
  const [source, setSource] = useState(props.copyOf?.key ?? 'teacher');
  const [name, setName] = useState(changed?.name ?? '');
  const [description, setDescription] = useState(changed?.description ?? '');
  const [scope, setScope] = useState<RoleScope>(start?.scope ?? 'groups');
  const [rights, setRights] = useState<readonly Capability[]>(start?.capabilities ?? []);
  const copied = roles.find((role) => role.key === source);
  const template = roles.find((role) => role.key === (changed?.basedOn ?? copied?.basedOn));
  const beside = template === undefined ? null : differences({ capabilities: [...rights], scope }, template);
  const had = new Set(changed?.capabilities);
  const save = useMutation({
    mutationFn: () => {
      const content = { name, description, scope, capabilities: [...rights] };
      return changed === null
        ? load(addRole, { body: { ...content, copyOf: source } })
        : load(changeRole, {
            params: { id: changed.key },
            body: { ...content, revision: changed.revision },
          });
    },
    onSuccess() {
      void client.invalidateQueries({ queryKey: ['accounts'] });
      props.onClose();
    },
  });

  /** Why a right cannot be ticked; null when it can. */
  function closed(right: Capability): string | null {
    if (rights.includes(right)) return null;
    if (scope === 'groups' && !CAPABILITY_WORDS[right].onGroups) return 'Only for the whole school.';
    if (!props.grantable.includes(right) && !(had.has(right) && scope === changed?.scope)) {
      return 'You do not hold it for the whole school yourself.';
    }
    return null;
  }

  function changeScope(next: RoleScope): void {
    setScope(next);
    if (next === 'school') return;
    setRights(
      rights
        .filter((right) => !CAPABILITY_WORDS[right].onGroups)
        .reduce<readonly Capability[]>((left, right) => withoutRight(left, right), rights),
    );
  }

  const problem = formError(save.error, ['name', 'description', 'copyOf', 'capabilities']);
  const holders = changed?.holders.length ?? 0;
  return (
    <Window
      title={changed === null ? 'Make a role' : `Change ${changed.name}`}
      open
      onClose={props.onClose}
      size="wide"
    >
      <Form problem={problem} busy={save.isPending} onSubmit={() => save.mutate()}>
        {holders === 0 ? null : (
          <Notice tone="warn">
            {holders === 1 ? '1 person has' : `${holders} people have`} this role. What is changed here counts
            for them at once.
          </Notice>
        )}
        <div className="columns">
          <TextInput
            label="Name"
            name="name"
            value={name}
            onChange={setName}
            error={fieldError(save.error, 'name')}
            maxLength={60}
            required
            autoFocus
          />
          {changed !== null ? null : (
            <Choice
              label="Begin as a copy of"
              value={source}
              options={roles.map((role) => ({ key: role.key, label: role.name }))}
              onChange={(key) => {
                const role = roles.find((one) => one.key === key);
                setSource(key);
                if (role === undefined) return;
                setScope(role.scope);
                setRights(role.capabilities);
              }}
            />
          )}
          <Choice<RoleScope>
            label="Reaches"
            value={scope}
            options={[
              { key: 'groups', label: 'The groups given with it' },
              { key: 'school', label: 'The whole school' },
            ]}
            onChange={changeScope}
          />
        </div>
        <TextInput
          label="What it is for"
          name="description"
          value={description}
          onChange={setDescription}
          error={fieldError(save.error, 'description')}
          maxLength={300}
          hint="Whoever gives the role reads this."
        />
        <fieldset className="role-rights">
          <legend className="field-label">
            May
            {template === undefined || beside === null ? null : (
              <span className="quiet small">
                {' '}
                {beside.added.length + beside.removed.length === 0
                  ? `the same as ${template.name}`
                  : `${beside.added.length} more and ${beside.removed.length} fewer than ${template.name}`}
              </span>
            )}
          </legend>
          {fieldError(save.error, 'capabilities') === undefined ? null : (
            <Notice tone="stop">{fieldError(save.error, 'capabilities')}</Notice>
          )}
          <div className="role-rights-list">
            {rightsByFeature().map(({ feature, title, rights: all }) => (
              <fieldset key={feature} className="ticks">
                <legend className="field-label">{title}</legend>
                {all.map((right) => {
                  const why = closed(right);
                  const mark = beside?.added.includes(right)
                    ? '+ added'
                    : beside?.removed.includes(right)
                      ? '− left out'
                      : null;
                  return (
                    <Tick
                      key={right}
                      checked={rights.includes(right)}
                      disabled={why !== null}
                      onChange={(on) =>
                        setRights(on ? withRight(rights, right) : withoutRight(rights, right))
                      }
                    >
                      {CAPABILITY_WORDS[right].name}
                      {mark === null ? null : <strong className="small"> {mark}</strong>}
                      <br />
                      <span className="quiet small">
                        {CAPABILITY_WORDS[right].explains} {why}
                      </span>
                    </Tick>
                  );
                })}
              </fieldset>
            ))}
          </div>
        </fieldset>
        <FormFoot
          onCancel={props.onClose}
          submit={changed === null ? 'Make the role' : 'Save the role'}
          busy={save.isPending}
        />
      </Form>
    </Window>
  );
}
