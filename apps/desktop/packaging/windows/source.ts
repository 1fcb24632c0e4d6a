import { idOf, PRODUCT } from './product.ts';

/** A file of the package. */
export interface PackedFile {
  /** Below the folder of the program, with `/`. */
  readonly path: string;
  /** Where its bytes are now. */
  readonly source: string;
}

/** The program that runs everything else; the service is this one. */
export const NODE_FILE = 'node.exe';
export const FOLDER_ID = 'INSTALLDIR';
/** Where the agent keeps what is not its program; what Windows puts for the name ends with a backslash. */
export const DATA_FOLDER = '[CommonAppDataFolder]Lapwing Agent';

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: PackedFile[];
}

/**
 * What wixl is told: folders, files and the service. wixl knows a part of WiX only and passes over the rest with a warning
 * that nobody sees; what it does not know stands in `tables.ts`.
 * @param files in any order
 */
export function packageSource(version: string, files: readonly PackedFile[]): string {
  const top: Folder = { folders: new Map(), files: [] };
  for (const file of files.toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
    let folder = top;
    const steps = file.path.split('/');
    for (const step of steps.slice(0, -1)) {
      const below = folder.folders.get(step) ?? { folders: new Map(), files: [] };
      folder.folders.set(step, below);
      folder = below;
    }
    folder.files.push(file);
  }
  const components: string[] = [];
  const tree = writeFolder(top, '', version, components);
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Name="${PRODUCT.name}" Id="${bare(idOf(`product ${version}`))}" UpgradeCode="${bare(PRODUCT.upgradeCode)}"
  Language="2057" Codepage="1252" Version="${version}" Manufacturer="${PRODUCT.maker}">
<Package Id="${bare(idOf(`package ${version}`))}" Description="${PRODUCT.name}" Manufacturer="${PRODUCT.maker}"
  InstallerVersion="500" InstallScope="perMachine" Languages="2057" Compressed="yes" SummaryCodepage="1252" />
<Media Id="1" Cabinet="agent.cab" EmbedCab="yes" />
<Directory Id="TARGETDIR" Name="SourceDir"><Directory Id="ProgramFiles64Folder">
<Directory Id="${FOLDER_ID}" Name="${PRODUCT.name}">
${tree}
</Directory></Directory></Directory>
<Feature Id="Agent" Title="${PRODUCT.name}" Level="1">
${components.map((id) => `<ComponentRef Id="${id}" />`).join('\n')}
</Feature>
</Product>
</Wix>
`;
}

/** The id of a file in the package, as the tables name it. */
export function fileId(path: string): string {
  return nameOf('f', path);
}

function writeFolder(folder: Folder, path: string, version: string, components: string[]): string {
  const files = folder.files.map((file) => {
    const id = nameOf('c', file.path);
    components.push(id);
    // With the version in it: no file of another version is ever taken for this one's.
    const guid = bare(idOf(`component ${version} ${file.path}`));
    const name = file.path.slice(path.length);
    return `<Component Id="${id}" Guid="${guid}" Win64="yes"><File Id="${fileId(file.path)}" Name="${attribute(name)}" Source="${attribute(file.source)}" KeyPath="yes" />${file.path === NODE_FILE ? SERVICE : ''}</Component>`;
  });
  const folders = [...folder.folders].map(([name, below]) => {
    const inside = `${path}${name}/`;
    return `<Directory Id="${nameOf('d', inside)}" Name="${attribute(name)}">\n${writeFolder(below, inside, version, components)}\n</Directory>`;
  });
  return [...files, ...folders].join('\n');
}

const SERVICE_ARGUMENTS = [
  `"[${FOLDER_ID}]main.mjs" --service`,
  `--settings "${DATA_FOLDER}\\settings.json"`,
  `--data "${DATA_FOLDER}\\data"`,
].join(' ');

const SERVICE = `
<ServiceInstall Id="service" Name="${PRODUCT.service}" DisplayName="${PRODUCT.name}" Type="ownProcess" Start="auto"
  ErrorControl="normal" Vital="yes" Arguments="${attribute(SERVICE_ARGUMENTS)}"
  Description="The school's agent on this computer. Its sign in the notification area says what is monitored." />
<ServiceControl Id="service" Name="${PRODUCT.service}" Start="install" Stop="both" Remove="uninstall" Wait="yes" />
`;

/** Ids in the package may have letters and figures only, and 72 of them. */
function nameOf(kind: string, path: string): string {
  return `${kind}${idOf(path).replaceAll(/[^0-9A-F]/gu, '')}`;
}

function bare(id: string): string {
  return id.slice(1, -1);
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
