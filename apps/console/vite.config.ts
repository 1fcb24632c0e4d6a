import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The server that `vite dev` passes the API and the socket on to. */
const server = process.env['DEV_SERVER'] ?? 'http://127.0.0.1:4180';

/**
 * Packages that every page stands on, by the parts of them that it needs: asked for by what leads to them they would
 * bring all of themselves, since each is entered by one door. What only opens later (lists, windows, menus) must not match.
 */
const PACKAGES_FIRST = new RegExp(
  [
    'node_modules/(?:react|react-dom|scheduler|use-sync-external-store|zod)/',
    'node_modules/@tanstack/(?:react-|virtual-)?(?:query|router|history|store|virtual|core)[^/]*/',
    'react-aria/dist/private/(?:interactions|ssr|button|link|utils)/',
    'react-aria-components/dist/private/(?:Button|Link|utils)\\.mjs',
    // A picture alone in a file is a request for two hundred bytes.
    'lucide-react/dist/esm/icons/(?:arrow-left|ban|chevron-down|eye|eye-off|hand|list-checks|play)\\.m?js$',
  ].join('|'),
);
/** Of a field in which something is typed. */
const PACKAGES_OF_FIELDS = new RegExp(
  [
    'react-aria-components/dist/private/(?:TextArea|TextField|FieldError|Form|Group|Input|Text|Autocomplete)\\.mjs',
    'react-aria/dist/private/(?:label|form|textfield|autocomplete|intl/autocomplete)/',
    'react-aria/dist/private/(?:focus/virtualFocus|i18n/useLocalizedStringFormatter)\\.mjs',
    'react-stately/dist/private/(?:form|autocomplete|utils/useControlledState)',
    '@internationalized/string/',
  ].join('|'),
);

/** Where the work of most people begins: what is fetched before the frame around it is drawn, see `fetch-ahead.ts`. */
const FIRST_PAGES = Object.freeze({
  inbox: ['features/captures/captures-page.tsx', 'features/alerts/mail-trouble.tsx'],
  room: ['features/screens/workplace.tsx', 'controlled-room.tsx'],
});
/** In the frame around every page. */
const IN_FRAME = Object.freeze(['header-signs.tsx', 'features/captures/arrivals.tsx']);

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Says which file a module goes into. Each file more is a request more before the first page answers, six at a time: what
 * every page stands on is one (`base`), and so is what a first page needs besides. Null: the bundler decides.
 */
function fileOf(): (id: string, modules: Modules) => string | null {
  let first: { readonly base: Set<string>; readonly inbox: Set<string>; readonly room: Set<string> } | null =
    null;
  /** Ours that these lead to without waiting. */
  function reached(names: readonly string[], modules: Modules): Set<string> {
    const found = new Set<string>();
    const left = names.map((name) => path.join(import.meta.dirname, 'src', name));
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      if (found.has(id) || id.includes('node_modules')) continue;
      found.add(id);
      left.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
    }
    return found;
  }
  function readFirst(modules: Modules): NonNullable<typeof first> {
    const inbox = reached(FIRST_PAGES.inbox, modules);
    const room = reached(FIRST_PAGES.room, modules);
    const both = [...inbox].filter((id) => room.has(id));
    const base = new Set([...reached(['main.tsx', ...IN_FRAME], modules), ...both]);
    return { base, inbox, room };
  }
  return (id, modules) => {
    first ??= readFirst(modules);
    if (PACKAGES_FIRST.test(id) || first.base.has(id)) return 'base';
    if (PACKAGES_OF_FIELDS.test(id)) return 'fields';
    if (first.inbox.has(id)) return id.includes('/src/ui/') ? 'fields' : 'inbox';
    return first.room.has(id) ? 'room' : null;
  };
}

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

/**
 * Zod can write JSON Schema of each of its schemas, by a part of it as large as what reads them. No page does that; the
 * server writes its OpenAPI document by itself.
 */
function withoutJsonSchema(): Plugin {
  const writer = /zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;
  return {
    name: 'without-json-schema',
    enforce: 'pre',
    transform(code, id) {
      if (!writer.test(id)) return null;
      const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
      return `const none = () => { throw new Error('no JSON Schema is written in a page'); };
        export { ${names.map((name) => `none as ${name}`).join(', ')} };`;
    },
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
  plugins: [englishOnly(), withoutJsonSchema(), react(), compressed()],
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
        codeSplitting: { groups: [{ name: fileOf(), debugName: 'first' }] },
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
