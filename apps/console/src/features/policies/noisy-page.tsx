import {
  listNoisyTerms,
  type NoisySuggestion,
  type NoisyTerm,
} from '@lapwing/protocol/features/policies/noisy.api.ts';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { GroupChoice } from './group-choice.tsx';
import { type PoliciesSearch, searchOf } from './place.ts';
import { PolicyFrame } from './policy-frame.tsx';
import { useEdits } from './use-edits.ts';
import { count, whyNot } from './words.ts';
import './noisy.css';

const DAYS = [
  { key: '7', label: 'The last 7 days' },
  { key: '30', label: 'The last 30 days' },
  { key: '90', label: 'The last 90 days' },
] as const;

/** The terms that gave the most false positives, each with what could be done about it, tried before it is applied. */
export function NoisyPage(props: {
  search: PoliciesSearch;
  go: (href: string, options?: { replace?: boolean }) => void;
}): ReactNode {
  const { search, go } = props;
  const [days, setDays] = useState<(typeof DAYS)[number]['key']>('7');
  const query = useQuery({
    queryKey: ['policies', 'noisy', days, search.group ?? null],
    queryFn: ({ signal }) =>
      load(
        listNoisyTerms,
        { query: { days, ...(search.group === undefined ? {} : { groupId: search.group }) } },
        signal,
      ),
  });
  const { data } = query;
  const chosen = data?.terms.find(({ term }) => term.id === search.term);
  const choose = (term: string | undefined): string =>
    paths.noisyTerms(searchOf({ group: search.group, term }));
  return (
    <PolicyFrame tab="noisy" search={search}>
      <Page
        title="Noisy terms"
        tab="Noisy terms"
        flush={data !== undefined && data.terms.length > 0}
        description="The terms that were resolved as false positives most often. Less noise leaves more time for what is real: each fix can be tried on the past first."
        bar={
          <div className="policy-line">
            <GroupChoice
              value={search.group}
              name={undefined}
              onChange={(group) => go(paths.noisyTerms(searchOf({ group })))}
            />
            <Choice
              label="Captures of"
              look="filter"
              named
              neutral="7"
              value={days}
              options={DAYS}
              onChange={setDays}
            />
            {data === undefined ? null : (
              <span className="quiet small" role="status">
                {data.falsePositives.toLocaleString('en-GB')} of {count(data.captures, 'capture')}{' '}
                {data.falsePositives === 1 ? 'was a false positive' : 'were false positives'}
              </span>
            )}
          </div>
        }
        aside={
          chosen === undefined || data === undefined ? null : (
            <NoisyPanel
              key={chosen.term.id}
              noisy={chosen}
              base={data.base}
              refused={whyNot(data.may.manage)}
              onClose={() => go(choose(undefined))}
            />
          )
        }
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : data.terms.length === 0 ? (
          <State title="No false positives" icon="done">
            Nothing was resolved as a false positive in this time. What is, is counted here by its term.
          </State>
        ) : (
          <DataTable
            label="Noisy terms"
            rows={data.terms}
            columns={columns(choose)}
            rowKey={({ term }) => term.id}
            chosenKey={chosen?.term.id ?? null}
          />
        )}
      </Page>
    </PolicyFrame>
  );
}

function columns(hrefOf: (term: string) => string): readonly Column<NoisyTerm>[] {
  return [
    {
      key: 'term',
      title: 'Term',
      sort: ({ term }) => term.example,
      cell: ({ term }) => (
        <Link href={hrefOf(term.id)}>
          <Name>{term.example}</Name>
        </Link>
      ),
    },
    {
      key: 'policy',
      title: 'Policy',
      sort: ({ policy }) => policy.title,
      cell: ({ policy }) => <Name>{policy.title}</Name>,
    },
    {
      key: 'false',
      title: 'False positives',
      fixed: true,
      sort: ({ falsePositives }) => falsePositives,
      cell: ({ falsePositives, captures }) => (
        <span className="number">
          {falsePositives.toLocaleString('en-GB')} of {captures.toLocaleString('en-GB')}
        </span>
      ),
    },
    {
      key: 'people',
      title: 'Of',
      fixed: true,
      sort: ({ people }) => people,
      cell: ({ people }) => (people === 1 ? '1 person' : `${people.toLocaleString('en-GB')} people`),
    },
    {
      key: 'fix',
      title: 'What could be done',
      cell: ({ suggestions: [best] }) =>
        best === undefined ? (
          <span className="quiet">Nothing stands out; look at the examples.</span>
        ) : (
          <Name>{best.words}</Name>
        ),
    },
  ];
}

function NoisyPanel(props: {
  noisy: NoisyTerm;
  base: number;
  refused: string | undefined;
  onClose: () => void;
}): ReactNode {
  const { term, policy, severity, group, suggestions, examples, ...figures } = props.noisy;
  const { put, review } = useEdits(props.base);
  function tryIt({ edit, before, words }: NoisySuggestion): void {
    put([{ edit, before, names: { group: group.name, policy: policy.title, term: term.example } }]);
    review(
      true,
      `${words} ${figures.falsePositives} of ${count(figures.captures, 'capture')} were false positives.`,
    );
  }
  return (
    <aside className="aside noisy-panel" aria-label="The noisy term">
      <div className="aside-head">
        <div className="stack">
          <SeverityMark severity={severity} />
          <h2>
            <Name>{term.example}</Name>
          </h2>
        </div>
        <Action look="icon" label="Close" onPress={props.onClose}>
          <X size={16} aria-hidden />
        </Action>
      </div>
      <p>
        <Name>{term.definition}</Name>
      </p>
      <section aria-labelledby="noisy-fixes" className="stack">
        <h3 id="noisy-fixes">What could be done</h3>
        {suggestions.length === 0 ? (
          <p className="quiet">
            The false positives have nothing in common that could be let pass without missing real ones. Look
            at the examples, or at the term itself.
          </p>
        ) : (
          <ul className="noisy-fixes">
            {suggestions.map((one) => (
              <li key={one.kind} className="card">
                <p>
                  <strong>
                    <Name>{one.words}</Name>
                  </strong>
                </p>
                <p className="small">{sayCost(one)}</p>
                <div>
                  <Action unavailable={props.refused} onPress={() => tryIt(one)}>
                    Try it on the past
                  </Action>
                </div>
              </li>
            ))}
          </ul>
        )}
        <p>
          <Link href={paths.policy(policy.id, searchOf({ term: term.id, group: group.id }))}>
            The term in its policy
          </Link>
        </p>
      </section>
      {examples.length === 0 ? null : (
        <section aria-labelledby="noisy-examples" className="stack">
          <h3 id="noisy-examples">False positives</h3>
          <ul className="noisy-examples">
            {examples.map((one) => (
              <li key={one.captureId}>
                <p dir="auto">
                  {one.sentence.slice(0, one.start)}
                  <mark>{one.sentence.slice(one.start, one.end)}</mark>
                  {one.sentence.slice(one.end)}
                </p>
                <Link className="small" href={paths.capture(one.captureId, '?status=any')}>
                  <When at={one.at} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}

/** What a fix would have been rid of, and what it would have cost. */
function sayCost({ falsePositives, real, open }: NoisySuggestion): string {
  const rid = `In the last 90 days it would have left out ${count(falsePositives, 'false positive')}`;
  const lost =
    real === 0
      ? 'none that was real'
      : real === 1
        ? '1 that was real'
        : `${real.toLocaleString('en-GB')} that were real`;
  const unknown = open === 0 ? '' : `, and ${open.toLocaleString('en-GB')} that nobody has judged yet`;
  return `${rid}, ${lost}${unknown}.`;
}
