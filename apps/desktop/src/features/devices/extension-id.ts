import type { Http } from '@lapwing/agent-core/contracts/http.ts';

/** Where managed browsers find the school's extension; it is signed by the server, so that its id is the server's own. */
const UPDATE_PATH = '/agent/devices/extension/update.xml';
const WITHIN_MS = 20_000;

/** The id of the extension that a server gives out; null where it does not say. @param server its origin */
export async function extensionIdAt(http: Http, server: string): Promise<string | null> {
  const answer = await http.request({
    method: 'GET',
    url: `${server}${UPDATE_PATH}`,
    headers: {},
    body: null,
    timeoutMs: WITHIN_MS,
  });
  if (!answer.ok || answer.status !== 200) return null;
  return readExtensionId(new TextDecoder().decode(answer.body.subarray(0, 100_000)));
}

/** @param manifest an update manifest of Chromium, protocol 2.0 */
export function readExtensionId(manifest: string): string | null {
  return /<app\s[^<>]*\bappid="([a-p]{32})"/u.exec(manifest)?.[1] ?? null;
}
