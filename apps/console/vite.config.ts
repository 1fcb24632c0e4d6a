import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The server that `vite dev` passes the API and the socket on to. */
const server = process.env['LAPWING_SERVER'] ?? 'http://127.0.0.1:8080';

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

// oxlint-disable-next-line import/no-default-export -- Vite reads its configuration from the default export
export default defineConfig({
  plugins: [englishOnly(), react()],
  build: {
    outDir: 'dist',
    // Every asset is a file of its own: the content security policy allows none in the page, and fonts are cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1000,
  },
  server: {
    proxy: {
      '/api': server,
      '/console/socket': { target: server, ws: true },
    },
  },
});
