import type { PolicySummary } from '@lapwing/protocol/features/policies/api.ts';
import {
  addSealedList,
  listSealedLists,
  MAX_TERM_FILE_BYTES,
} from '@lapwing/protocol/features/policies/imports.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { keyOf, type PendingEdit, pendingEdit } from './pending.ts';
import { refreshPolicies } from './queries.ts';
import { useEdits } from './use-edits.ts';
import { count } from './words.ts';

/** What stands in the place of terms that nobody reads. */
export function SealedTerms(props: { policy: PolicySummary }): ReactNode {
  return (
    <State title="The terms of this policy are sealed" icon="locked">
      A list of such words would itself lead people to the material. Devices look for{' '}
      {count(props.policy.terms, 'term')}; one is shown only where it was found, to the designated
      safeguarding lead.
    </State>
  );
}

/** The sealed lists that the school has loaded, by name and size, and another to load. */
export function SealedListsWindow(props: { onClose: () => void }): ReactNode {
  const [adding, setAdding] = useState(false);
  if (adding) return <LoadList onClose={() => setAdding(false)} />;
  return (
    <Window title="Sealed lists" open onClose={props.onClose}>
      <p>
        Members of the Internet Watch Foundation can load its list here. It is sealed as it arrives: devices
        find what is on it, and nobody can read it again.
      </p>
      <Lists />
      <div className="dialog-foot">
        <Action onPress={props.onClose}>Close</Action>
        <Action look="main" onPress={() => setAdding(true)}>
          Load a list
        </Action>
      </div>
    </Window>
  );
}

function Lists(): ReactNode {
  const query = useQuery({
    queryKey: ['policies', 'sealed-lists'],
    queryFn: ({ signal }) => load(listSealedLists, {}, signal),
  });
  const { pending, put, drop } = useEdits(query.data?.base ?? 0);
  if (query.data === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={2} />;
  if (query.data.lists.length === 0) return <p>No list has been loaded.</p>;
  return (
    <ul className="sealed-lists">
      {query.data.lists.map((list) => {
        const meant = pendingEdit(pending, 'sealed-list', (edit) => edit.id === list.id);
        return (
          <li key={list.id}>
            <span>
              <strong>
                <Name>{list.name}</Name>
              </strong>{' '}
              <span className="quiet">{count(list.entries, 'phrase')}</span>{' '}
              {meant === undefined ? null : <Pill tone="warn">To be taken away</Pill>}
            </span>
            {meant === undefined ? (
              <Action label={`Take ${list.name} away`} onPress={() => put([takenAway(list)])}>
                Take away
              </Action>
            ) : (
              <Action onPress={() => drop([keyOf(meant)])}>Keep it after all</Action>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function takenAway(list: { id: string; name: string; entries: number }): PendingEdit {
  return {
    edit: { kind: 'sealed-list', id: list.id, value: null },
    before: { name: list.name, entries: list.entries, ref: list.id },
    names: { term: list.name },
  };
}

function LoadList(props: { onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: async (chosen: File) =>
      load(addSealedList, {
        query: { name: name.trim() },
        body: new Uint8Array(await chosen.arrayBuffer()),
      }),
    onSuccess(list) {
      refreshPolicies(client);
      showToast({ tone: 'good', text: `Loaded and sealed: ${count(list.entries, 'phrase')}.` });
      props.onClose();
    },
  });
  const large = file !== null && file.size > MAX_TERM_FILE_BYTES;
  const missing =
    file === null ? 'Choose the file of the list.' : large ? 'It is larger than 4 MB.' : undefined;
  return (
    <Window title="Load a sealed list" open onClose={props.onClose}>
      <Form
        busy={add.isPending}
        problem={formError(add.error, ['name']) ?? (tried ? missing : undefined)}
        onSubmit={() => {
          setTried(true);
          if (name.trim() !== '' && file !== null && !large) add.mutate(file);
        }}
      >
        <TextInput
          label="Name"
          name="name"
          value={name}
          onChange={setName}
          autoFocus
          required
          maxLength={80}
          hint="Of the list, never a word of it."
          error={
            fieldError(add.error, 'name') ?? (tried && name.trim() === '' ? 'Give it a name.' : undefined)
          }
        />
        <div className="row">
          <input
            ref={input}
            className="unseen"
            type="file"
            aria-label="File of the list"
            tabIndex={-1}
            accept=".txt,.csv,text/plain,text/csv"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
          <Action onPress={() => input.current?.click()}>
            {file === null ? 'Choose the file' : 'Choose another file'}
          </Action>
          {file === null ? null : <Name cut>{file.name}</Name>}
        </div>
        <Notice>
          One phrase on each line. It holds as soon as it is loaded, is found as Severe in Illegal content,
          and can be taken away again. Delete the file itself once you are done.
        </Notice>
        <FormFoot onCancel={props.onClose} submit="Load and seal it" busy={add.isPending} />
      </Form>
    </Window>
  );
}
