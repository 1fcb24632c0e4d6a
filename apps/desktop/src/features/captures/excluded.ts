import type { LeftAlone } from '@lapwing/agent-core/left-alone.ts';
import { isApplication } from '@lapwing/protocol/features/access/application.ts';
import { isBrowser } from '../../platform/contract/browsers.ts';
import type { DesktopWindow } from '../../platform/contract/windows.ts';

/** What of a window decides whether it is left alone. */
export type WindowFacts = Pick<DesktopWindow, 'title' | 'application' | 'executable'>;

/** How pages begin on which one signs in. What is typed there may be a password, and no toolkit may say so. */
const SIGN_IN =
  /^(?:sign(?: |-)?in|log(?: |-)?(?:in|on)|enter (?:your )?(?:password|pin)|(?:change|reset|forgot) (?:your )?password|two-step verification|anmelden|connexion|se connecter|iniciar sesión|iniciar sessão|accedi|inloggen|logowanie|mewngofnodi)(?![\p{L}\p{M}])/iu;

/** What stands between the parts of a caption: `Home | Childline - Chromium`. */
const BETWEEN = /\s+[-–—|·•:]\s+|\s*[|·•]\s*|:\s+/u;
/** Parts of a host that are shared by many: `org.uk`. */
const SHARED = /^(?:www|com?|org|net|edu|gov|nhs|ac|sch|info|app|[a-z]{2})$/u;
/** A shorter name of a site is a word of every day. */
const SHORTEST_NAME = 5;

/**
 * Whether nothing of a window may be looked at: neither what is typed, nor its caption, nor a picture of it. By the
 * programs that the school leaves alone; and in a browser, of which only the caption is known, by pages on which one signs
 * in, and by those that are called as a site that the school leaves alone (product.md A, D11). In doubt it is left alone.
 */
export function isExcluded(window: WindowFacts, leftAlone: LeftAlone): boolean {
  const { application, executable, title } = window;
  // A caption is not asked: a person may write it.
  const seen = { executable, originalName: null, names: [application] };
  if (leftAlone.applications.some((pattern) => isApplication(pattern, seen))) return true;
  if (!isBrowser(window)) return false;
  const parts = title.split(BETWEEN).map((part) => part.trim());
  return SIGN_IN.test(parts[0] ?? '') || leftAlone.hosts.some((host) => isCalled(parts, host));
}

/** Whether a part of a caption begins with the name of a site, however it is written: `The Mix` is `themix.org.uk`. */
function isCalled(parts: readonly string[], host: string): boolean {
  const name = nameOf(host);
  return name.length >= SHORTEST_NAME && parts.some((part) => beginsWith(part, name));
}

function beginsWith(part: string, name: string): boolean {
  let read = '';
  for (const word of part.toLowerCase().split(/[\s-]+/u)) {
    read += word.replaceAll(/[^\p{L}\p{N}]/gu, '');
    if (read === name) return true;
    if (!name.startsWith(read)) return false;
  }
  return false;
}

/** `papyrusuk` of `www.papyrus-uk.org`. */
function nameOf(host: string): string {
  const own = host
    .toLowerCase()
    .split('.')
    .filter((label) => !SHARED.test(label));
  return (own.at(-1) ?? '').replaceAll('-', '');
}
