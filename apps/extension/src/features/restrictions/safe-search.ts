import type { NetRule } from '../../platform/contract/net-rules.ts';

/** Above everything else: what is set here is set on whatever may be opened. */
const PRIORITY = 1_000_000;

/** As https://support.google.com/a/answer/6214622 names them: the header that restricts YouTube holds on these. */
const YOUTUBE = [
  'www.youtube.com',
  'm.youtube.com',
  'youtubei.googleapis.com',
  'youtube.googleapis.com',
  'www.youtube-nocookie.com',
];

/** Of each search engine: its hosts, its pages, and what its address must say. */
const ENGINES: readonly {
  readonly pattern: string;
  readonly set: Readonly<Record<string, string>>;
}[] = [
  {
    pattern: String.raw`^https?://(?:www|images|ipv4|ipv6)\.google\.[a-z.]+/(?:search|images)`,
    set: { safe: 'active', ssui: 'on' },
  },
  {
    pattern: String.raw`^https?://(?:[a-z-]+\.)?bing\.com/(?:search|images|videos)`,
    set: { adlt: 'strict' },
  },
  {
    pattern: String.raw`^https?://(?:[a-z]+\.)?duckduckgo\.com/(?:html/?|lite/?)?\?`,
    set: { kp: '1' },
  },
  { pattern: String.raw`^https?://(?:[a-z0-9-]+\.)*search\.yahoo\.com/.*\?`, set: { vm: 'r' } },
];

/** Rules that make search engines leave out what is not for children, and YouTube its restricted mode. */
export function searchRules(wanted: {
  readonly safeSearch: boolean;
  readonly youtube: 'off' | 'moderate' | 'strict';
}): NetRule[] {
  const rules: NetRule[] = wanted.safeSearch
    ? ENGINES.map(({ pattern, set }) => ({
        priority: PRIORITY,
        kinds: ['page', 'frame', 'part'],
        pattern,
        action: { kind: 'query', set },
      }))
    : [];
  if (wanted.youtube !== 'off')
    rules.push({
      priority: PRIORITY,
      kinds: ['page', 'frame', 'part'],
      hosts: YOUTUBE,
      action: {
        kind: 'header',
        name: 'YouTube-Restrict',
        value: wanted.youtube === 'strict' ? 'Strict' : 'Moderate',
      },
    });
  return rules;
}
