import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { showAround } from '@lapwing/protocol/features/captures/triage.api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import type { z } from 'zod';
import { load } from '../../api/client.ts';
import { failureOf, sayFailure } from '../../api/failure.ts';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { sayExactly } from '../../ui/dates.ts';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { layAround } from './around-lines.ts';

type Around = z.output<(typeof showAround)['reply']>;
export type AroundEntry = Around['entries'][number];

const SPANS = Object.freeze([
  { key: '15', label: '15 minutes' },
  { key: '60', label: '1 hour' },
  { key: '240', label: '4 hours' },
] as const);

/** What happened before and after, in order, with the trigger marked. */
export function AroundCapture(props: { capture: CaptureDetail; filters: string }): ReactNode {
  const { capture } = props;
  const [minutes, setMinutes] = useState<(typeof SPANS)[number]['key']>('60');
  const query = useQuery({
    queryKey: ['captures', 'around', capture.id, minutes],
    queryFn: ({ signal }) =>
      load(showAround, { params: { id: capture.id }, query: { minutes: Number(minutes) } }, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
  const lines = query.data === undefined ? [] : layAround(capture, query.data.entries);
  return (
    <section className="stack around" aria-labelledby="around-heading">
      <div className="row spread">
        <h3 id="around-heading">Around this capture</h3>
        <Choice
          label="Before and after"
          look="filter"
          named
          neutral="60"
          value={minutes}
          options={SPANS}
          onChange={setMinutes}
        />
      </div>
      {query.isError ? (
        <p className="quiet">
          {sayFailure(failureOf(query.error)).title}.{' '}
          <Action look="plain" onPress={() => void query.refetch()}>
            Try again
          </Action>
        </p>
      ) : query.data === undefined ? (
        <p className="quiet small" role="status">
          Looking up what was before and after …
        </p>
      ) : (
        <>
          <ol className="around-lines">
            {lines.map((line) => (
              <li key={line.key} data-trigger={line.entry === null || undefined}>
                <time dateTime={line.at} title={sayExactly(line.at)} className="number quiet small">
                  {sayExactly(line.at).slice(-8)}
                </time>
                <span>
                  {line.entry === null ? (
                    <strong>
                      <SeverityMark severity={capture.severity} plain /> This capture: {capture.policy.title}
                    </strong>
                  ) : (
                    <Entry entry={line.entry} filters={props.filters} />
                  )}
                </span>
              </li>
            ))}
          </ol>
          {lines.length === 1 ? <p className="quiet small">Nothing else is known of that time.</p> : null}
        </>
      )}
    </section>
  );
}

function Entry(props: { entry: AroundEntry; filters: string }): ReactNode {
  const { entry } = props;
  switch (entry.kind) {
    case 'capture':
      return (
        <Link href={paths.capture(entry.id, props.filters)} className="plain-link">
          <span>
            <SeverityMark severity={entry.severity} plain /> {entry.policy}
            {entry.site === null ? null : (
              <span className="quiet">
                {' '}
                on <Name>{entry.site}</Name>
              </span>
            )}
          </span>
          {entry.sentence === null ? null : (
            <Name cut className="small">
              {entry.sentence}
            </Name>
          )}
        </Link>
      );
    case 'session-started':
      return (
        <>
          Logged on at <Name>{entry.device}</Name>
          {entry.room === null ? null : (
            <>
              , <Name>{entry.room}</Name>
            </>
          )}
        </>
      );
    case 'session-ended':
      return (
        <>
          Logged off from <Name>{entry.device}</Name>
        </>
      );
    case 'by-hand':
      return (
        <>
          <Name>{entry.by}</Name> {entry.what === 'screenshot' ? 'took a screenshot' : 'made a recording'} by
          hand
        </>
      );
  }
}
