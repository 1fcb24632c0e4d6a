import { showInstall } from '@lapwing/protocol/features/devices/api.ts';
import { unaudited, type Routes } from '../../permissions/routes.ts';
import type { ExtensionPackage } from '../../platform/crx/package.ts';
import { codeState } from './api.ts';
import { registerExtensionFiles, UPDATE_PATH } from './extension-files.ts';
import { installTargets } from './install-targets.ts';

/** How the extension gets onto a school's machines: the files to put in place, and the extension itself. */
export function registerInstall(deps: {
  readonly routes: Routes;
  readonly extension: ExtensionPackage;
  readonly publicUrl: () => string;
}): void {
  registerExtensionFiles(deps);
  deps.routes.school(showInstall, {
    capability: 'devices.enrol',
    audit: 'none',
    async handle({ tx }) {
      const { code } = await codeState(tx);
      const loaded = deps.extension.load();
      const server = deps.publicUrl();
      const updateUrl = `${server}${UPDATE_PATH}`;
      const extensionId = deps.extension.id;
      return unaudited({
        extensionId,
        updateUrl,
        version: loaded.ok ? loaded.version : '',
        targets: installTargets({
          extensionId,
          updateUrl,
          server,
          schoolCode: code,
          problem: loaded.ok ? null : loaded.message,
        }),
      });
    },
  });
}
