import type { InstallTarget } from '@lapwing/protocol/features/devices/api.ts';
import { escapeXml } from './extension-files.ts';

export interface InstallFacts {
  readonly extensionId: string;
  readonly updateUrl: string;
  readonly server: string;
  /** As it is shown; null when none is in force. */
  readonly schoolCode: string | null;
  /** Why the extension cannot be given out at present, or null. */
  readonly problem: string | null;
}

const CHROME_KEY = String.raw`SOFTWARE\Policies\Google\Chrome`;
const EDGE_KEY = String.raw`SOFTWARE\Policies\Microsoft\Edge`;

/** What goes wrong on every platform in the same way, said before it is tried. */
const EVERYWHERE = [
  'Only browsers under this policy are covered. A pupil who can install or start another browser, or a portable one, is not: allow no other programs.',
  'Private windows and guest profiles are switched off, since no extension is forced into them.',
];

/** Managed-policy files and steps for each platform, filled in for this server and school. */
export function installTargets(facts: InstallFacts): InstallTarget[] {
  const before = [
    ...(facts.problem === null ? [] : [`Not yet possible: ${facts.problem}`]),
    ...(facts.schoolCode === null
      ? ['There is no school code in force: make one first, so that devices can enrol themselves.']
      : []),
  ];
  return [chromeOs(facts, before), windows(facts, before), linux(facts, before), macos(facts, before)];
}

/** What the extension reads from `storage.managed`. */
function managedConfiguration(facts: InstallFacts): Record<string, string> {
  return {
    server: facts.server,
    ...(facts.schoolCode === null ? {} : { schoolCode: facts.schoolCode }),
  };
}

/** The names that differ between the two families. */
const NAMES = Object.freeze({
  chrome: {
    privateWindows: 'IncognitoModeAvailability',
    addProfiles: 'BrowserAddPersonEnabled',
    pinned: { toolbar_pin: 'force_pinned' },
  },
  edge: {
    privateWindows: 'InPrivateModeAvailability',
    addProfiles: 'BrowserAddProfileEnabled',
    pinned: { toolbar_state: 'force_shown' },
  },
});
type Family = keyof typeof NAMES;

/** The browser's policies by name, apart from the list and the configuration of extensions. */
function settings(family: Family): Record<string, number | boolean> {
  return {
    // 1: switched off. No extension is forced into a private window.
    [NAMES[family].privateWindows]: 1,
    // 0: developer tools for pages, but not for extensions that are installed by policy.
    DeveloperToolsAvailability: 0,
    BrowserGuestModeEnabled: false,
    [NAMES[family].addProfiles]: false,
  };
}

/** Installed by force and always on the toolbar: a pupil sees at any time that the device is monitored. */
function extensionSettings(facts: InstallFacts, family: Family): Record<string, unknown> {
  return {
    [facts.extensionId]: {
      installation_mode: 'force_installed',
      update_url: facts.updateUrl,
      ...NAMES[family].pinned,
    },
  };
}

function policies(facts: InstallFacts, family: Family): Record<string, unknown> {
  return { ExtensionSettings: extensionSettings(facts, family), ...settings(family) };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function chromeOs(facts: InstallFacts, before: readonly string[]): InstallTarget {
  return {
    key: 'chromeos',
    title: 'ChromeOS and managed Chrome profiles (Google Admin console)',
    steps: [
      ...before,
      'In the Google Admin console open Devices > Chrome > Apps & extensions > Users & browsers, and choose the organisational unit of the pupils.',
      'Choose + > Add Chrome app or extension by ID > From a custom URL.',
      `Extension ID: ${facts.extensionId}`,
      `URL: ${facts.updateUrl}`,
      'Installation policy: Force install + pin to browser toolbar, so that pupils always see that the device is monitored.',
      'Policy for extensions: paste the content of lapwing-managed-configuration.json.',
      'Under Devices > Chrome > Settings set: Incognito mode: Disallow; Guest mode: Disable; Developer tools: allow except for force-installed extensions; Sign in to secondary accounts: Block.',
      'Devices appear on this page within minutes of the next sign-in.',
    ],
    files: [
      {
        path: 'lapwing-managed-configuration.json',
        mediaType: 'application/json',
        content: json(
          Object.fromEntries(
            Object.entries(managedConfiguration(facts)).map(([name, value]) => [name, { Value: value }]),
          ),
        ),
      },
    ],
    limits: [
      'Chromebooks must reach this server from everywhere that they are used, by https.',
      'A person who signs in with a private account is not under the policy: allow sign-in only for accounts of the school.',
      EVERYWHERE[0] ?? '',
    ],
  };
}

function windows(facts: InstallFacts, before: readonly string[]): InstallTarget {
  return {
    key: 'windows',
    title: 'Windows: Chrome and Edge',
    steps: [
      ...before,
      'By hand, on one machine: save lapwing.reg, open it as an administrator, and restart the browser.',
      'By Group Policy: Computer Configuration > Preferences > Windows Settings > Registry, with the values of lapwing.reg; or with the ADMX templates of the browser, where the policies have the same names.',
      'By Intune: Devices > Configuration > Settings catalog, with the same policies for Chrome and for Edge.',
      'Look at chrome://policy or edge://policy on one machine: each policy says "OK". The device then appears on this page.',
    ],
    files: [{ path: 'lapwing.reg', mediaType: 'text/plain', content: registryFile(facts) }],
    limits: [
      'Chrome and Edge force-install an extension from outside their stores only on machines that are joined to a domain (Active Directory), to Microsoft Entra ID with management, or enrolled in Chrome Enterprise Core. On any other machine the policy is listed as blocked.',
      'Pupils must not be administrators of the machine: an administrator can delete the policy.',
      ...EVERYWHERE,
    ],
  };
}

function registryFile(facts: InstallFacts): string {
  const families: ReadonlyArray<[Family, string]> = [
    ['chrome', CHROME_KEY],
    ['edge', EDGE_KEY],
  ];
  const sections = families.map(([family, key]) => {
    const values = Object.entries(managedConfiguration(facts)).map(
      ([name, value]) => `"${name}"="${escapeRegistry(value)}"`,
    );
    return [
      `[HKEY_LOCAL_MACHINE\\${key}]`,
      ...Object.entries(settings(family)).map(([name, value]) => `"${name}"=dword:0000000${Number(value)}`),
      `"ExtensionSettings"="${escapeRegistry(JSON.stringify(extensionSettings(facts, family)))}"`,
      '',
      `[HKEY_LOCAL_MACHINE\\${key}\\3rdparty\\extensions\\${facts.extensionId}\\policy]`,
      ...values,
    ].join('\r\n');
  });
  return ['Windows Registry Editor Version 5.00', ...sections, ''].join('\r\n\r\n');
}

function escapeRegistry(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

function linux(facts: InstallFacts, before: readonly string[]): InstallTarget {
  const content = (family: Family): string =>
    json({
      ...policies(facts, family),
      '3rdparty': { extensions: { [facts.extensionId]: managedConfiguration(facts) } },
    });
  const folders: ReadonlyArray<[string, Family]> = [
    ['/etc/chromium/policies/managed', 'chrome'],
    ['/etc/opt/chrome/policies/managed', 'chrome'],
    ['/etc/opt/edge/policies/managed', 'edge'],
  ];
  return {
    key: 'linux',
    title: 'Linux: Chromium, Chrome and Edge',
    steps: [
      ...before,
      'Put the file into the folder of the browser that is used, owned by root and readable by all (mode 644). Which folder belongs to which browser stands in its path.',
      'Restart the browser and look at chrome://policy: each policy says "OK". The device then appears on this page.',
    ],
    files: folders.map(([folder, family]) => ({
      path: `${folder}/lapwing.json`,
      mediaType: 'application/json',
      content: content(family),
    })),
    limits: [
      'Pupils must not be able to become root: root can remove the file.',
      'Browsers packed as snap or flatpak read their policies elsewhere, and some not at all: use the package of the distribution.',
      ...EVERYWHERE,
    ],
  };
}

function macos(facts: InstallFacts, before: readonly string[]): InstallTarget {
  return {
    key: 'macos',
    title: 'macOS: Chrome',
    steps: [
      ...before,
      'Upload lapwing.mobileconfig to the management of the Macs (Jamf, Mosyle, Intune) as a custom profile for the computers.',
      'Look at chrome://policy on one machine: each policy says "OK". The device then appears on this page.',
    ],
    files: [
      {
        path: 'lapwing.mobileconfig',
        mediaType: 'application/x-apple-aspen-config',
        content: mobileConfiguration(facts),
      },
    ],
    limits: [
      'Chrome force-installs an extension from outside its store only on Macs that are managed (MDM) or enrolled in Chrome Enterprise Core. A profile that is installed by hand is not enough.',
      'Safari and Firefox are not covered: allow no other browser.',
      ...EVERYWHERE,
    ],
  };
}

function mobileConfiguration(facts: InstallFacts): string {
  const payload = (type: string, uuid: string, values: Record<string, unknown>): Record<string, unknown> => ({
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: `lapwing.${type}`,
    PayloadUUID: uuid,
    PayloadEnabled: true,
    ...values,
  });
  const content = payload('Configuration', '6B1E61C0-9C3B-4D0A-8B52-6C6F9E0F1A01', {
    PayloadDisplayName: 'Lapwing',
    PayloadScope: 'System',
    PayloadContent: [
      payload('com.google.Chrome', '6B1E61C0-9C3B-4D0A-8B52-6C6F9E0F1A02', policies(facts, 'chrome')),
      payload(
        `com.google.Chrome.extensions.${facts.extensionId}`,
        '6B1E61C0-9C3B-4D0A-8B52-6C6F9E0F1A03',
        managedConfiguration(facts),
      ),
    ],
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${plist(content)}
</plist>
`;
}

function plist(value: unknown): string {
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  if (typeof value === 'number') return `<integer>${value}</integer>`;
  if (Array.isArray(value)) return `<array>\n${value.map((item) => plist(item)).join('\n')}\n</array>`;
  if (typeof value === 'object' && value !== null) {
    const lines = Object.entries(value).map(([key, item]) => `<key>${escapeXml(key)}</key>\n${plist(item)}`);
    return `<dict>\n${lines.join('\n')}\n</dict>`;
  }
  return `<string>${escapeXml(String(value))}</string>`;
}
