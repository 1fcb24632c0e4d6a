import { downloadRelease, type Release } from '@lapwing/protocol/features/releases/api.ts';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { addressOf } from '../../api/client.ts';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { CopyBox, CopyButton } from '../../ui/copy.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import { TabSet } from '../../ui/tab-set.tsx';
import { When } from '../../ui/when.tsx';
import { type FirstInstall, firstInstalls, NO_CODE } from './install-words.ts';
import { schoolCodeQuery } from './queries.ts';
import { sayMegabytes } from './words.ts';

/** What new devices are installed from, and how: the file, its sum, and the commands for this school. */
export function InstallPart(props: { release: Release; server: string }): ReactNode {
  const { release, server } = props;
  const mayCode = useMay('devices.enrol');
  const query = useQuery({ ...schoolCodeQuery, enabled: mayCode });
  const code = query.data?.code ?? null;
  const installs = firstInstalls(release.files, { server, code });
  return (
    <section className="card" aria-labelledby="install-heading">
      <h2 id="install-heading">Install it on new devices</h2>
      <p>
        Version {release.version}.{' '}
        {release.ring === 'all'
          ? 'It is the newest that all devices get.'
          : 'No version is given to all devices yet; this is the newest.'}
      </p>
      {mayCode && query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={4} />
      ) : (
        <>
          <CodeNotice
            mayCode={mayCode}
            code={code}
            expiresAt={code === null ? null : (query.data?.expiresAt ?? null)}
          />
          <TabSet
            label="System"
            tabs={installs.map((install) => ({
              key: install.key,
              title: install.title,
              content: <OneSystem version={release.version} install={install} />,
            }))}
          />
        </>
      )}
    </section>
  );
}

function CodeNotice(props: { mayCode: boolean; code: string | null; expiresAt: string | null }): ReactNode {
  const { mayCode, code, expiresAt } = props;
  if (!mayCode) {
    return (
      <Notice tone="plain">
        Your role does not include the school code: put it in the place of <code>{NO_CODE}</code>. Whoever
        adds devices has it.
      </Notice>
    );
  }
  if (code === null) {
    return (
      <Notice tone="warn">
        There is no school code in force, so no device can be enrolled.{' '}
        <Link href={paths.enrol()}>Make a school code</Link>
      </Notice>
    );
  }
  return (
    <p className="quiet small">
      The commands hold the school code: whoever reads it can enrol a device
      {expiresAt === null ? (
        '.'
      ) : (
        <>
          {' '}
          until <When at={expiresAt} show="moment" />.
        </>
      )}{' '}
      A code for one lot of devices does as well. <Link href={paths.enrol()}>Codes</Link>
    </p>
  );
}

function OneSystem(props: { version: string; install: FirstInstall }): ReactNode {
  const { file, steps } = props.install;
  return (
    <div className="stack">
      <div className="release-file">
        <a
          className="button"
          data-look="main"
          href={addressOf(downloadRelease, { params: { version: props.version, name: file.name } })}
          download={file.name}
        >
          <Download size={14} aria-hidden />
          Download for {props.install.title}
        </a>
        <span>
          {file.name}, <span className="number">{sayMegabytes(file.bytes)}</span>
        </span>
      </div>
      <dl className="facts">
        <dt>SHA-256</dt>
        <dd className="release-sum">
          <code>{file.sha256}</code>
          <CopyButton text={file.sha256} label={`Copy the SHA-256 of ${file.name}`} />
        </dd>
      </dl>
      {steps.map(({ title, text }) => (
        <CopyBox key={title} title={title} text={text} />
      ))}
      <p className="quiet small">
        The device appears under Devices within a minute of its start. Every download is in the audit.
      </p>
    </div>
  );
}

const MAKE = [
  'openssl genpkey -algorithm ed25519 -out release-key.pem',
  'KEY=$(openssl pkey -in release-key.pem -pubout -outform DER | tail -c 32 | basenc --base64url | tr -d =)',
  'npm run package:desktop -- --version 1.0.0 --release-key "$KEY"',
  'npm run release:desktop -- --version 1.0.0 --key release-key.pem --out RELEASES \\',
  '  apps/desktop/packaging/dist/*',
].join('\n');

/** Nothing to install from: how releases come here. */
export function NoRelease(props: { hasKey: boolean; mayManage: boolean }): ReactNode {
  return (
    <div className="stack">
      <State title="No release of the desktop agent yet" icon="empty">
        Until there is one, browsers are watched by the extension, and nothing else of a computer is.
      </State>
      {props.mayManage ? (
        <section className="card" aria-labelledby="make-heading">
          <h2 id="make-heading">For whoever runs the server</h2>
          <ol className="steps">
            <li>
              Once, make the key that releases are signed with, and keep it where nobody else gets at it. The
              server and the packages are told its public half alone.
            </li>
            <li>Build the packages for that key, in a checkout of Lapwing.</li>
            <li>
              Sign them as a release, into the folder that <code>LAPWING_RELEASES</code> names to the server.
              It stands here at once; no restart is needed.
            </li>
          </ol>
          <CopyBox title="In a checkout of Lapwing" text={MAKE} />
          {props.hasKey ? null : (
            <Notice tone="warn">
              This server was not told whose releases it takes, so it takes none: set{' '}
              <code>LAPWING_RELEASE_KEY</code> to the public half (<code>$KEY</code> above), and start it
              again.
            </Notice>
          )}
        </section>
      ) : null}
    </div>
  );
}
