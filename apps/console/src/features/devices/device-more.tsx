import type { Device } from '@lapwing/protocol/features/devices/api.ts';
import type { DeviceDetail } from '@lapwing/protocol/features/devices/detail.api.ts';
import type { Inventory } from '@lapwing/protocol/features/devices/platform.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { settingInWords } from '../../settings-words.ts';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { TabSet } from '../../ui/tab-set.tsx';
import { When } from '../../ui/when.tsx';
import { sayBytes, sayLength, TERMS_PROBLEMS } from './detail-words.ts';
import { deviceQuery, deviceSettingsQuery } from './queries.ts';
import { Tamperings } from './tamperings.tsx';
import { sayCoverage } from './words.ts';

/** What lies behind one device: its terms, its settings, who sat there, when it was connected, what it is made of. */
export function DeviceMore(props: { device: Device; watched: ReactNode; activity: ReactNode }): ReactNode {
  const { device } = props;
  const query = useQuery(deviceQuery(device.id, device.status));
  const detail = query.data;
  if (detail === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={6} />;
  return (
    <TabSet
      label="More about the device"
      tabs={[
        { key: 'watches', title: 'Watches', content: <Watches device={device} detail={detail} /> },
        { key: 'settings', title: 'Settings', content: <Settings device={device} watched={props.watched} /> },
        { key: 'history', title: 'History', content: <History detail={detail} activity={props.activity} /> },
        { key: 'inventory', title: 'Made of', content: <MadeOf device={device} detail={detail} /> },
      ]}
    />
  );
}

function Watches(props: { device: Device; detail: DeviceDetail }): ReactNode {
  const { terms } = props.detail;
  const coverage = sayCoverage(props.device.platform.capabilities);
  return (
    <div className="stack">
      <Terms terms={terms} />
      <h3>What it can watch</h3>
      <ul className="bullets">
        {coverage.can.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <h3>What it cannot</h3>
      <ul className="bullets quiet">
        {coverage.cannot.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Terms(props: { terms: DeviceDetail['terms'] }): ReactNode {
  const { terms } = props;
  if (terms === null)
    return <Notice tone="warn">It was never told what to watch for: it has not connected yet.</Notice>;
  if (terms.problem !== null) {
    return (
      <Notice tone="stop">
        It refused version {terms.version} of what it is to watch for
        {terms.appliedAt === null ? null : (
          <>
            {' '}
            (<When at={terms.appliedAt} />)
          </>
        )}
        . {TERMS_PROBLEMS[terms.problem] ?? 'Its agent gives a reason that this version does not know.'}
      </Notice>
    );
  }
  if (terms.appliedVersion === null || terms.appliedAt === null)
    return <Notice tone="warn">It was told what to watch for, and has not said yet that it does.</Notice>;
  return (
    <p>
      Watches with version {terms.appliedVersion} of the terms since{' '}
      <When at={terms.appliedAt} show="moment" />.
      {terms.appliedVersion < terms.version ? ` Version ${terms.version} is on its way to it.` : ''}
    </p>
  );
}

function Settings(props: { device: Device; watched: ReactNode }): ReactNode {
  const mayGroups = useMay('groups.view');
  const { device } = props;
  const query = useQuery({
    ...deviceSettingsQuery(device.id, device.person?.personId ?? null),
    enabled: mayGroups,
  });
  if (!mayGroups) return <p className="quiet">Your role does not include what groups set.</p>;
  if (query.data === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={3} />;
  return (
    <div className="stack">
      <dl className="stack">
        {query.data.settings.map((origin) => {
          const words = settingInWords(origin);
          return (
            <div key={origin.setting}>
              <dt className="quiet">{words.title}</dt>
              <dd>
                <strong>{words.value}</strong>
                <br />
                {words.hint}
                <br />
                <span className="quiet small">{words.why}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      {props.watched}
    </div>
  );
}

function History(props: { detail: DeviceDetail; activity: ReactNode }): ReactNode {
  const { sessions, connections, tamperings } = props.detail;
  return (
    <div className="stack">
      <Tamperings tamperings={tamperings} />
      {props.activity}
      <h3>Who sat here</h3>
      {sessions.length === 0 ? (
        <p className="quiet">Nobody whom you may see.</p>
      ) : (
        <ul className="device-lines">
          {sessions.map((session) => (
            <li key={session.id}>
              {session.personId === null ? (
                <span>
                  <Name>{session.name}</Name> <span className="quiet small">not matched</span>
                </span>
              ) : (
                <Link href={paths.person(session.personId)}>
                  <Name>{session.name}</Name>
                </Link>
              )}
              <span className="quiet small">
                <Span from={session.startedAt} to={session.endedAt} going="still here" />
              </span>
            </li>
          ))}
        </ul>
      )}
      <h3>When it was connected</h3>
      {connections.length === 0 ? (
        <p className="quiet">Not once yet.</p>
      ) : (
        <ul className="device-lines">
          {connections.map((one) => (
            <li key={one.connectedAt}>
              <span>
                <Span from={one.connectedAt} to={one.endedAt} going="now" />
              </span>
              <span className="quiet small">
                {one.address === null ? '' : `from ${one.address}, `}version {one.agentVersion}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Span(props: { from: string; to: string | null; going: string }): ReactNode {
  return (
    <>
      <When at={props.from} show="moment" />,{' '}
      {props.to === null ? props.going : sayLength(Date.parse(props.to) - Date.parse(props.from))}
    </>
  );
}

const NOTHING_TOLD: Inventory = Object.freeze({
  model: null,
  processor: null,
  threads: null,
  memory: null,
  disk: null,
  screens: [],
});

function MadeOf(props: { device: Device; detail: DeviceDetail }): ReactNode {
  const { model, processor, threads, memory, disk, screens } =
    props.device.platform.inventory ?? NOTHING_TOLD;
  const unknown = <span className="quiet">The platform does not tell</span>;
  return (
    <dl className="facts">
      <dt>Model</dt>
      <dd>{model === null ? unknown : <Name>{model}</Name>}</dd>
      <dt>Processor</dt>
      <dd>
        {processor === null ? unknown : <Name>{processor}</Name>}
        {threads === null ? null : `, ${threads} threads`}
      </dd>
      <dt>Memory</dt>
      <dd>{memory === null ? unknown : sayBytes(memory)}</dd>
      <dt>Disk</dt>
      <dd>{disk === null ? unknown : sayBytes(disk)}</dd>
      <dt>Screens</dt>
      <dd>
        {screens.length === 0
          ? unknown
          : screens.map(({ width, height }) => `${width} × ${height}`).join(', ')}
      </dd>
      <dt>Address</dt>
      <dd>{props.detail.address ?? <span className="quiet">Not connected yet</span>}</dd>
    </dl>
  );
}
