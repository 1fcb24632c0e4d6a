import { PrivateSites } from '@lapwing/protocol/features/policies/edits.ts';
import { showPrivateSites } from '@lapwing/protocol/features/policies/settings.api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { DraftGuard } from './draft-guard.tsx';
import { pendingEdit } from './pending.ts';
import { PolicyFrame } from './policy-frame.tsx';
import { useEdits } from './use-edits.ts';
import { whyNot } from './words.ts';

/** Sites of help and health, and programs, where nothing is ever captured. */
export function PrivateSitesPage(): ReactNode {
  const query = useQuery({
    queryKey: ['policies', 'private-sites'],
    queryFn: ({ signal }) => load(showPrivateSites, {}, signal),
  });
  const { data } = query;
  const { pending, put } = useEdits(data?.base ?? 0);
  const meant = pendingEdit(pending, 'private-sites', () => true);
  return (
    <PolicyFrame tab="private-sites">
      <Page
        title="Private sites and programs"
        tab="Private sites"
        description="Where a pupil may look for help. Nothing is captured or shown there, and nobody learns that they were there."
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <Editor
            key={meant === undefined ? JSON.stringify(data.value) : 'meant'}
            value={meant?.value ?? data.value}
            builtIn={data.builtIn}
            refused={whyNot(data.may.manage)}
            onPut={(value) =>
              put([
                {
                  edit: { kind: 'private-sites', value },
                  before: data.own ? data.value : null,
                  names: {},
                },
              ])
            }
          />
        )}
      </Page>
    </PolicyFrame>
  );
}

function Editor(props: {
  value: PrivateSites;
  builtIn: readonly string[];
  refused: string | undefined;
  onPut: (value: PrivateSites) => void;
}): ReactNode {
  const before = linesOf(props.value);
  const [text, setText] = useState(before.sites);
  const [programs, setPrograms] = useState(before.programs);
  const hosts = hostsIn(text);
  const applications = programsIn(programs);
  const parsed = PrivateSites.safeParse({ hosts, applications });
  const wrong = hosts.filter((host) => !PrivateSites.safeParse({ hosts: [host] }).success);
  const wrongPrograms = applications.filter(
    (one) => !PrivateSites.safeParse({ hosts: [], applications: [one] }).success,
  );
  const missing = props.builtIn.filter((host) => !hosts.includes(host));
  const changed = hosts.join('\n') !== before.sites || applications.join('\n') !== before.programs;
  return (
    <Form
      label="Private sites and programs"
      look="card"
      busy={false}
      onSubmit={() => {
        if (parsed.success && changed && props.refused === undefined) props.onPut(parsed.data);
      }}
    >
      <DraftGuard holds={changed && props.refused === undefined} />
      <TextInput
        label="Sites, one on each line"
        name="sites"
        rows={16}
        value={text}
        hint="With all that is below each of them. A pasted address becomes its site."
        error={wrong.length === 0 ? undefined : `These are no sites: ${wrong.slice(0, 3).join(', ')}.`}
        onChange={setText}
      />
      {missing.length === 0 ? null : (
        <p className="quiet">
          Sites that Lapwing comes with and that are not in your list: {missing.join(', ')}.{' '}
          <Action onPress={() => setText([...hosts, ...missing].toSorted().join('\n'))}>Add them</Action>
        </p>
      )}
      <TextInput
        label="Programs, one on each line"
        name="programs"
        rows={5}
        value={programs}
        hint="On devices with the desktop agent: the name of the file, such as counselling.exe, or of the program. * stands for any text. Keepers of passwords are private already."
        error={
          wrongPrograms.length === 0
            ? undefined
            : `These are no names of programs: ${wrongPrograms.slice(0, 3).join(', ')}.`
        }
        onChange={setPrograms}
      />
      <div className="row">
        <Action
          look="main"
          submit
          unavailable={
            props.refused ??
            (!changed
              ? 'Nothing has changed.'
              : parsed.success
                ? undefined
                : 'Put right what is wrong first.')
          }
        >
          Put into the changes
        </Action>
      </div>
    </Form>
  );
}

/** The sites in the lines of a text, each once: what was pasted as an address loses the rest of it. */
function hostsIn(text: string): string[] {
  const hosts = text
    .split(/[\s,;]+/u)
    .map((line) =>
      line
        .trim()
        .toLowerCase()
        .replace(/^[a-z]+:\/\//u, '')
        .replace(/[/?#:].*$/su, ''),
    )
    .filter((host) => host !== '');
  return [...new Set(hosts)];
}

/** The programs in the lines of a text, each once. */
function programsIn(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}

function linesOf({ hosts, applications = [] }: PrivateSites): { sites: string; programs: string } {
  return { sites: hosts.join('\n'), programs: applications.join('\n') };
}
