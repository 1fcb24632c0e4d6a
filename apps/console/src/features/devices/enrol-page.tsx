import {
  type InstallTarget,
  listRefusedAttempts,
  renewSchoolCode,
  revokeSchoolCode,
  showInstall,
  showSchoolCode,
} from '@lapwing/protocol/features/devices/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { CopyBox, CopyButton } from '../../ui/copy.tsx';
import { Confirm, Window } from '../../ui/dialog.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { TabSet } from '../../ui/tab-set.tsx';
import { When } from '../../ui/when.tsx';
import { LimitedCodes } from './limited-codes.tsx';
import { REFUSAL_WORDS } from './words.ts';
import './devices.css';

const CODE_KEY = ['devices', 'school-code'] as const;
const INSTALL_KEY = ['devices', 'install'] as const;

const SHORT_TITLES: Readonly<Record<InstallTarget['key'], string>> = Object.freeze({
  chromeos: 'ChromeOS',
  windows: 'Windows',
  linux: 'Linux',
  macos: 'macOS',
});

/** How devices come in: the school code, what to do on each platform, and who was turned away. */
export function EnrolPage(): ReactNode {
  return (
    <Page
      title="Add devices"
      tab="Add devices"
      description="Each device makes its own key and shows the school code once. It then appears under Devices by itself."
      actions={<ActionLink href={paths.devices()}>All devices</ActionLink>}
    >
      <div className="stack enrol">
        <SchoolCode />
        <LimitedCodes />
        <Install />
        <Refused />
      </div>
    </Page>
  );
}

function SchoolCode(): ReactNode {
  const client = useQueryClient();
  const query = useQuery({ queryKey: CODE_KEY, queryFn: ({ signal }) => load(showSchoolCode, {}, signal) });
  const [renewing, setRenewing] = useState(false);
  const [revoking, setRevoking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => load(revokeSchoolCode, {}),
    onSuccess(state) {
      client.setQueryData(CODE_KEY, state);
      setRevoking(false);
      void client.invalidateQueries({ queryKey: INSTALL_KEY });
    },
  });
  const state = query.data;
  return (
    <section className="card" aria-labelledby="code-heading">
      <h2 id="code-heading">1. The school code</h2>
      {state === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={2} />
      ) : state.code === null ? (
        <>
          <p>There is no school code in force. Devices can only be enrolled by a code for one lot, below.</p>
          <div className="row">
            <Action look="main" onPress={() => setRenewing(true)}>
              Make a school code
            </Action>
          </div>
        </>
      ) : (
        <>
          <div className="row">
            <code className="code-big">{state.code}</code>
            <CopyButton text={state.code} label="Copy the school code" />
          </div>
          <p className="quiet">
            {state.expiresAt === null ? (
              'Good until it is withdrawn.'
            ) : (
              <>
                Good until <When at={state.expiresAt} show="moment" /> (<When at={state.expiresAt} />
                ).
              </>
            )}{' '}
            {state.enrolled === 1 ? '1 device was' : `${state.enrolled} devices were`} enrolled with it.
          </p>
          <div className="row">
            <Action onPress={() => setRenewing(true)}>Make a new code</Action>
            <Action onPress={() => setRevoking(true)}>Withdraw it</Action>
          </div>
        </>
      )}
      {renewing ? <RenewWindow replaces={state?.code ?? null} onClose={() => setRenewing(false)} /> : null}
      <Confirm
        title="Withdraw the school code?"
        open={revoking}
        onClose={() => setRevoking(false)}
        verb="Withdraw the code"
        onConfirm={() => revoke.mutate()}
        busy={revoke.isPending}
        error={revoke.error === null ? undefined : sayShortly(revoke.error)}
      >
        <p>
          From now on no device can be enrolled by it. Devices that are enrolled stay, and codes for one lot
          of devices go on as they are.
        </p>
      </Confirm>
    </section>
  );
}

const LENGTHS = [
  { key: '1', label: '1 day', days: 1 },
  { key: '7', label: '1 week', days: 7 },
  { key: '30', label: '30 days', days: 30 },
  { key: '366', label: '1 year', days: 366 },
  { key: 'none', label: 'Until it is withdrawn', days: null },
] as const;

function RenewWindow(props: { replaces: string | null; onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const [length, setLength] = useState<(typeof LENGTHS)[number]['key']>('30');
  const renew = useMutation({
    mutationFn: () =>
      load(renewSchoolCode, { body: { days: LENGTHS.find((one) => one.key === length)?.days ?? null } }),
    onSuccess(state) {
      client.setQueryData(CODE_KEY, state);
      void client.invalidateQueries({ queryKey: INSTALL_KEY });
      props.onClose();
    },
  });
  return (
    <Window title="Make a new school code" open onClose={props.onClose}>
      {props.replaces === null ? null : (
        <p>
          The present code <code>{props.replaces}</code> is refused from then on. Put the new one into the
          policy of devices that are still to come; enrolled devices stay as they are.
        </p>
      )}
      <Choice label="Good for" value={length} options={LENGTHS} onChange={setLength} />
      {renew.error === null ? null : <Notice tone="stop">{sayShortly(renew.error)}</Notice>}
      <div className="dialog-foot">
        <Action onPress={props.onClose}>Cancel</Action>
        <Action look="main" onPress={() => renew.mutate()} busy={renew.isPending}>
          Make the code
        </Action>
      </div>
    </Window>
  );
}

function Install(): ReactNode {
  const query = useQuery({ queryKey: INSTALL_KEY, queryFn: ({ signal }) => load(showInstall, {}, signal) });
  const install = query.data;
  return (
    <section className="card" aria-labelledby="install-heading">
      <h2 id="install-heading">2. The extension on every browser</h2>
      {install === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={5} />
      ) : (
        <>
          <p className="quiet">
            Version {install.version}. Browsers that are managed by policy install it and keep it up to date
            by themselves.
          </p>
          <TabSet
            label="Platform"
            tabs={install.targets.map((target) => ({
              key: target.key,
              title: SHORT_TITLES[target.key],
              content: <Target target={target} />,
            }))}
          />
        </>
      )}
    </section>
  );
}

function Target(props: { target: InstallTarget }): ReactNode {
  const { target } = props;
  return (
    <div className="stack">
      <h3>{target.title}</h3>
      <ol className="steps">
        {target.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {target.files.map((file) => (
        <CopyBox key={file.path} title={file.path} text={file.content} />
      ))}
      {target.limits.length === 0 ? null : (
        <>
          <h3>What does not work there</h3>
          <ul className="bullets">
            {target.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Refused(): ReactNode {
  const query = useQuery({
    queryKey: ['devices', 'refused'],
    queryFn: ({ signal }) => load(listRefusedAttempts, {}, signal),
  });
  const attempts = query.data?.attempts;
  return (
    <section className="card" aria-labelledby="refused-heading">
      <h2 id="refused-heading">Turned away lately</h2>
      {attempts === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={2} />
      ) : attempts.length === 0 ? (
        <p className="quiet">No device was turned away.</p>
      ) : (
        <ul className="refused">
          {attempts.map((attempt) => (
            <li key={`${attempt.at} ${attempt.deviceId ?? ''} ${attempt.address}`}>
              <span className="quiet small">
                <When at={attempt.at} show="moment" />
              </span>
              <span>
                <strong>
                  {attempt.deviceName === null ? 'A device' : <Name>{attempt.deviceName}</Name>}
                </strong>{' '}
                <span className="quiet small">from {attempt.address}</span>
                <br />
                {REFUSAL_WORDS[attempt.reason]}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
