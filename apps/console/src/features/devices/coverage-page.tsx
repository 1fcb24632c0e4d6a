import type { Coverage, GapDevice } from '@lapwing/protocol/features/devices/coverage.api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { toCsv } from '../../csv.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { BarChart } from '../../ui/chart.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { sayMoment } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import {
  BLIND_SPOTS,
  coverageFileName,
  coverageRows,
  GAP_WORDS,
  gapsInWords,
  seenInWords,
} from './coverage-words.ts';
import { coverageQuery, unmatchedCountQuery } from './queries.ts';
import { CAPABILITY_SHORT, sayKind } from './words.ts';
import '../../ui/paper.css';
import './coverage.css';

const COLUMNS: readonly Column<GapDevice>[] = [
  {
    key: 'name',
    title: 'Device',
    sort: (device) => device.name,
    cell: (device) => (
      <Link href={paths.device(device.id)} className="strong-link">
        <Name>{device.name}</Name>
      </Link>
    ),
  },
  {
    key: 'room',
    title: 'Room',
    sort: (device) => device.room ?? '',
    cell: (device) =>
      device.room === null ? <span className="quiet">None</span> : <Name>{device.room}</Name>,
  },
  { key: 'gaps', title: 'Gaps', cell: (device) => gapsInWords(device) },
  {
    key: 'seen',
    title: 'Last seen',
    fixed: true,
    sort: (device) => (device.lastSeenAt === null ? 0 : Date.parse(device.lastSeenAt)),
    cell: (device) => (device.lastSeenAt === null ? 'Never' : <When at={device.lastSeenAt} show="moment" />),
  },
  {
    key: 'agent',
    title: 'Platform',
    cell: (device) => (
      <span className="quiet">
        {device.system} · {device.agentVersion}
      </span>
    ),
  },
];

/** What of the school is watched and what is not: on screen, on paper, as a spreadsheet. */
export function CoveragePage(): ReactNode {
  const query = useQuery(coverageQuery);
  const coverage = query.data;
  return (
    <Page
      title="Coverage"
      tab="Coverage"
      description={
        coverage === undefined
          ? undefined
          : `${coverage.schoolName}, ${sayMoment(coverage.at)}. What is watched, and what is not.`
      }
      actions={
        coverage === undefined ? undefined : (
          <>
            <Action onPress={() => saveGaps(coverage)}>Export the gaps as CSV</Action>
            <Action onPress={() => window.print()}>Print</Action>
            <ActionLink href={paths.devices()}>All devices</ActionLink>
          </>
        )
      }
    >
      {coverage === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={10} />
      ) : coverage.devices === 0 ? (
        <State
          title="No device is enrolled"
          icon="devices"
          actions={<ActionLink href={paths.enrol()}>Add devices</ActionLink>}
        >
          Nothing is watched until a device is.
        </State>
      ) : (
        <Report coverage={coverage} />
      )}
    </Page>
  );
}

function Report(props: { coverage: Coverage }): ReactNode {
  const { coverage } = props;
  return (
    <div className="coverage stack">
      <Summary coverage={coverage} />
      <div className="columns">
        <section className="card" aria-labelledby="gaps-heading">
          <h2 id="gaps-heading">Gaps</h2>
          <dl className="coverage-gaps">
            {coverage.gaps.map(({ gap, devices }) => (
              <div key={gap} data-none={devices === 0 || undefined}>
                <dt>
                  {GAP_WORDS[gap].grave && devices > 0 ? <span aria-hidden="true">▲ </span> : null}
                  {GAP_WORDS[gap].title}
                </dt>
                <dd className="number">{devices}</dd>
                <dd className="quiet small">{GAP_WORDS[gap].meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section className="card" aria-labelledby="seen-heading">
          <h2 id="seen-heading">Seen last</h2>
          <BarChart label="Devices by when they were seen last" bars={seenInWords(coverage.seen)} />
          <h2>Agents</h2>
          <BarChart
            label="Devices by version of the agent"
            bars={coverage.versions.map((one) => ({
              key: `${one.agent} ${one.version}`,
              label: `${sayKind(one.agent)} ${one.version}${one.outdated ? ', out of date' : ''}`,
              value: one.devices,
              ...(one.outdated ? { tone: 'warn' as const } : {}),
            }))}
          />
        </section>
      </div>
      <Platforms coverage={coverage} />
      <section className="card" aria-labelledby="blind-heading">
        <h2 id="blind-heading">What Lapwing cannot see</h2>
        <div className="columns">
          {BLIND_SPOTS.map((spot) => (
            <div key={spot.title} className="stack">
              <h3>{spot.title}</h3>
              <ul className="bullets">
                {spot.lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          ))}
        </div>
        <p className="quiet">Lapwing does not replace the school’s web filter, nor the eyes of staff.</p>
      </section>
      <section className="card" aria-labelledby="list-heading">
        <h2 id="list-heading">Devices with gaps</h2>
        {coverage.list.length === 0 ? (
          <p>None.</p>
        ) : (
          <DataTable
            label="Devices with gaps"
            rows={coverage.list}
            columns={COLUMNS}
            rowKey={(device) => device.id}
          />
        )}
        {coverage.withGaps > coverage.list.length ? (
          <p className="quiet">
            The gravest {coverage.list.length} of {coverage.withGaps} are listed.
          </p>
        ) : null}
      </section>
    </div>
  );
}

function Summary(props: { coverage: Coverage }): ReactNode {
  const { devices, withGaps, shutOut } = props.coverage;
  const mayPeople = useMay('people.manage');
  const unmatched = useQuery({ ...unmatchedCountQuery, enabled: mayPeople }).data;
  return (
    <>
      <p className="coverage-sum">
        <strong>
          {devices - withGaps} of {devices} devices
        </strong>{' '}
        are watched without a gap.
        {shutOut === 0 ? '' : ` ${shutOut} ${shutOut === 1 ? 'is' : 'are'} shut out and not counted.`}
      </p>
      {unmatched === undefined || unmatched === 0 ? null : (
        <Notice tone="warn">
          {unmatched === 1 ? '1 account fits' : `${unmatched} accounts fit`} nobody of the roster: captures of{' '}
          {unmatched === 1 ? 'it' : 'them'} have no name.{' '}
          <Link href={paths.unmatchedAccounts()}>Match the accounts</Link>
        </Notice>
      )}
    </>
  );
}

function Platforms(props: { coverage: Coverage }): ReactNode {
  const { platforms } = props.coverage;
  const kinds = platforms[0]?.capabilities.map(({ capability }) => capability) ?? [];
  return (
    <section className="card" aria-labelledby="platforms-heading">
      <h2 id="platforms-heading">What each platform can be watched for</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
      <div className="coverage-table" tabIndex={0} role="region" aria-label="Platforms">
        <table>
          <thead>
            <tr>
              <th scope="col">Platform</th>
              <th scope="col">Devices</th>
              {kinds.map((kind) => (
                <th key={kind} scope="col">
                  {CAPABILITY_SHORT[kind]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {platforms.map((one) => (
              <tr key={`${one.agent} ${one.system}`}>
                <th scope="row">
                  <Name>{one.system === '' ? 'Unknown' : one.system}</Name>
                  <span className="quiet small"> {sayKind(one.agent)}</span>
                </th>
                <td className="number">{one.devices}</td>
                {one.capabilities.map(({ capability, devices }) => (
                  <td key={capability} className="number">
                    {devices === one.devices ? 'All' : devices === 0 ? <strong>None</strong> : devices}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function saveGaps(coverage: Coverage): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(
    new Blob([toCsv(coverageRows(coverage))], { type: 'text/csv;charset=utf-8' }),
  );
  link.download = coverageFileName(coverage);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
