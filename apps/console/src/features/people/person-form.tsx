import { addPerson, changePerson, type Person } from '@lapwing/protocol/features/people/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { personQuery } from './queries.ts';
import { Form, FormFoot } from '../../ui/form.tsx';

const FIELDS = ['name', 'username', 'year', 'form', 'upn'] as const;

export interface PersonFormProps {
  /** Null to add one. */
  person: Person | null;
  onClose: () => void;
  onSaved: (person: Person) => void;
}

/** A person's entry in the roster, new or to be put right. */
export function PersonForm(props: PersonFormProps): ReactNode {
  const { person } = props;
  const client = useQueryClient();
  const [name, setName] = useState(person?.name ?? '');
  const [username, setUsername] = useState(person?.username ?? '');
  const [kind, setKind] = useState<Person['kind']>(person?.kind ?? 'pupil');
  const [year, setYear] = useState(person?.year ?? '');
  const [form, setForm] = useState(person?.form ?? '');
  const [upn, setUpn] = useState(person?.upn ?? '');
  const [groupIds, setGroupIds] = useState<readonly string[]>([]);
  const mayGroups = useMay('groups.view');
  const groups = (useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? []).filter(
    (group) => group.kind === 'people' && group.builtIn === null && !group.personal,
  );
  const save = useMutation({
    mutationFn: () => {
      const entry = { name, username, kind, year: orNull(year), form: orNull(form), upn: orNull(upn) };
      return person === null
        ? load(addPerson, { body: { ...entry, groupIds: [...groupIds] } })
        : load(changePerson, { params: { id: person.id }, body: entry });
    },
    onSuccess(saved) {
      client.setQueryData(personQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['people', 'list'] });
      void client.invalidateQueries({ queryKey: ['groups'] });
      props.onSaved(saved);
    },
  });
  const problem = formError(save.error, FIELDS);
  return (
    <Window title={person === null ? 'Add a person' : 'Change the entry'} open onClose={props.onClose}>
      <Form problem={problem} busy={save.isPending} onSubmit={() => save.mutate()}>
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
          label="Account on the devices"
          name="username"
          value={username}
          onChange={setUsername}
          error={fieldError(save.error, 'username')}
          hint="As the browser or the computer knows it, for example an e-mail address. Captures are matched by it."
          required
        />
        <Choice
          label="Kind"
          value={kind}
          onChange={setKind}
          options={[
            { key: 'pupil', label: 'Pupil' },
            { key: 'staff', label: 'Member of staff' },
          ]}
        />
        {kind === 'pupil' ? (
          <div className="columns">
            <TextInput
              label="Year"
              name="year"
              value={year}
              onChange={setYear}
              error={fieldError(save.error, 'year')}
            />
            <TextInput
              label="Form"
              name="form"
              value={form}
              onChange={setForm}
              error={fieldError(save.error, 'form')}
            />
          </div>
        ) : null}
        {kind === 'pupil' ? (
          <TextInput
            label="Unique pupil number (UPN)"
            name="upn"
            value={upn}
            onChange={setUpn}
            error={fieldError(save.error, 'upn')}
            hint="May stay empty. Shown only to those who keep the roster."
          />
        ) : null}
        {person !== null || groups.length === 0 ? null : (
          <fieldset className="ticks">
            <legend className="field-label">Groups</legend>
            {groups.map((group) => (
              <Tick
                key={group.id}
                checked={groupIds.includes(group.id)}
                onChange={(on) =>
                  setGroupIds(on ? [...groupIds, group.id] : groupIds.filter((one) => one !== group.id))
                }
              >
                <Name>{group.name}</Name>
              </Tick>
            ))}
          </fieldset>
        )}
        <FormFoot onCancel={props.onClose} submit={person === null ? 'Add' : 'Save'} busy={save.isPending} />
      </Form>
    </Window>
  );
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}
