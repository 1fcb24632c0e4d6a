import type { PolicyTermDetail } from '@lapwing/protocol/features/policies/api.ts';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { asOwnTerm, type TermRow, termEdit } from './edits.ts';
import { LetPassWindow } from './let-pass-window.tsx';
import { keyOf, pendingEdit } from './pending.ts';
import { groupSearch } from './place.ts';
import { termQuery } from './queries.ts';
import { TermSettings } from './term-settings.tsx';
import { TermPills } from './terms-table.tsx';
import { useEdits } from './use-edits.ts';
import { count, sayLanguage, saySources, sayWording } from './words.ts';

/** So many wordings are shown at once; the others on request. */
const FEW = 6;

export interface TermPanelProps {
  row: TermRow;
  policy: { id: string; title: string };
  group: { id: string; name: string };
  groupParam: string | undefined;
  base: number;
  refused: string | undefined;
  onClose: () => void;
}

/** One term at the right of its policy: what it means, how it is looked for, and what the group says of it. */
export function TermPanel(props: TermPanelProps): ReactNode {
  const { row, policy, refused } = props;
  const { term, meant } = row;
  const fresh = meant === 'new';
  const mayAllow = useMay('policies.allow');
  const mayManage = useMay('policies.manage');
  const [letting, setLetting] = useState(false);
  const query = useQuery({ ...termQuery(term.id, props.groupParam), enabled: !fresh });
  const { pending, put, drop } = useEdits(props.base);
  const edit = pendingEdit(pending, 'term', (one) => one.id === term.id);
  function remove(): void {
    if (fresh && edit !== undefined) drop([keyOf(edit)]);
    else put([termEdit(term.id, null, query.data?.ownTerm ?? asOwnTerm(term, policy.id), policy.title)]);
    props.onClose();
  }
  return (
    <aside className="aside term-panel" aria-label="The term">
      <div className="aside-head">
        <div className="stack">
          <span className="row">
            <SeverityMark severity={term.severity} />
            <TermPills row={row} />
          </span>
          <h2>
            <Name>{term.example}</Name>
          </h2>
        </div>
        <Action look="icon" label="Close the details" onPress={props.onClose}>
          <X size={16} aria-hidden />
        </Action>
      </div>
      <p>
        <Name>{term.definition}</Name>
      </p>
      {term.own && refused === undefined ? (
        meant === 'deleted' ? (
          <Action onPress={() => edit !== undefined && drop([keyOf(edit)])}>Keep it after all</Action>
        ) : (
          <div className="row">
            <ActionLink href={paths.ownTerm(policy.id, term.id, groupSearch({ group: props.groupParam }))}>
              Change the term
            </ActionLink>
            <Action onPress={remove}>Delete it</Action>
          </div>
        )
      ) : null}
      {fresh ? (
        <Notice>It is looked for once it is applied: {saySources(term.sources)}.</Notice>
      ) : query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={6} />
      ) : (
        <>
          {meant === 'deleted' ? null : (
            <TermSettings
              detail={query.data}
              group={props.group}
              base={props.base}
              refused={refused}
              whole={props.groupParam === undefined}
            />
          )}
          {mayAllow ? (
            <div className="row">
              <Action onPress={() => setLetting(true)}>Let this term pass</Action>
            </div>
          ) : null}
          <About detail={query.data} />
        </>
      )}
      <LetPassWindow
        open={letting}
        wholeSchool={mayManage}
        term={{ id: term.id, words: term.example }}
        onClose={() => setLetting(false)}
      />
    </aside>
  );
}

function About(props: { detail: PolicyTermDetail }): ReactNode {
  const { detail } = props;
  return (
    <>
      <section className="stack" aria-labelledby="term-about">
        <h3 id="term-about">What it finds</h3>
        <dl className="facts">
          <dt>Finds</dt>
          <dd>
            <Name>{detail.example}</Name>
          </dd>
          {detail.counterExample === null ? null : (
            <>
              <dt>Lets pass</dt>
              <dd>
                <Name>{detail.counterExample}</Name>
              </dd>
            </>
          )}
          {detail.note === null ? null : (
            <>
              <dt>Note</dt>
              <dd>
                <Name>{detail.note}</Name>
              </dd>
            </>
          )}
          <dt>Language</dt>
          <dd>{sayLanguage(detail.language)}</dd>
          {detail.categories.length === 0 ? null : (
            <>
              <dt>Also about</dt>
              <dd>{detail.categories.map((category) => category.title).join(', ')}</dd>
            </>
          )}
          <dt>Severity</dt>
          <dd>
            {SEVERITY_WORDS[detail.severity].word}
            {detail.severity === detail.before.severity ? null : (
              <span className="quiet">
                {' '}
                (before any change: {SEVERITY_WORDS[detail.before.severity].word})
              </span>
            )}
          </dd>
          <dt>Looked for in</dt>
          <dd>
            {saySources(detail.sources)}
            {saySources(detail.sources) === saySources(detail.before.sources) ? null : (
              <span className="quiet"> (before any change: {saySources(detail.before.sources)})</span>
            )}
          </dd>
        </dl>
      </section>
      {detail.drug === null ? null : <Drug drug={detail.drug} />}
      {detail.organisation === null ? null : <Organisation organisation={detail.organisation} />}
      <Wordings wordings={detail.wordings} />
    </>
  );
}

function Drug(props: { drug: NonNullable<PolicyTermDetail['drug']> }): ReactNode {
  const { drug } = props;
  return (
    <section className="stack" aria-labelledby="term-drug">
      <h3 id="term-drug">The drug</h3>
      <dl className="facts">
        <dt>Name</dt>
        <dd>{drug.name}</dd>
        {drug.names.length === 0 ? null : (
          <>
            <dt>Also called</dt>
            <dd>{drug.names.join(', ')}</dd>
          </>
        )}
        <dt>In UK law</dt>
        <dd>{drug.uk}</dd>
        <dt>In US law</dt>
        <dd>{drug.us}</dd>
      </dl>
    </section>
  );
}

function Organisation(props: { organisation: NonNullable<PolicyTermDetail['organisation']> }): ReactNode {
  const { organisation } = props;
  return (
    <section className="stack" aria-labelledby="term-organisation">
      <h3 id="term-organisation">The organisation</h3>
      <dl className="facts">
        <dt>Name</dt>
        <dd>{organisation.name}</dd>
        {organisation.names.length === 0 ? null : (
          <>
            <dt>Also called</dt>
            <dd>{organisation.names.join(', ')}</dd>
          </>
        )}
        <dt>In UK law</dt>
        <dd>
          {organisation.proscribedUk === null
            ? 'Not proscribed'
            : `Proscribed since ${organisation.proscribedUk}`}
        </dd>
      </dl>
    </section>
  );
}

function Wordings(props: { wordings: readonly string[] }): ReactNode {
  const { wordings } = props;
  if (wordings.length === 0) return null;
  const shown = wordings.slice(0, FEW);
  const more = wordings.slice(FEW);
  return (
    <section className="stack" aria-labelledby="term-wordings">
      <h3 id="term-wordings">How it is looked for</h3>
      <ul className="wordings">
        {shown.map((wording) => (
          <li key={wording}>
            <Name>{sayWording(wording)}</Name>
          </li>
        ))}
      </ul>
      {more.length === 0 ? null : (
        <details>
          <summary>{count(more.length, 'more wording')}</summary>
          <ul className="wordings">
            {more.map((wording) => (
              <li key={wording}>
                <Name>{sayWording(wording)}</Name>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p className="quiet small">
        … stands for a few words of any kind, ‹ › for a class of words. Case, accents, usual misspellings and
        inflections are seen through.
      </p>
    </section>
  );
}
