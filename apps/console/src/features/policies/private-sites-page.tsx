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

/** Sites of help and health where nothing is ever captured. */
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
        title="Private sites"
        tab="Private sites"
        description="Where a pupil may look for help. Nothing is captured or shown there, and nobody learns that they were there."
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <Editor
            key={meant === undefined ? JSON.stringify(data.value) : 'meant'}
            hosts={(meant?.value ?? data.value).hosts}
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
  hosts: readonly string[];
  builtIn: readonly string[];
  refused: string | undefined;
  onPut: (value: PrivateSites) => void;
}): ReactNode {
  const [text, setText] = useState(props.hosts.join('\n'));
  const hosts = hostsIn(text);
  const parsed = PrivateSites.safeParse({ hosts });
  const wrong = parsed.success ? [] : wrongHosts(hosts);
  const missing = props.builtIn.filter((host) => !hosts.includes(host));
  const changed = hosts.join('\n') !== props.hosts.join('\n');
  return (
    <Form
      label="Private sites"
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

function wrongHosts(hosts: readonly string[]): string[] {
  return hosts.filter((host) => !PrivateSites.safeParse({ hosts: [host] }).success);
}
