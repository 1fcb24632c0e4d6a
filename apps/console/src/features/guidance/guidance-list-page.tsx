import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { guidanceListQuery } from './queries.ts';
import '../../ui/paper.css';
import './guidance.css';

interface Heading {
  readonly key: string;
  readonly title: string;
  readonly description: string;
}

/** What to do: a page for each risk, and those that belong to no single one. */
export function GuidanceListPage(): ReactNode {
  const query = useQuery(guidanceListQuery);
  const { data } = query;
  return (
    <Page
      title="Guidance"
      tab="Guidance"
      description="What a sign may mean, what to do now, what to say, whom to tell and whom to call."
    >
      {data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={12} />
      ) : (
        <div className="guidance-list">
          <Headings id="guidance-risks" title="By risk" headings={data.risks} />
          <Headings id="guidance-others" title="For every risk" headings={data.pages} />
        </div>
      )}
    </Page>
  );
}

function Headings(props: { id: string; title: string; headings: readonly Heading[] }): ReactNode {
  return (
    <section aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      <ul>
        {props.headings.map((heading) => (
          <li key={heading.key}>
            <Link href={paths.guidance(heading.key)} className="strong-link">
              {heading.title}
            </Link>
            <p className="quiet small">{heading.description}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
