import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The server that `vite dev` passes the API and the socket on to. */
const server = process.env['DEV_SERVER'] ?? 'http://127.0.0.1:4180';

/**
 * What every page stands on goes into one file: each file more is a request more before the first page answers. What
 * only opens later (lists, windows, menus) must not match.
 */
const FIRST = new RegExp(
  [
    'node_modules/(?:react|react-dom|scheduler|use-sync-external-store|zod)/',
    'node_modules/@tanstack/(?:react-)?(?:query|router|history|store)[^/]*/',
    'react-aria/dist/private/(?:interactions|ssr|button|link|utils)/',
    'react-aria-components/dist/private/(?:Button|Link|utils)\\.mjs',
    'packages/protocol/src/[^/]+\\.ts$',
    'packages/protocol/src/features/(?:accounts|captures|groups|devices|people|screens|search)/api\\.ts$',
    'console/src/api/[^/]+$',
    'console/src/ui/(?:button|tooltip|states|page|name|initials|dates|when|menu|toasts|toast-region)\\.tsx?$',
    'console/src/ui/(?:dialog|entrance|keys|query-state)\\.tsx?$',
    // In the header of every page: the lesson that goes on, and who asks.
    'console/src/(?:header-signs|seat-marks)\\.tsx?$',
    'console/src/features/lessons/(?:lesson-sign|queries|use-minutes|words)\\.tsx?$',
    'console/src/features/assistance/(?:asks-sign|queries|words)\\.tsx?$',
    'console/src/features/restrictions/(?:control-sync|in-force|queries|use-acts|use-control|use-now|words)\\.ts$',
    'packages/protocol/src/features/(?:assistance|lessons|restrictions)/api\\.ts$',
    // A picture alone in a file is a request for two hundred bytes.
    'lucide-react/dist/esm/icons/(?:arrow-left|ban|chevron-down|eye|eye-off|hand|list-checks|play)\\.m?js$',
  ].join('|'),
);

/** The console speaks English; react-aria's own words in thirty other languages stay out of the first load. */
function englishOnly(): Plugin {
  const foreign =
    /react-(?:aria|stately|aria-components)\/.*\/intl\/(?:.*\/)?(?!en-)[a-z]{2}-[A-Z]{2}\.m?js$/;
  return {
    name: 'english-only',
    enforce: 'pre',
    load: (id) => (foreign.test(id) ? 'export default {};' : null),
  };
}

/** Writes each text file a second and third time, compressed, so that the server sends it so without work. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          if (!/\.(?:js|css|html)$/.test(fileName)) continue;
          const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
          this.emitFile({
            type: 'asset',
            fileName: `${fileName}.br`,
            source: brotliCompressSync(source, quality),
          });
          this.emitFile({
            type: 'asset',
            fileName: `${fileName}.gz`,
            source: gzipSync(source, { level: 9 }),
          });
        }
      },
    },
  };
}

// oxlint-disable-next-line import/no-default-export -- Vite reads its configuration from the default export
export default defineConfig({
  plugins: [englishOnly(), react(), compressed()],
  build: {
    outDir: 'dist',
    // Every asset is a file of its own: the content security policy allows none in the page, and fonts are cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Zod tries out whether code can be made from text, which the content security policy forbids and reports. It
      // must know before its first schema is made, whichever file that comes to stand in.
      output: {
        banner: 'globalThis.__zod_globalConfig ??= { jitless: true };',
        codeSplitting: { groups: [{ name: 'base', test: FIRST, priority: 1 }] },
      },
    },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1000,
  },
  server: {
    proxy: {
      '/api': server,
      '/console/socket': { target: server, ws: true },
      '/console/screens': { target: server, ws: true },
    },
  },
});
