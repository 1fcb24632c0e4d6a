import {
  addAgreement,
  type Agreement,
  type AgreementDraft,
} from '@lapwing/protocol/features/agreements/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Meter } from '../../ui/progress.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { directionOf, EMPTY_DRAFT, NEW_TERMS } from './draft.ts';
import { agreementQuery, agreementsQuery } from './queries.ts';
import { sayDayOfYear, sayGroups, sayStanding, STATE_WORDS, WHEN_WORDS } from './words.ts';
import './agreements.css';

/** The acceptable use agreements: what is asked, of whom, and how many have agreed. */
export function AgreementsPage(props: { go: (href: string) => void }): ReactNode {
  const query = useQuery(agreementsQuery);
  const [beginning, setBeginning] = useState(false);
  const { data } = query;
  const manage = data?.may.manage;
  return (
    <Page
      title="Agreements"
      tab="Agreements"
      description="What pupils agree to before they use a device: written by you, asked on the screen, and on record"
      actions={
        manage === undefined ? undefined : (
          <Action
            look="main"
            unavailable={manage.allowed ? undefined : (manage.reason ?? 'Your role does not include this.')}
            onPress={() => setBeginning(true)}
          >
            Write an agreement
          </Action>
        )
      }
    >
      {data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : data.agreements.length === 0 ? (
        <State
          title="No agreement yet"
          actions={
            data.may.manage.allowed ? (
              <Action look="main" onPress={() => setBeginning(true)}>
                Begin with a sample text
              </Action>
            ) : undefined
          }
        >
          {data.may.manage.allowed
            ? 'An agreement says in plain words what pupils promise, what the school sees, and who helps. Nobody is asked before you publish it.'
            : 'The school asks nobody to agree to anything on screen yet.'}
        </State>
      ) : (
        <ul className="agreements">
          {sorted(data.agreements).map((agreement) => (
            <AgreementRow key={agreement.id} agreement={agreement} />
          ))}
        </ul>
      )}
      {beginning && data !== undefined ? (
        <BeginWindow samples={data.samples} onClose={() => setBeginning(false)} go={props.go} />
      ) : null}
    </Page>
  );
}

const ORDER: readonly Agreement['state'][] = ['asked', 'draft', 'retired'];

function sorted(agreements: readonly Agreement[]): Agreement[] {
  return agreements.toSorted((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
}

function AgreementRow(props: { agreement: Agreement }): ReactNode {
  const { agreement } = props;
  const { word, tone } = STATE_WORDS[agreement.state];
  return (
    <li className="agreement" data-state={agreement.state}>
      <div className="agreement-head">
        <h2>
          <Link href={paths.agreement(agreement.id)} className="strong-link">
            <Name>{agreement.title}</Name>
          </Link>
        </h2>
        <Pill tone={tone}>{word}</Pill>
        {agreement.changed ? <Pill tone="warn">Changed, not published</Pill> : null}
      </div>
      <p className="quiet small">
        <Name>{sayGroups(agreement.groups)}</Name> · {WHEN_WORDS[agreement.when].toLowerCase()}
        {agreement.yearlyOn === null ? '' : `, again each ${sayDayOfYear(agreement.yearlyOn)}`}
        {agreement.publishedAt === null ? null : (
          <>
            {' '}
            · version {agreement.version}, <When at={agreement.publishedAt} show="moment" />
            {agreement.publishedBy === null ? null : (
              <>
                {' '}
                by <Name>{agreement.publishedBy.name}</Name>
              </>
            )}
          </>
        )}
      </p>
      {agreement.version === 0 ? null : (
        <div className="agreement-standing">
          <Meter
            label="Agreed"
            value={agreement.agreed}
            max={Math.max(1, agreement.people)}
            say={sayStanding(agreement)}
          />
          <Link href={paths.agreementSignatures(agreement.id)}>
            See who<span className="unseen"> has agreed to {agreement.title}</span>
          </Link>
        </div>
      )}
    </li>
  );
}

interface SampleText {
  readonly key: string;
  readonly title: string;
  readonly explains: string;
  readonly draft: AgreementDraft;
}

function BeginWindow(props: {
  samples: readonly SampleText[];
  onClose: () => void;
  go: (href: string) => void;
}): ReactNode {
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: (draft: AgreementDraft) =>
      load(addAgreement, {
        body: {
          id: uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))),
          draft,
          terms: NEW_TERMS,
        },
      }),
    onSuccess(made) {
      client.setQueryData(agreementQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: agreementsQuery.queryKey });
      props.go(paths.agreement(made.id));
    },
  });
  return (
    <Window title="Begin with" open size="wide" onClose={props.onClose}>
      <p className="quiet">
        The samples were written for Lapwing and say what it does. Make the words your own: nobody is asked
        before you publish.
      </p>
      {begin.error === null ? null : <Notice tone="stop">{sayShortly(begin.error)}</Notice>}
      <ul className="agreement-samples">
        {[
          ...props.samples,
          { key: 'empty', title: 'An empty page', explains: 'Write it all yourself.', draft: EMPTY_DRAFT },
        ].map((sample) => (
          <li key={sample.key}>
            <div className="grow">
              <strong>{sample.title}</strong>
              <p className="quiet small">{sample.explains}</p>
              {sample.key === 'empty' ? null : (
                <p className="small">
                  <bdi lang={sample.draft.language} dir={directionOf(sample.draft.language)}>
                    “{sample.draft.title}”
                  </bdi>
                </p>
              )}
            </div>
            <Action
              label={`Use this: ${sample.title}`}
              busy={begin.isPending && begin.variables === sample.draft}
              onPress={() => {
                if (!begin.isPending) begin.mutate(sample.draft);
              }}
            >
              Use this
            </Action>
          </li>
        ))}
      </ul>
      <div className="dialog-foot">
        <Action onPress={props.onClose}>Cancel</Action>
      </div>
    </Window>
  );
}
