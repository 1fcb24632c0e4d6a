// Who may import what. This table is the law: the architecture test enforces it and ARCHITECTURE.md prints it.

/** How far a zone may reach into something: freely, for types only, not at all, or into the named part of it. */
export type Reach = 'yes' | 'no' | 'types only' | 'framing only' | 'try-out only';

export const PACKAGES = Object.freeze(['protocol', 'detection', 'library', 'agent-core'] as const);
export type PackageName = (typeof PACKAGES)[number];

/** The parts of the protocol that know no school word: what frames, ids and endpoints look like. */
export const FRAMING = /^packages\/protocol\/src\/(?:wire|endpoint|ids)\.ts$/u;

export interface Zone {
  readonly name: string;
  /** The files of the zone. The first zone that matches a file has it. */
  readonly files: RegExp;
  readonly packages: Readonly<Record<PackageName, Reach>>;
  /** Paths in the zone's own program or package that it may import, apart from files of the same zone and feature. */
  readonly own: RegExp | 'everything' | 'nothing else';
  /** The last column of the printed table: the same in words. */
  readonly ownInWords: string;
  /** Packages from npm that it may import. */
  readonly npm: readonly string[] | 'any';
  /** Whether it may import Node's own modules and use its globals. */
  readonly node: boolean;
  /** What to do instead of breaking this zone's law. */
  readonly instead: string;
}

const all = Object.freeze({
  protocol: 'yes',
  detection: 'yes',
  library: 'yes',
  'agent-core': 'yes',
} as const);
const none = Object.freeze({ protocol: 'no', detection: 'no', library: 'no', 'agent-core': 'no' } as const);

export const ZONES: readonly Zone[] = Object.freeze([
  {
    name: 'protocol',
    files: /^packages\/protocol\/src\//u,
    packages: none,
    own: 'everything',
    ownInWords: 'all of itself',
    npm: ['zod'],
    node: false,
    instead:
      'The protocol is the vocabulary that everything else leans on: move the word here, or the code out.',
  },
  {
    name: 'detection',
    files: /^packages\/detection\/src\//u,
    packages: none,
    own: 'everything',
    ownInWords: 'all of itself',
    npm: [],
    node: false,
    instead: 'The engine is text in, findings out: pass what it needs as an argument.',
  },
  {
    name: 'library',
    files: /^packages\/library\/src\//u,
    packages: { ...none, detection: 'types only' },
    own: 'everything',
    ownInWords: 'all of itself',
    npm: ['zod'],
    node: true,
    instead:
      'The library is data with a schema: use `import type` from detection, and run the engine in a test.',
  },
  {
    name: 'agent-core',
    files: /^packages\/agent-core\/src\//u,
    packages: { ...none, protocol: 'yes', detection: 'yes' },
    own: 'everything',
    ownInWords: 'all of itself',
    npm: ['zod'],
    node: false,
    instead: 'The agent core runs in every agent: take clock, storage, socket and screen as arguments.',
  },
  {
    name: 'server main',
    files: /^apps\/server\/src\/[^/]+$/u,
    packages: all,
    own: 'everything',
    ownInWords: 'all of the server',
    npm: 'any',
    node: true,
    instead: 'Programs never import programs: talk through the protocol.',
  },
  {
    name: 'server platform',
    files: /^apps\/server\/src\/platform\//u,
    packages: { ...none, protocol: 'framing only' },
    own: /^apps\/server\/src\/platform\//u,
    ownInWords: 'platform',
    npm: 'any',
    node: true,
    instead: 'The platform knows no school word: let main.ts hand it what it needs, as an argument.',
  },
  {
    name: 'server permissions',
    files: /^apps\/server\/src\/permissions\//u,
    packages: { ...none, protocol: 'yes' },
    own: /^apps\/server\/src\/(?:permissions|platform)\//u,
    ownInWords: 'permissions, platform',
    npm: 'any',
    node: true,
    instead:
      'Permissions judge an actor, a capability and a scope: the feature looks up the facts and passes them in.',
  },
  {
    name: 'server feature',
    files: /^apps\/server\/src\/features\//u,
    packages: { ...none, protocol: 'yes', detection: 'yes', library: 'yes' },
    own: /^apps\/server\/src\/(?:platform\/|permissions\/|features\/[^/]+\/index\.ts$)/u,
    ownInWords: 'platform, permissions; of other features only index.ts, no circles',
    npm: 'any',
    node: true,
    instead:
      'Import the other feature through its index.ts; where that makes a circle, let main.ts pass a function in.',
  },
  {
    name: 'server migrations',
    files: /^apps\/server\/migrations\//u,
    packages: none,
    own: /^apps\/server\/(?:migrations|src\/platform\/db)\//u,
    ownInWords: 'platform/db',
    npm: 'any',
    node: true,
    instead:
      'A migration must mean the same for ever: write the value out instead of importing what will change.',
  },
  {
    name: 'console main',
    files: /^apps\/console\/src\/[^/]+$/u,
    packages: { ...all, library: 'no', 'agent-core': 'no' },
    own: 'everything',
    ownInWords: 'all of the console',
    npm: 'any',
    node: false,
    instead: 'Programs never import programs: the console knows the server only through packages/protocol.',
  },
  {
    name: 'console ui',
    files: /^apps\/console\/src\/ui\//u,
    packages: none,
    own: /^apps\/console\/src\/ui\//u,
    ownInWords: 'ui',
    npm: 'any',
    node: false,
    instead:
      'A primitive knows no school word, no router and no fetch: take text and callbacks as properties.',
  },
  {
    name: 'console api',
    files: /^apps\/console\/src\/api\//u,
    packages: { ...none, protocol: 'yes' },
    own: /^apps\/console\/src\/api\//u,
    ownInWords: 'api',
    npm: 'any',
    node: false,
    instead: 'The client fetches and parses; what is shown belongs to a feature.',
  },
  {
    name: 'console feature',
    files: /^apps\/console\/src\/features\//u,
    packages: { ...none, protocol: 'yes', detection: 'try-out only' },
    own: /^apps\/console\/src\/(?:api\/|ui\/|(?!main\.|routes\.)[^/]+$)/u,
    ownInWords:
      'api, ui, files beside main such as paths.ts; not other features: pages are composed in routes.tsx',
    npm: 'any',
    node: false,
    instead: 'Compose the two in routes.tsx, link through paths.ts, or move what both need to ui/ or api/.',
  },
  {
    name: 'extension main',
    files: /^apps\/extension\/src\/[^/]+$/u,
    packages: { ...all, library: 'no' },
    own: 'everything',
    ownInWords: 'all of the extension',
    npm: 'any',
    node: false,
    instead: 'Programs never import programs: the agent knows the server only through packages/protocol.',
  },
  {
    name: 'extension platform',
    files: /^apps\/extension\/src\/platform\//u,
    packages: none,
    own: /^apps\/extension\/src\/platform\//u,
    ownInWords: 'platform; imported only by main, its contract by features',
    npm: 'any',
    node: false,
    instead: 'The browser is behind a contract in its own words: translate in main or in the feature.',
  },
  {
    name: 'extension feature',
    files: /^apps\/extension\/src\/features\//u,
    packages: { ...none, protocol: 'yes', 'agent-core': 'yes' },
    own: /^apps\/extension\/src\/platform\/contract(?:\/|\.ts$)/u,
    ownInWords: 'platform/contract; not other features',
    npm: 'any',
    node: false,
    instead:
      'Reach detection through agent-core, the browser through platform/contract; main puts features together.',
  },
  {
    name: 'desktop main',
    files: /^apps\/desktop\/src\/[^/]+$/u,
    packages: { ...all, library: 'no' },
    own: 'everything',
    ownInWords: 'all of the desktop agent',
    npm: 'any',
    node: true,
    instead: 'Programs never import programs: the agent knows the server only through packages/protocol.',
  },
  {
    name: 'desktop platform',
    files: /^apps\/desktop\/src\/platform\//u,
    packages: none,
    own: /^apps\/desktop\/src\/platform\//u,
    ownInWords: 'platform; imported only by main, its contract by features',
    npm: 'any',
    node: true,
    instead: 'The system is behind a contract in its own words: translate in main or in the feature.',
  },
  {
    name: 'desktop pipe',
    files: /^apps\/desktop\/src\/seat-pipe\//u,
    packages: none,
    own: /^apps\/desktop\/src\/(?:seat-pipe|platform\/contract)\//u,
    ownInWords: 'seat-pipe, platform/contract',
    npm: 'any',
    node: true,
    instead: 'The pipe knows the contracts alone: main says what stands at either end of it.',
  },
  {
    name: 'desktop ui',
    files: /^apps\/desktop\/src\/ui\//u,
    packages: none,
    own: /^apps\/desktop\/src\/(?:ui|platform\/contract)\//u,
    ownInWords: 'ui, platform/contract',
    npm: 'any',
    node: true,
    instead: 'What draws knows no school word: a feature says what stands on its page.',
  },
  {
    name: 'desktop feature',
    files: /^apps\/desktop\/src\/features\//u,
    packages: { ...none, protocol: 'yes', 'agent-core': 'yes' },
    own: /^apps\/desktop\/src\/(?:ui|platform\/contract)\//u,
    ownInWords: 'ui, platform/contract; not other features',
    npm: 'any',
    node: true,
    instead:
      'Reach detection through agent-core, the system through platform/contract; main puts features together.',
  },
  {
    name: 'fleet',
    files: /^apps\/fleet\/src\//u,
    packages: all,
    own: 'everything',
    ownInWords: 'all of itself',
    npm: 'any',
    node: true,
    instead:
      'The simulated school speaks to the server over the wire, as a device does, and never imports it.',
  },
]);
