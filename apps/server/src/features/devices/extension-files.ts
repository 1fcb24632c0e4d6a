import { endpoint } from '@lapwing/protocol/endpoint.ts';
import { z } from 'zod';
import { BytesReply, type Routes } from '../../permissions/routes.ts';
import type { ExtensionPackage } from '../../platform/crx/package.ts';
import { done, refuse } from '../../platform/http/outcome.ts';

export const UPDATE_PATH = '/agent/devices/extension/update.xml';
const CRX_PATH = '/agent/devices/extension/lapwing.crx';

/** A browser says in the query which version it has; the answer is the same for all. */
const Anything = z.looseObject({});

const showUpdate = endpoint({
  method: 'GET',
  path: UPDATE_PATH,
  summary: 'The update manifest by which managed browsers find the extension',
  query: Anything,
  reply: z.instanceof(Uint8Array),
});
const showCrx = endpoint({
  method: 'GET',
  path: CRX_PATH,
  summary: 'The packed browser extension',
  query: Anything,
  reply: z.instanceof(Uint8Array),
});

/** Serves the extension to managed browsers; they ask without a sign-in, and it holds no secret. */
export function registerExtensionFiles(deps: {
  readonly routes: Routes;
  readonly extension: ExtensionPackage;
  readonly publicUrl: () => string;
}): void {
  // Browsers of a whole school ask from one address, each every few hours.
  const open = { access: 'public', audit: 'none', perMinute: 3000 } as const;
  deps.routes.open(showUpdate, {
    ...open,
    handle() {
      const loaded = deps.extension.load();
      if (!loaded.ok) return Promise.resolve(refuse('unavailable', loaded.code, loaded.message));
      const text = updateManifest(deps.extension.id, loaded.version, `${deps.publicUrl()}${CRX_PATH}`);
      return Promise.resolve(
        done(
          new BytesReply(Buffer.from(text), {
            'content-type': 'text/xml; charset=utf-8',
            'cache-control': 'no-cache',
          }),
        ),
      );
    },
  });
  deps.routes.open(showCrx, {
    ...open,
    handle() {
      const loaded = deps.extension.load();
      if (!loaded.ok) return Promise.resolve(refuse('unavailable', loaded.code, loaded.message));
      return Promise.resolve(
        done(
          new BytesReply(loaded.crx, {
            'content-type': 'application/x-chrome-extension',
            'cache-control': 'no-cache',
          }),
        ),
      );
    },
  });
}

/** Chromium's update manifest, protocol 2.0. */
function updateManifest(extensionId: string, version: string, crxUrl: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${extensionId}">
    <updatecheck codebase="${escapeXml(crxUrl)}" version="${version}" />
  </app>
</gupdate>
`;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
