import type { Recipients } from '@lapwing/protocol/features/policies/edits.ts';
import { showRecipients } from '@lapwing/protocol/features/policies/settings.api.ts';
import { SEVERITIES, type Severity } from '@lapwing/protocol/vocabulary.ts';
import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import type { z } from 'zod';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Action } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { GroupChoice } from './group-choice.tsx';
import { pendingEdit } from './pending.ts';
import { type PoliciesSearch, searchOf } from './place.ts';
import { PolicyFrame } from './policy-frame.tsx';
import { policiesQuery } from './queries.ts';
import { useEdits } from './use-edits.ts';
import { whyNot } from './words.ts';
import { paths } from '../../paths.ts';
import './alerts.css';

type Shown = z.output<(typeof showRecipients)['reply']>;
type Entry = Recipients['entries'][number];

const FROM = SEVERITIES.toReversed().map((key) => ({
  key,
  label: key === 'severe' ? 'Severe only' : `${SEVERITY_WORDS[key].word} and worse`,
}));
const WAYS = [
  { key: 'both', label: 'Console and e-mail' },
  { key: 'console', label: 'Console' },
  { key: 'email', label: 'E-mail' },
] as const;
type Way = (typeof WAYS)[number]['key'];

/** Who is alerted to captures of a group's people and devices. */
export function AlertsPage(props: {
  search: PoliciesSearch;
  go: (href: string, options?: { replace?: boolean }) => void;
}): ReactNode {
  const { search, go } = props;
  const query = useQuery({
    queryKey: ['policies', 'recipients', search.group ?? null],
    queryFn: ({ signal }) =>
      load(showRecipients, { query: search.group === undefined ? {} : { groupId: search.group } }, signal),
  });
  const { data } = query;
  const { pending, put } = useEdits(data?.base ?? 0);
  const meant = pendingEdit(pending, 'recipients', (edit) => edit.groupId === data?.group.id);
  const entries = (meant === undefined ? data?.set : meant.value)?.entries ?? [];
  return (
    <PolicyFrame tab="alerts" search={search}>
      <Page
        title="Who is alerted"
        tab="Who is alerted"
        description="Everybody named for a group or for those above it is alerted. A smaller group adds to them and takes nobody off."
        bar={
          <GroupChoice
            value={search.group}
            name={data?.group.name}
            onChange={(group) => go(paths.alerts(searchOf({ group })))}
          />
        }
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <div className="alerts">
            <Notice>
              Whoever is named gets the captures of the group as pop-ups, by e-mail, or both: Severe ones at
              once, others gathered for five minutes, outside school hours on the next school morning. Where
              nobody is named, captures pop up for everybody who may see them, and Severe ones go by e-mail to
              whoever answers for captures. <Link href={paths.mailServer()}>Mail server</Link>,{' '}
              <Link href={paths.chain()}>who is next when nobody opens one</Link>.
            </Notice>
            <section className="card" aria-labelledby="named-heading">
              <h2 id="named-heading">
                Named for <Name>{data.group.name}</Name>
              </h2>
              <Named
                entries={entries}
                shown={data}
                onChange={(changed) =>
                  put([
                    {
                      edit: {
                        kind: 'recipients',
                        groupId: data.group.id,
                        value: changed.length === 0 ? null : { entries: [...changed] },
                      },
                      before: data.set,
                      names: { group: data.group.name },
                    },
                  ])
                }
              />
            </section>
            <All shown={data} />
          </div>
        )}
      </Page>
    </PolicyFrame>
  );
}

function Named(props: {
  entries: readonly Entry[];
  shown: Shown;
  onChange: (entries: readonly Entry[]) => void;
}): ReactNode {
  const { entries, shown } = props;
  const refused = whyNot(shown.may.manage);
  const policies = useQuery(policiesQuery(undefined)).data?.policies ?? [];
  const names = new Map(shown.staff.map((account) => [account.id, account.name]));
  const change = (place: number, part: Partial<Entry>): void =>
    props.onChange(entries.map((entry, at) => (at === place ? { ...entry, ...part } : entry)));
  return (
    <>
      {entries.length === 0 ? <p className="quiet">Nobody is named for this group by itself.</p> : null}
      <ul className="recipients">
        {entries.map((entry, place) => {
          const name = names.get(entry.accountId) ?? 'Somebody who may not see captures any more';
          return (
            <li key={entry.accountId} className="recipient">
              <strong>
                <Name>{name}</Name>
              </strong>
              {refused === undefined ? (
                <>
                  <Choice
                    label={`From which severity ${name} is alerted`}
                    look="filter"
                    named
                    neutral={entry.from}
                    value={entry.from}
                    options={FROM}
                    onChange={(from: Severity) => change(place, { from })}
                  />
                  <Choice
                    label={`Of which policy ${name} is alerted`}
                    look="filter"
                    named
                    neutral={entry.policies?.[0] ?? 'any'}
                    value={entry.policies?.[0] ?? 'any'}
                    options={[
                      { key: 'any', label: 'Every policy' },
                      ...policies.map(({ id, title }) => ({ key: id, label: title })),
                    ]}
                    onChange={(policy) => change(place, { policies: policy === 'any' ? null : [policy] })}
                  />
                  <Choice
                    label={`How ${name} is alerted`}
                    look="filter"
                    named
                    neutral={wayOf(entry)}
                    value={wayOf(entry)}
                    options={WAYS}
                    onChange={(way) => change(place, { popUp: way !== 'email', email: way !== 'console' })}
                  />
                  <Action
                    look="icon"
                    label={`Take out ${name}`}
                    onPress={() => props.onChange(entries.filter((_, at) => at !== place))}
                  >
                    <Trash2 size={16} aria-hidden />
                  </Action>
                </>
              ) : (
                <span className="quiet">{FROM.find(({ key }) => key === entry.from)?.label}</span>
              )}
            </li>
          );
        })}
      </ul>
      {refused === undefined ? (
        <AddRecipient
          staff={shown.staff.filter(({ id }) => !entries.some((entry) => entry.accountId === id))}
          onAdd={(accountId) =>
            props.onChange([
              ...entries,
              { accountId, from: 'moderate', policies: null, popUp: true, email: true },
            ])
          }
        />
      ) : (
        <p className="quiet">{refused}</p>
      )}
    </>
  );
}

function AddRecipient(props: { staff: Shown['staff']; onAdd: (accountId: string) => void }): ReactNode {
  const [chosen, setChosen] = useState('');
  const { staff } = props;
  if (staff.length === 0) {
    return <p className="quiet">Everybody who may see captures is named already.</p>;
  }
  const value = staff.some(({ id }) => id === chosen) ? chosen : (staff[0]?.id ?? '');
  return (
    <div className="row">
      <Choice
        label="Add somebody"
        value={value}
        options={staff.map(({ id, name }) => ({ key: id, label: name }))}
        onChange={setChosen}
      />
      <Action onPress={() => props.onAdd(value)}>Add</Action>
    </div>
  );
}

function All(props: { shown: Shown }): ReactNode {
  const { all, group } = props.shown;
  return (
    <section className="card" aria-labelledby="all-heading">
      <h2 id="all-heading">
        All who are alerted for <Name>{group.name}</Name>
      </h2>
      {all.length === 0 ? (
        <Notice tone="warn">
          Nobody is named. Name at least the designated safeguarding lead for the whole school.
        </Notice>
      ) : (
        <ul className="recipients">
          {all.map((one) => (
            <li key={`${one.account.id} ${one.group.name}`} className="recipient">
              <strong>
                <Name>{one.account.name}</Name>{' '}
                {one.account.mayReceive ? null : <Pill tone="warn">Not alerted</Pill>}
              </strong>
              <span>
                {FROM.find(({ key }) => key === one.from)?.label},{' '}
                {one.policies === null ? 'every policy' : one.policies.map(({ title }) => title).join(', ')},{' '}
                {WAYS.find(({ key }) => key === wayOf(one))?.label.toLowerCase()}
              </span>
              <span className="quiet">
                by <Name>{one.group.name}</Name>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function wayOf(entry: { readonly popUp: boolean; readonly email: boolean }): Way {
  if (entry.popUp && entry.email) return 'both';
  return entry.email ? 'email' : 'console';
}
