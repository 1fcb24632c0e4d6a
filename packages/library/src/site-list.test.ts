import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShippedLibrary, readShippedSiteLists } from './read.ts';
import { loadSiteLists } from './site-list.ts';

const lists = await readShippedSiteLists();

test('the shipped lists are sound, and there is one for each kind that schools ask for', () => {
  const kinds = [
    'ai-assistants',
    'chat',
    'dating',
    'detours',
    'gambling',
    'games',
    'music',
    'proxies',
    'shopping',
    'social-media',
    'video',
  ];
  assert.deepEqual(new Set(lists.map(({ key }) => key)), new Set(kinds));
  // Only the first part of a name is what a browser would say the same of.
  for (const { sites } of lists)
    for (const site of sites) assert.equal(new URL(`https://${site}/`).host, site.split('/')[0], site);
});

/** Helplines, health and reporting, beyond those that the guidance names. */
const HELPERS = [
  'actionfraud.police.uk',
  'barnardos.org.uk',
  'beateatingdisorders.org.uk',
  'ceop.police.uk',
  'childline.org.uk',
  'gamcare.org.uk',
  'giveusashout.org',
  'gov.uk',
  'iwf.org.uk',
  'kooth.com',
  'mind.org.uk',
  'nhs.uk',
  'nspcc.org.uk',
  'papyrus-uk.org',
  'reportharmfulcontent.com',
  'samaritans.org',
  'talktofrank.com',
  'themix.org.uk',
  'youngminds.org.uk',
];

test('no list closes a place that helps children', async () => {
  const { guidance, pages } = await readShippedLibrary();
  const helpers = [...guidance.values()]
    .flatMap(({ page }) => page.organisations)
    .concat([...pages.values()].flatMap(({ organisations }) => organisations))
    .flatMap(({ website }) => (website === undefined ? [] : [new URL(website).hostname]));
  assert.ok(helpers.length > 20);
  helpers.push(...HELPERS);
  for (const { key, sites } of lists)
    for (const site of sites)
      for (const helper of helpers)
        assert.ok(helper !== site && !helper.endsWith(`.${site}`), `${key}: ${site} would close ${helper}`);
});

const sound = {
  key: 'games',
  title: 'Games',
  explains: 'Games in the browser, and shops of games.',
  reviewed: '2026-11-22',
  sites: Array.from({ length: 25 }, (_, at) => `site${String(at).padStart(2, '0')}.example`),
};

test('a list that is not as it should be is refused, naming the file and the place', () => {
  const problems = (content: unknown, name = 'site-lists/games.json'): string => {
    const loaded = loadSiteLists([{ name, content }]);
    return loaded.ok ? '' : loaded.problems.join('\n');
  };
  assert.equal(problems(sound), '');
  assert.match(problems(sound, 'site-lists/play.json'), /play\.json: its name/);
  assert.match(
    problems({ ...sound, sites: [...sound.sites, 'site00.example'] }),
    /site00\.example must come before/,
  );
  for (const wrong of [
    'Site.example',
    'www.site.example',
    'https://site.example',
    'site',
    'site..example',
    'site.example/',
  ])
    assert.match(problems({ ...sound, sites: [...sound.sites, wrong] }), /games\.json: [\s\S]*sites/, wrong);
  assert.match(problems({ ...sound, reviewed: 'yesterday' }), /reviewed/);
});
