import { saveSearchSettings, type SearchSetting } from '@lapwing/protocol/features/access/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Choice, type Option } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { AccessFrame } from './access-frame.tsx';
import { groupsForPolicies, searchQuery } from './queries.ts';

const WHOLE = 'whole';
const SAFE = Object.freeze([
  { key: 'left', label: 'Leave it to groups above' },
  { key: 'on', label: 'On' },
  { key: 'off', label: 'Off' },
] as const);
const YOUTUBE = Object.freeze([
  { key: 'left', label: 'Leave it to groups above' },
  { key: 'strict', label: 'Strict' },
  { key: 'moderate', label: 'Moderate' },
  { key: 'off', label: 'Off' },
] as const);
const YOUTUBE_WORDS = Object.freeze({ strict: 'strict', moderate: 'moderate', off: 'off' });

/** Safe searching and YouTube’s restricted mode: what a group sets, and what holds in it and from where. */
export function SearchPage(): ReactNode {
  const [groupId, setGroupId] = useState<string | undefined>(undefined);
  const mayGroups = useMay('groups.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  const options = groupsForPolicies(groups);
  const whole = groups.find(({ builtIn }) => builtIn === 'whole-school')?.id;
  const query = useQuery(searchQuery(groupId));
  const { data } = query;
  return (
    <AccessFrame tab="searching">
      <Page
        title="Safe searching"
        tab="Safe searching"
        description="What search engines and YouTube leave out by themselves. It is no filter: it is one more layer."
        bar={
          <Choice
            label="For whom"
            look="filter"
            named
            neutral={WHOLE}
            value={groupId ?? WHOLE}
            options={[
              { key: WHOLE, label: 'Whole school' },
              ...options
                .filter(({ id }) => id !== whole)
                .map(({ id, name, within }) => ({ key: id, label: name, hint: within })),
            ]}
            onChange={(key) => setGroupId(key === WHOLE ? undefined : key)}
          />
        }
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={4} />
        ) : (
          <div className="access-search stack">
            <section className="card" aria-labelledby="access-holds">
              <h2 id="access-holds">
                What holds in <Name>{data.group.name}</Name>
              </h2>
              <dl>
                <dt>Safe searching</dt>
                <dd>
                  <strong>{data.safe.value ? 'On' : 'Off'}</strong>{' '}
                  <From from={data.safe.from} own={data.group.id} />
                </dd>
                <dt>YouTube’s restricted mode</dt>
                <dd>
                  <strong className="capital">{YOUTUBE_WORDS[data.youtube.value]}</strong>{' '}
                  <From from={data.youtube.from} own={data.group.id} />
                </dd>
              </dl>
              <p className="quiet small">
                Somebody in several groups has what the strongest of them says. Google, Bing, DuckDuckGo and
                YouTube are told with each request; other search engines are not.
              </p>
            </section>
            <Setting
              key={data.group.id}
              group={data.group}
              set={data.set}
              whole={groupId === undefined || groupId === whole}
              refused={data.may.manage.allowed ? undefined : data.may.manage.reason}
            />
          </div>
        )}
      </Page>
    </AccessFrame>
  );
}

function From(props: { from: { id: string | null; name: string } | null; own: string }): ReactNode {
  const { from } = props;
  if (from === null) return <span className="quiet">as nobody has set it</span>;
  if (from.id === props.own) return <span className="quiet">set here</span>;
  return (
    <span className="quiet">
      from <Name>{from.name}</Name>
    </span>
  );
}

function Setting(props: {
  group: { id: string; name: string };
  set: SearchSetting;
  /** Nothing is above it. */
  whole: boolean;
  refused: string | undefined;
}): ReactNode {
  const client = useQueryClient();
  const [base, setBase] = useState(props.set);
  const [set, setSet] = useState(props.set);
  const same = (one: SearchSetting, other: SearchSetting): boolean =>
    one.safe === other.safe && one.youtube === other.youtube;
  const meanwhile = !same(base, props.set);
  // Whoever has chosen nothing yet, or the same, sees it as it is now.
  if (meanwhile && (same(set, base) || same(set, props.set))) {
    setBase(props.set);
    setSet(props.set);
  }
  const save = useMutation({
    mutationFn: () => load(saveSearchSettings, { body: { groupId: props.group.id, set } }),
    onSuccess() {
      showToast({
        text: `Saved for ${props.group.name}. Connected devices have it within seconds.`,
        tone: 'good',
        key: 'search',
      });
      void client.invalidateQueries({ queryKey: ['access', 'search'] });
    },
  });
  const changed = !same(set, props.set);
  return (
    <section className="card" aria-labelledby="access-sets">
      <h2 id="access-sets">
        Set in <Name>{props.group.name}</Name>
      </h2>
      {props.refused === undefined ? (
        <>
          <div className="access-two">
            <Choice
              label="Safe searching"
              value={set.safe === null ? 'left' : set.safe ? 'on' : 'off'}
              options={left(SAFE, props.whole)}
              onChange={(key) => setSet({ ...set, safe: key === 'left' ? null : key === 'on' })}
            />
            <Choice
              label="YouTube’s restricted mode"
              value={set.youtube ?? 'left'}
              options={left(YOUTUBE, props.whole)}
              onChange={(key) => setSet({ ...set, youtube: key === 'left' ? null : key })}
            />
          </div>
          {meanwhile && changed ? (
            <Notice tone="warn">
              Somebody has saved another setting meanwhile: it stands above. Save puts yours in its place.
            </Notice>
          ) : null}
          {save.error === null ? null : <Notice tone="stop">{sayShortly(save.error)}</Notice>}
          <div className="row">
            <Action
              look="main"
              busy={save.isPending}
              unavailable={changed ? undefined : 'Nothing has changed.'}
              onPress={() => save.mutate()}
            >
              Save
            </Action>
          </div>
        </>
      ) : (
        <p className="quiet">{props.refused}</p>
      )}
    </section>
  );
}

/** Above the whole school is nothing that it could be left to. */
function left<Key extends string>(
  options: ReadonlyArray<Option<Key>>,
  whole: boolean,
): ReadonlyArray<Option<Key>> {
  return whole
    ? options.map((option) => (option.key === 'left' ? { ...option, label: 'Not set' } : option))
    : options;
}
