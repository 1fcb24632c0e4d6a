import type { Download } from '../../platform/contract/control.ts';

/** Kinds of content by the endings that they go by, where a name does not tell. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  'application/x-msdownload': ['exe', 'dll'],
  'application/x-msdos-program': ['exe', 'com', 'bat'],
  'application/vnd.microsoft.portable-executable': ['exe', 'dll'],
  'application/x-msi': ['msi'],
  'application/x-ms-installer': ['msi'],
  'application/vnd.android.package-archive': ['apk'],
  'application/x-apple-diskimage': ['dmg'],
  'application/vnd.debian.binary-package': ['deb'],
  'application/x-debian-package': ['deb'],
  'application/x-rpm': ['rpm'],
  'application/x-chrome-extension': ['crx'],
  'application/java-archive': ['jar'],
  'application/zip': ['zip'],
  'application/x-zip-compressed': ['zip'],
  'application/x-7z-compressed': ['7z'],
  'application/vnd.rar': ['rar'],
  'application/x-rar-compressed': ['rar'],
  'application/gzip': ['gz', 'tgz'],
  'application/x-iso9660-image': ['iso'],
  'application/x-bittorrent': ['torrent'],
  'application/x-sh': ['sh'],
  'application/pdf': ['pdf'],
  'audio/mpeg': ['mp3'],
  'video/mp4': ['mp4'],
});

/** Which of the rules stops a download; null: none. A rule without endings stops all. */
export function stoppedBy(
  download: Omit<Download, 'id'>,
  rules: readonly { readonly id: string; readonly endings: readonly string[] }[],
): string | null {
  const has = new Set([
    ...endingsOf(lastOf(download.name)),
    ...endingsOf(lastOfPath(download.url)),
    ...(ENDINGS[(download.mediaType.split(';')[0] ?? '').trim().toLowerCase()] ?? []),
  ]);
  return rules.find(({ endings }) => endings.length === 0 || endings.some((one) => has.has(one)))?.id ?? null;
}

/** What a file is called, for the person; empty where nothing tells. */
export function nameOf({ name, url }: Pick<Download, 'name' | 'url'>): string {
  return name === '' ? lastOfPath(url) : lastOf(name);
}

function lastOf(name: string): string {
  return name.replace(/^.*[/\\]/, '');
}

function lastOfPath(url: string): string {
  if (!URL.canParse(url)) return '';
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Every ending of a name: `game.exe.zip` has both, and so has `game.exe.` that a system makes `game.exe`. */
function endingsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split('.')
    .slice(1)
    .map((ending) => ending.trim())
    .filter((ending) => ending !== '');
}
