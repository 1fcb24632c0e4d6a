import { addGroup, type Group } from '@lapwing/protocol/features/groups/api.ts';
import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { NO_PARENT } from './group-form.tsx';
import { groupRows, parentOptions } from './tree.ts';

/** Makes a group of the school, or a personal one, which is all that some may make. */
export function MakeGroup(props: {
  groups: readonly Group[];
  may: { readonly manage: Permitted; readonly personal: Permitted };
  onClose: () => void;
  onMade: (group: Group) => void;
}): ReactNode {
  const client = useQueryClient();
  const onlyPersonal = !props.may.manage.allowed;
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Group['kind']>('people');
  const [parent, setParent] = useState(NO_PARENT);
  const [wanted, setWanted] = useState(false);
  const personal = onlyPersonal || wanted;
  const alike = props.groups.filter((group) => group.builtIn === null && group.personal === personal);
  const parents = groupRows(alike, kind);
  const parentId = parents.some(({ group }) => group.id === parent) ? parent : null;
  const add = useMutation({
    mutationFn: () => load(addGroup, { body: { name, kind, parentId, personal } }),
    onSuccess(group) {
      void client.invalidateQueries({ queryKey: ['groups'] });
      props.onMade(group);
    },
  });
  return (
    <Window title={onlyPersonal ? 'Make a personal group' : 'Make a group'} open onClose={props.onClose}>
      <Form problem={formError(add.error, ['name'])} busy={add.isPending} onSubmit={() => add.mutate()}>
        <TextInput
          label="Name"
          name="name"
          value={name}
          onChange={setName}
          error={fieldError(add.error, 'name')}
          placeholder="8B Computing"
          maxLength={120}
          required
          autoFocus
        />
        <Choice
          label="Of"
          value={kind}
          onChange={setKind}
          options={[
            { key: 'people', label: 'People', hint: 'a year, form or class' },
            { key: 'devices', label: 'Devices', hint: 'a room or a trolley' },
          ]}
        />
        <Choice
          label="Inside"
          value={parentId ?? NO_PARENT}
          onChange={setParent}
          options={[{ key: NO_PARENT, label: 'No other group' }, ...parentOptions(parents)]}
        />
        {onlyPersonal ? (
          <p className="quiet small">
            Only you see it, and only people and devices that you may see can be in it. Groups of the school
            are made by an administrator or the safeguarding lead.
          </p>
        ) : (
          <Tick checked={wanted} onChange={setWanted}>
            Personal: only I see it, and it gives nobody a right
          </Tick>
        )}
        <FormFoot onCancel={props.onClose} submit="Make it" busy={add.isPending} />
      </Form>
    </Window>
  );
}
