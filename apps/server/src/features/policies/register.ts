import type { Library } from '@lapwing/library/load.ts';
import type { Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { MasterKey } from '../../platform/keys/master-key.ts';
import type { AllowLike } from '../captures/index.ts';
import type { GroupFigures } from '../groups/index.ts';
import { allowLikeBy } from './allow-like.ts';
import { alertedTo, schoolWeek, type Alerted, type AlertingCapture } from './alerted.ts';
import { addAllowanceRoutes } from './allowances.api.ts';
import { addNoisyRoutes } from './noisy.api.ts';
import { addReadRoutes } from './api.ts';
import { addChangeRoutes } from './changes.api.ts';
import { addCheckRoutes } from './check.api.ts';
import { HELP_SITES } from './help-sites.ts';
import { addImportRoutes } from './imports.api.ts';
import { schoolWords, type SchoolWords } from './school-words.ts';
import { addSealedRoutes } from './sealed.api.ts';
import { addSettingRoutes } from './settings.api.ts';
import { addTryRoutes } from './try.api.ts';
import { createPolicyState, type Contents } from './decided.ts';
import { openLibraries, type FindLibrary } from './libraries.ts';
import { managedWords, type ManagedWords } from './managed.ts';
import type { PolicyParts } from './parts.ts';
import { editsOfTerms } from './present.ts';
import { helpHosts, schoolActions, type SchoolActions } from './sanctions.ts';
import { createSealed } from './sealed.ts';
import { lastNumber } from './store-changes.ts';
import { createTryWork } from './try-work.ts';
import { createWork } from './work.ts';

/** What is looked for: told to devices, explained to people, changed by the school. */
export interface Policies extends ManagedWords {
  /** What the policies of the transaction's school say of themselves, its own among them. */
  wordsOf(tx: SchoolTx): Promise<SchoolWords>;
  /** Who is named to be alerted to a capture. */
  alerted(tx: SchoolTx, capture: AlertingCapture): Promise<Alerted[]>;
  /** The school's week on its clock. */
  week(tx: SchoolTx): ReturnType<typeof schoolWeek>;
  /** What follows on findings. */
  actions(tx: SchoolTx): Promise<SchoolActions>;
  /** Sites that help, which nothing may close. */
  helpHosts(tx: SchoolTx): Promise<string[]>;
  /** What devices of the transaction's school are told to look for. */
  contents(tx: SchoolTx): Promise<Contents>;
  /** What the school has decided about the library. */
  readonly ofLibrary: {
    /** The version that holds in the school now. */
    inForce(tx: SchoolTx): Promise<string>;
    /** The same version, whole. */
    whole(tx: SchoolTx): Promise<Library>;
    /** Number of the last change. */
    base(tx: SchoolTx): Promise<number>;
    /** What the school has changed of managed terms, in words, by the term's id. */
    edits(tx: SchoolTx): Promise<ReadonlyMap<string, string>>;
  };
  /** Adds the routes. */
  register(deps: {
    readonly routes: Routes;
    readonly bus: Bus;
    readonly clock: Clock;
    readonly figures: Pick<GroupFigures, 'online'>;
  }): {
    /** Lets the like of a capture pass; for the captures, which cannot import the policies. */
    readonly allowLike: AllowLike;
  };
  stop(): Promise<void>;
}

/** Prepares the library that came with the server; at the first start of a version it is compiled. */
export async function openPolicies(deps: {
  readonly shipped: Library;
  readonly find: FindLibrary;
  readonly masterKey: MasterKey;
  readonly log: Log;
  /** Compiled packs are kept in it over a restart. */
  readonly packsFolder: string;
  /** IANA name of the clock that timetables go by. */
  readonly timeZone: string;
}): Promise<Policies> {
  const work = createWork();
  const folder = deps.packsFolder;
  const libraries = await openLibraries({ shipped: deps.shipped, find: deps.find, work, folder });
  const sealed = createSealed(deps.masterKey);
  const state = createPolicyState({
    libraries,
    work,
    openSealed: sealed.open,
    timeZone: deps.timeZone,
    helpSites: HELP_SITES,
    log: deps.log,
  });
  const tryWork = createTryWork();
  return {
    ...managedWords(libraries.shipped),
    contents: (tx) => state.contents(tx),
    wordsOf: async (tx) => schoolWords(await state.latest(tx)),
    alerted: (tx, capture) => alertedTo(tx, state, capture),
    week: (tx) => schoolWeek(tx, state),
    actions: (tx) => schoolActions(tx, state),
    helpHosts: (tx) => helpHosts(tx, state),
    ofLibrary: {
      inForce: async (tx) => (await state.latest(tx)).inForce.managed.version,
      whole: async (tx) => (await state.latest(tx)).inForce.managed.library,
      base: (tx) => lastNumber(tx),
      edits: async (tx) => editsOfTerms((await state.decided(tx)).config),
    },
    register({ routes, bus, clock, figures }) {
      const parts: PolicyParts = { routes, bus, clock, figures, state, work, tryWork, sealed };
      addReadRoutes(parts);
      addChangeRoutes(parts);
      addCheckRoutes(parts);
      addTryRoutes(parts);
      addAllowanceRoutes(parts);
      addNoisyRoutes(parts);
      addSettingRoutes(parts);
      addImportRoutes(parts);
      addSealedRoutes(parts);
      return { allowLike: allowLikeBy(parts) };
    },
    async stop() {
      await Promise.all([work.stop(), tryWork.stop()]);
    },
  };
}
