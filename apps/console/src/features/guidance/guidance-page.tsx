import type { PageGuidance, RiskGuidance } from '@lapwing/protocol/features/guidance/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { Columns, List, Organisations, Section } from './parts.tsx';
import { guidanceQuery } from './queries.ts';
import { sayReviewed } from './words.ts';
import '../../ui/paper.css';
import './guidance.css';

/** One page of guidance: read on screen, aloud, or printed on A4 for the folder in the office. */
export function GuidancePage(props: { guidanceKey: string }): ReactNode {
  const query = useQuery(guidanceQuery(props.guidanceKey));
  const page = query.data;
  if (page === undefined) {
    const trouble = troubleOf(query);
    return trouble?.kind === 'missing' ? (
      <State
        title="There is no such page of guidance"
        whole
        icon="missing"
        actions={<ActionLink href={paths.guidance()}>All guidance</ActionLink>}
      >
        The address may be old or mistyped.
      </State>
    ) : (
      <Page title="Guidance" tab="Guidance">
        <Awaiting trouble={trouble} onRetry={() => void query.refetch()} lines={12} />
      </Page>
    );
  }
  return (
    <Page
      title={page.title}
      tab={page.title}
      description={page.description}
      actions={
        <>
          <Action onPress={() => window.print()}>Print</Action>
          {page.kind === 'risk' ? <ActionLink href={paths.policy(page.key)}>The policy</ActionLink> : null}
          <ActionLink href={paths.guidance()}>All guidance</ActionLink>
        </>
      }
    >
      <article className="guidance">
        {page.kind === 'risk' ? <Risk page={page} /> : <Other page={page} />}
        <footer className="quiet small">
          Checked on {sayReviewed(page.reviewed)}. This is general advice for schools in the United Kingdom:
          your child protection policy and local procedures come first. In danger, call 999.
        </footer>
      </article>
    </Page>
  );
}

function Risk(props: { page: RiskGuidance }): ReactNode {
  const { page } = props;
  return (
    <>
      <section className="guidance-short" aria-labelledby="short">
        <h2 id="short">In short</h2>
        <List items={page.inShort} numbered />
      </section>
      <Section id="may-mean" title="What it may mean">
        {page.mayMean.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </Section>
      <Section id="do-now" title="What to do now">
        <ol className="guidance-steps">
          {page.doNow.map(({ who, when, step }) => (
            <li key={step}>
              <span className="guidance-when">
                <b>{when}</b>
                <span className="quiet">{who}</span>
              </span>
              <span>{step}</span>
            </li>
          ))}
        </ol>
      </Section>
      <Columns say={page.say} doNotSay={page.doNotSay} />
      <Section id="tell" title="Whom to tell">
        <List items={page.whomToTell} />
      </Section>
      <Section id="police" title="When to call the police or an ambulance">
        <List items={page.callPolice} />
      </Section>
      <Organisations organisations={page.organisations} />
      <Section id="record" title="What to write down">
        <List items={page.record} />
      </Section>
      <Section id="after" title="Afterwards">
        <List items={page.after} />
      </Section>
    </>
  );
}

function Other(props: { page: PageGuidance }): ReactNode {
  const { page } = props;
  return (
    <>
      {page.sections.map((section, place) => (
        <Section key={section.title} id={`part-${place}`} title={section.title}>
          {section.paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
          {section.points.length === 0 ? null : <List items={section.points} numbered={section.numbered} />}
        </Section>
      ))}
      {page.say.length === 0 ? null : <Columns say={page.say} doNotSay={page.doNotSay} />}
      {page.organisations.length === 0 ? null : <Organisations organisations={page.organisations} />}
    </>
  );
}
