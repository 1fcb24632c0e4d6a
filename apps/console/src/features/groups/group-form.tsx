import { changeGroup, type Group, type GroupDetail } from '@lapwing/protocol/features/groups/api.ts';
import { PRIORITIES, type Priority } from '@lapwing/protocol/vocabulary.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { groupsQuery } from '../../api/queries.ts';
import { PRIORITY_WORDS } from '../../settings-words.ts';
import { Action } from '../../ui/button.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { refreshGroups } from './queries.ts';
import { groupRows, parentOptions, withoutBelow } from './tree.ts';
import { kindInWords, PRIORITY_HINTS } from './words.ts';

export const NO_PARENT = 'none';

/** Name, place and priority of a group; as plain facts where they cannot be changed. */
export function GroupForm(props: { group: GroupDetail }): ReactNode {
  const { group } = props;
  const { allowed, reason } = group.may.manage;
  return (
    <section className="card" aria-labelledby="group-heading">
      <h2 id="group-heading">Group</h2>
      {allowed ? <Fields group={group} /> : <Facts group={group} reason={reason} />}
    </section>
  );
}

function Facts(props: { group: GroupDetail; reason: string | undefined }): ReactNode {
  const { group, reason } = props;
  return (
    <>
      <dl className="facts">
        <dt>Of</dt>
        <dd>{kindInWords(group)}</dd>
        {group.within.length > 1 ? (
          <>
            <dt>Inside</dt>
            <dd>
              {group.within.slice(0, -1).map(({ id, name }, at) => (
                <span key={id}>
                  {at === 0 ? '' : ' › '}
                  <Name>{name}</Name>
                </span>
              ))}
            </dd>
          </>
        ) : null}
        {group.builtIn === null ? (
          <>
            <dt>Priority</dt>
            <dd>{PRIORITY_WORDS[group.priority]}</dd>
          </>
        ) : null}
      </dl>
      {reason === undefined ? null : <p className="quiet">{reason}</p>}
    </>
  );
}

interface Edited {
  readonly name?: string;
  readonly parent?: string;
  readonly priority?: Priority;
}

function Fields(props: { group: GroupDetail }): ReactNode {
  const { group } = props;
  const client = useQueryClient();
  const all = useQuery(groupsQuery).data?.groups ?? [];
  // Only what was touched is kept here: what somebody else changes meanwhile shows in the rest.
  const [edited, setEdited] = useState<Edited>({});
  const { name = group.name, parent = group.parentId ?? NO_PARENT, priority = group.priority } = edited;
  const edit = (part: Edited): void => setEdited({ ...edited, ...part });
  const parents = parentsOf(group, all);
  const parentId = parent === NO_PARENT ? null : parent;
  const changed = name.trim() !== group.name || parentId !== group.parentId || priority !== group.priority;
  const save = useMutation({
    mutationFn: () =>
      load(changeGroup, {
        params: { id: group.id },
        body: {
          ...(name.trim() === group.name ? {} : { name }),
          ...(parentId === group.parentId ? {} : { parentId }),
          ...(priority === group.priority ? {} : { priority }),
        },
      }),
    onSuccess(detail) {
      client.setQueryData(['groups', 'one', group.id], detail);
      setEdited({});
      refreshGroups(client);
    },
  });
  const parentError = fieldError(save.error, 'parentId');
  return (
    <Form
      problem={formError(save.error, ['name']) ?? parentError}
      busy={save.isPending}
      label="Group"
      onSubmit={() => save.mutate()}
    >
      <TextInput
        label="Name"
        name="name"
        value={name}
        onChange={(value) => edit({ name: value })}
        error={fieldError(save.error, 'name')}
        maxLength={120}
        required
      />
      <Choice
        label="Inside"
        value={parent}
        onChange={(value) => edit({ parent: value })}
        options={[{ key: NO_PARENT, label: 'No other group' }, ...parentOptions(parents)]}
      />
      {group.personal ? null : (
        <Choice
          label="Priority"
          value={priority}
          onChange={(value) => edit({ priority: value })}
          options={PRIORITIES.toReversed().map((key) => ({
            key,
            label: PRIORITY_WORDS[key],
            hint: PRIORITY_HINTS[key],
          }))}
        />
      )}
      <p className="quiet small">
        {group.personal
          ? 'Only you see this group. It gives nobody a right, and only people and devices that you may see are shown in it.'
          : 'Where groups say different things about somebody, the higher priority holds.'}
      </p>
      <div className="row">
        <Action
          look="main"
          submit
          busy={save.isPending}
          unavailable={changed ? undefined : 'Nothing has changed.'}
        >
          Save the group
        </Action>
      </div>
    </Form>
  );
}

/** Groups of the same kind and owner that are not within this one. */
function parentsOf(group: GroupDetail, all: readonly Group[]): ReturnType<typeof groupRows> {
  const alike = all.filter((one) => one.builtIn === null && one.personal === group.personal);
  return groupRows(withoutBelow(alike, group.id), group.kind);
}
