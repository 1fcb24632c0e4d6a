interface Engine {
  /** Host without `www.`; a country's ending may follow where `anyEnding` is set. */
  readonly host: RegExp;
  readonly path: RegExp;
  readonly parameters: readonly string[];
}

const ANY: RegExp = /^/;
const ENGINES: readonly Engine[] = [
  {
    host: /(?:^|\.)google\.(?:com|[a-z]{2}|com?\.[a-z]{2})$/,
    path: /^\/(?:search|webhp|images|m)?$/,
    parameters: ['q', 'as_q'],
  },
  { host: /(?:^|\.)bing\.com$/, path: ANY, parameters: ['q'] },
  { host: /(?:^|\.)duckduckgo\.com$/, path: ANY, parameters: ['q'] },
  { host: /(?:^|\.)search\.yahoo\.(?:com|co\.jp)$/, path: ANY, parameters: ['p', 'q'] },
  { host: /(?:^|\.)ecosia\.org$/, path: ANY, parameters: ['q'] },
  { host: /^search\.brave\.com$/, path: ANY, parameters: ['q'] },
  { host: /(?:^|\.)startpage\.com$/, path: ANY, parameters: ['query', 'q'] },
  { host: /(?:^|\.)qwant\.com$/, path: ANY, parameters: ['q'] },
  { host: /(?:^|\.)(?:yandex\.(?:com|ru)|ya\.ru)$/, path: ANY, parameters: ['text'] },
  { host: /(?:^|\.)baidu\.com$/, path: ANY, parameters: ['wd', 'word'] },
  { host: /(?:^|\.)ask\.com$/, path: ANY, parameters: ['q'] },
  { host: /^(?:search\.aol\.(?:com|co\.uk))$/, path: ANY, parameters: ['q', 'p'] },
  { host: /(?:^|\.)kiddle\.co$/, path: ANY, parameters: ['q'] },
  { host: /^(?:www\.)?kidrex\.org$/, path: ANY, parameters: ['q'] },
  {
    host: /^(?:m\.)?youtube\.com$|^youtubekids\.com$/,
    path: /^\/results$|^\/search$/,
    parameters: ['search_query', 'q'],
  },
  { host: /^(?:m\.)?tiktok\.com$/, path: /^\/search/, parameters: ['q'] },
  { host: /(?:^|\.)reddit\.com$/, path: /\/search\/?$/, parameters: ['q'] },
  { host: /^(?:x|twitter)\.com$/, path: /^\/search$/, parameters: ['q'] },
  { host: /(?:^|\.)pinterest\.(?:com|co\.uk)$/, path: /^\/search\//, parameters: ['q'] },
  { host: /(?:^|\.)amazon\.(?:com|co\.uk)$/, path: /^\/s\/?$/, parameters: ['k', 'field-keywords'] },
  { host: /(?:^|\.)wikipedia\.org$/, path: ANY, parameters: ['search'] },
];

/** What was searched for on the large search engines and sites, from the page's address; null elsewhere. */
export function searchQuery(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const host = url.hostname.toLowerCase().replace(/^www\./, '');
  for (const engine of ENGINES) {
    if (!engine.host.test(host) || !engine.path.test(url.pathname)) continue;
    // Google keeps the query of a search within a page behind the hash.
    for (const part of [url.searchParams, new URLSearchParams(url.hash.slice(1))])
      for (const parameter of engine.parameters) {
        const query = part.get(parameter)?.trim();
        if (query !== undefined && query !== '') return query.slice(0, 2000);
      }
  }
  return null;
}
