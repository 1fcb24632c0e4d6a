import { idOf, PRODUCT } from './product.ts';
import { DATA_FOLDER, fileId, FOLDER_ID, NODE_FILE } from './source.ts';

/** A table of a Windows Installer package, as text that msibuild takes. */
export interface Table {
  readonly name: string;
  readonly text: string;
}

/** Said by whoever installs; the last three are only looked at when the agent is taken away or put back. */
const ASKED = ['SERVER', 'CODE', 'NAME', 'PURGE', 'ALLOWOLDER'] as const;
/** Kept out of the log of Windows Installer: whoever has it can enrol a device. */
const SECRET = ['CODE'] as const;

// Kinds of custom actions (Windows Installer, "Summary List of All Custom Action Types").
const RUN_INSTALLED_FILE = 18;
const IN_SCRIPT = 1024;
const AS_SYSTEM = 2048;
const HIDE_TARGET = 8192;
const CONTINUE = 64;

const RUN = `"[${FOLDER_ID}]setup.mjs"`;
const FOLDER = `--folder "${DATA_FOLDER}"`;
/** Another product's package puts this one away: what is kept stays. */
const TAKEN_AWAY = 'REMOVE~="ALL" AND NOT UPGRADINGPRODUCTCODE';

/**
 * The tables that say what happens in which order. wixl makes some of them, without what it does not know: which properties
 * may be given and are kept secret, that an action's words stay out of the log, downgrades, and the order of it all.
 * @param made.content hash of all that is in the package, so that two packages never have the same id
 */
export function packageTables(made: {
  readonly version: string;
  readonly content: string;
  readonly madeAt: Date;
}): readonly Table[] {
  const { version, content } = made;
  return [
    table(
      'Property',
      ['Property', 'Value'],
      ['s72', 'l0'],
      ['Property'],
      [
        ['ALLUSERS', '1'],
        ['ARPNOMODIFY', '1'],
        ['Manufacturer', PRODUCT.maker],
        ['MSIRESTARTMANAGERCONTROL', 'Disable'],
        ['MsiHiddenProperties', SECRET.join(';')],
        ['ProductCode', idOf(`product ${content}`)],
        ['ProductLanguage', '2057'],
        ['ProductName', PRODUCT.name],
        ['ProductVersion', version],
        // Windows Installer would keep a node.exe that is there, and then take it away with the package before.
        ['REINSTALLMODE', 'amus'],
        // Nobody's computer is started anew without being asked.
        ['REBOOT', 'ReallySuppress'],
        ['SecureCustomProperties', ['NEWER', 'OLDER', 'KEPT', ...ASKED].join(';')],
        ['UpgradeCode', PRODUCT.upgradeCode],
      ],
    ),
    table(
      'Upgrade',
      ['UpgradeCode', 'VersionMin', 'VersionMax', 'Language', 'Attributes', 'Remove', 'ActionProperty'],
      ['s38', 'S20', 'S20', 'S255', 'i4', 'S255', 's72'],
      ['UpgradeCode', 'VersionMin', 'VersionMax', 'Language', 'Attributes'],
      [
        // Up to and with this version. 512: that version too, since a package of the same version may be made again.
        [PRODUCT.upgradeCode, '', version, '', '513', '', 'OLDER'],
        // Later ones: refused by a condition below, or replaced where going back was asked for.
        [PRODUCT.upgradeCode, version, '', '', '1', '', 'NEWER'],
      ],
    ),
    table(
      'LaunchCondition',
      ['Condition', 'Description'],
      ['s255', 'l255'],
      ['Condition'],
      [
        ['Privileged', 'Install the Lapwing Agent as an administrator.'],
        ['VersionNT64', 'The Lapwing Agent needs 64-bit Windows 10, Windows Server 2016 or later.'],
        [
          'Installed OR NOT NEWER OR ALLOWOLDER="1"',
          'A later version of the Lapwing Agent is installed. To go back, add ALLOWOLDER=1.',
        ],
        [
          'Installed OR SERVER OR KEPT OR OLDER OR NEWER',
          'Say which school this device belongs to: msiexec /i package.msi SERVER=https://... CODE=...',
        ],
        [
          'Installed OR NOT SERVER OR CODE',
          'SERVER was given without CODE. Give both: SERVER=https://… CODE=…, or neither.',
        ],
        [
          'Installed OR SERVER OR NOT CODE',
          'CODE was given without SERVER. Give both: SERVER=https://… CODE=…, or neither.',
        ],
      ].map(([condition = '', words = '']) => [condition, words.replaceAll('…', '...')]),
    ),
    table(
      'CustomAction',
      ['Action', 'Type', 'Source', 'Target', 'ExtendedType'],
      ['s72', 'i2', 'S72', 'S255', 'I4'],
      ['Action'],
      [
        [
          'Configure',
          String(RUN_INSTALLED_FILE + IN_SCRIPT + AS_SYSTEM + HIDE_TARGET),
          fileId(NODE_FILE),
          // The name is last: a quotation mark in it spoils nothing else.
          `${RUN} configure ${FOLDER} --version ${version} --package "[OriginalDatabase]" --server "[SERVER]" --code "[CODE]" --name "[NAME]"`,
          '',
        ],
        ...['Changing', 'Ended', 'Unname', 'Purge'].map((action) => [
          action,
          String(RUN_INSTALLED_FILE + IN_SCRIPT + AS_SYSTEM + CONTINUE),
          fileId(NODE_FILE),
          `${RUN} ${action.toLowerCase()} ${FOLDER}`,
          '',
        ]),
      ],
    ),
    // Whether settings were kept of an installation before: a value (2) of the 64-bit registry (16) of the machine (2).
    table(
      'AppSearch',
      ['Property', 'Signature_'],
      ['s72', 's72'],
      ['Property', 'Signature_'],
      [['KEPT', 'Kept']],
    ),
    table(
      'RegLocator',
      ['Signature_', 'Root', 'Key', 'Name', 'Type'],
      ['s72', 'i2', 's255', 'S255', 'I2'],
      ['Signature_'],
      [['Kept', '2', String.raw`SOFTWARE\Lapwing Agent`, 'Settings', '18']],
    ),
    table(
      'InstallUISequence',
      ['Action', 'Condition', 'Sequence'],
      ['s72', 'S255', 'I2'],
      ['Action'],
      [
        ['FindRelatedProducts', '', '25'],
        ['AppSearch', '', '50'],
        ['LaunchConditions', '', '100'],
        ['ValidateProductID', '', '700'],
        ['CostInitialize', '', '800'],
        ['FileCost', '', '900'],
        ['CostFinalize', '', '1000'],
        ['MigrateFeatureStates', '', '1200'],
        ['ExecuteAction', '', '1300'],
      ],
    ),
    table(
      'InstallExecuteSequence',
      ['Action', 'Condition', 'Sequence'],
      ['s72', 'S255', 'I2'],
      ['Action'],
      [
        ['FindRelatedProducts', '', '25'],
        ['AppSearch', '', '50'],
        ['LaunchConditions', '', '100'],
        ['ValidateProductID', '', '700'],
        ['CostInitialize', '', '800'],
        ['FileCost', '', '900'],
        ['CostFinalize', '', '1000'],
        ['MigrateFeatureStates', '', '1200'],
        ['InstallValidate', '', '1400'],
        ['InstallInitialize', '', '1500'],
        // Within the transaction: should the rest fail, Windows puts back what was there.
        ['RemoveExistingProducts', '', '1510'],
        ['ProcessComponents', '', '1600'],
        ['UnpublishFeatures', '', '1800'],
        ['Changing', 'REMOVE', '1890'],
        ['StopServices', 'VersionNT', '1900'],
        ['DeleteServices', 'VersionNT', '2000'],
        ['Ended', 'REMOVE', '2002'],
        // Once the service is gone, which would name it again.
        ['Unname', TAKEN_AWAY, '2005'],
        ['Purge', `${TAKEN_AWAY} AND PURGE="1"`, '2010'],
        ['RemoveFiles', '', '3500'],
        ['InstallFiles', '', '4000'],
        ['InstallServices', 'VersionNT', '5800'],
        ['Configure', 'NOT REMOVE', '5850'],
        ['StartServices', 'VersionNT', '5900'],
        ['RegisterUser', '', '6000'],
        ['RegisterProduct', '', '6100'],
        ['PublishFeatures', '', '6300'],
        ['PublishProduct', '', '6400'],
        ['InstallFinalize', '', '6600'],
      ],
    ),
    summary(made),
  ];
}

function summary(made: { readonly version: string; readonly content: string; readonly madeAt: Date }): Table {
  const at = made.madeAt.toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  return table(
    '_SummaryInformation',
    ['PropertyId', 'Value'],
    ['i2', 'l255'],
    ['PropertyId'],
    [
      ['1', '1252'],
      ['2', 'Installation Database'],
      ['3', `${PRODUCT.name} ${made.version}`],
      ['4', PRODUCT.maker],
      ['5', 'Installer'],
      ['7', 'x64;2057'],
      ['9', idOf(`package ${made.content}`)],
      ['12', at],
      ['13', at],
      ['14', '500'],
      ['15', '2'],
      ['18', 'msitools'],
      ['19', '2'],
    ],
  );
}

/** Rows of one line each, cells by tabs: none of ours has either in it. */
function table(
  name: string,
  columns: readonly string[],
  kinds: readonly string[],
  keys: readonly string[],
  rows: readonly (readonly string[])[],
): Table {
  const lines = [columns, kinds, [name, ...keys], ...rows];
  return { name, text: lines.map((cells) => `${cells.join('\t')}\r\n`).join('') };
}
