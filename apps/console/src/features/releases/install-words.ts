import type { Release } from '@lapwing/protocol/features/releases/api.ts';
import type { ReleaseFile } from '@lapwing/protocol/features/releases/release.ts';

/** Stands in a command where the code would, for those who may not see it. */
export const NO_CODE = 'SCHOOL-CODE';

/** What a system is installed from by hand or by a deployment tool. */
export interface FirstInstall {
  readonly key: 'windows' | 'linux';
  readonly title: string;
  readonly file: ReleaseFile;
  readonly steps: readonly Command[];
}

export interface Command {
  readonly title: string;
  readonly text: string;
}

/**
 * The release that new devices are installed from: the newest that all devices get; where there is none, the newest.
 * @param releases the newest first
 */
export function releaseInForce(releases: readonly Release[]): Release | null {
  const installable = releases.filter(({ files }) => files.some(({ kind }) => kind !== 'update'));
  return installable.find(({ ring }) => ring === 'all') ?? installable[0] ?? null;
}

/**
 * What to install on each system, with the commands for this school's server.
 * @param server address that devices find it at
 * @param code as it is shown; null where there is none, or it may not be seen
 */
export function firstInstalls(
  files: readonly ReleaseFile[],
  { server, code }: { readonly server: string; readonly code: string | null },
): readonly FirstInstall[] {
  const by = { server, code: code ?? NO_CODE };
  const installs: FirstInstall[] = [];
  for (const file of files) {
    if (file.kind === 'msi')
      installs.push({ key: 'windows', title: 'Windows', file, steps: windowsSteps(file, by) });
    if (file.kind === 'deb')
      installs.push({ key: 'linux', title: 'Debian and Ubuntu', file, steps: linuxSteps(file, by) });
  }
  return installs.toSorted((one, other) => (one.key > other.key ? -1 : 1));
}

interface By {
  readonly server: string;
  readonly code: string;
}

/** An agent that has brought itself up to date is another product to Windows Installer than the package it came from. */
const FIND_PRODUCT =
  "$code = (Get-ItemProperty HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\* | Where-Object DisplayName -eq 'Lapwing Agent').PSChildName";

function windowsSteps({ name, sha256 }: ReleaseFile, { server, code }: By): readonly Command[] {
  return [
    {
      title: 'Check that it came whole (PowerShell)',
      text: `(Get-FileHash .\\${name}).Hash -eq '${sha256.toUpperCase()}'`,
    },
    {
      title: 'Install it without a question (as administrator, or as SYSTEM by a deployment tool)',
      text: `msiexec /i ${name} /qn /norestart SERVER=${server} CODE=${code}`,
    },
    { title: 'See that it runs', text: 'sc query LapwingAgent' },
    {
      title:
        'Take it away again, whichever version it is by then (PowerShell; with PURGE=1 also what it has kept)',
      text: `${FIND_PRODUCT}\nmsiexec /x $code /qn /norestart`,
    },
  ];
}

function linuxSteps({ name, sha256 }: ReleaseFile, { server, code }: By): readonly Command[] {
  const settings = JSON.stringify({ server, schoolCode: code });
  return [
    { title: 'Check that it came whole', text: `echo '${sha256}  ${name}' | sha256sum --check` },
    {
      title: 'Say where it belongs to',
      text: [
        'sudo install -d -m 700 /etc/lapwing-agent',
        `echo '${settings}' | sudo install -m 600 /dev/stdin /etc/lapwing-agent/settings.json`,
      ].join('\n'),
    },
    { title: 'Install it without a question', text: `sudo apt-get install -y ./${name}` },
    { title: 'See that it runs', text: 'systemctl status lapwing-agent' },
    {
      title: 'Take it away again (purge instead of remove: also what it has kept)',
      text: 'sudo apt-get remove -y lapwing-agent',
    },
  ];
}
