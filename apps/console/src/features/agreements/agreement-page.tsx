import type { AgreementDetail } from '@lapwing/protocol/features/agreements/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMe } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { ActionLink } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { AgreementTitle } from './agreement-parts.tsx';
import { Editor } from './editor.tsx';
import { Preview } from './preview.tsx';
import { agreementQuery } from './queries.ts';
import { Versions } from './versions.tsx';
import { DECLINE_WORDS, sayDayOfYear, sayGroups, sayStanding, WHEN_WORDS } from './words.ts';
import './agreements.css';

/** One agreement: written by who may, read by everybody else who may see it. */
export function AgreementPage(props: { id: string; go: (href: string) => void }): ReactNode {
  const query = useQuery(agreementQuery(props.id));
  const { data } = query;
  if (data === undefined) {
    return (
      <Page title="Agreement" tab="Agreement">
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  return data.may.manage.allowed ? <Editor detail={data} go={props.go} /> : <Reading detail={data} />;
}

function Reading(props: { detail: AgreementDetail }): ReactNode {
  const { detail } = props;
  const school = useMe().school.name;
  const { draft, pictureData } = detail;
  return (
    <Page
      title={<AgreementTitle detail={detail} />}
      tab={detail.title}
      description={sayStanding(detail)}
      actions={
        <>
          <ActionLink href={paths.agreements()}>All agreements</ActionLink>
          <ActionLink href={paths.agreementSignatures(detail.id)}>Who has agreed</ActionLink>
        </>
      }
    >
      <div className="agreement-columns">
        <Preview
          school={school}
          ofNo={detail.decline}
          text={{
            ...draft,
            picture: pictureData === null ? null : { data: pictureData, alt: draft.picture?.alt ?? '' },
          }}
        />
        <div className="stack">
          <section className="card" aria-labelledby="agreement-terms">
            <h2 id="agreement-terms">How it is asked</h2>
            <dl className="facts">
              <dt>Whom</dt>
              <dd>
                <Name>{sayGroups(detail.groups)}</Name>
              </dd>
              <dt>When</dt>
              <dd>
                {WHEN_WORDS[detail.when]}
                {detail.yearlyOn === null ? '' : `, again each ${sayDayOfYear(detail.yearlyOn)}`}
              </dd>
              <dt>After a no</dt>
              <dd>{DECLINE_WORDS[detail.decline].label}</dd>
            </dl>
          </section>
          <Versions detail={detail} />
        </div>
      </div>
    </Page>
  );
}
