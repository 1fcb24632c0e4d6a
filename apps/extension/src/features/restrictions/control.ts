import type {
  Control,
  ControlApplied,
  ControlGap,
  ControlWanted,
  LockWanted,
} from '@lapwing/agent-core/contracts/control.ts';
import { NOTHING_WANTED } from '@lapwing/agent-core/control-wanted.ts';
import { lockedBy } from '@lapwing/agent-core/restriction-words.ts';
import type { Verdict } from '@lapwing/protocol/features/access/judge.ts';
import type { ControlHost, Download } from '../../platform/contract/control.ts';
import type { NetRules } from '../../platform/contract/net-rules.ts';
import { compileRules } from './compile-rules.ts';
import { nameOf, stoppedBy } from './downloads.ts';
import { type Blocked, createGuard } from './guard.ts';
import { KEPT_LOCK, KEPT_WANTED, LOCK_PAGE } from './messages.ts';
import { searchRules } from './safe-search.ts';
import { KEPT_LOCK_VEIL, type Veil } from './veil.ts';
import { KeptWanted, nextEnd, stillWanted } from './wanted.ts';

export interface BrowserControl extends Control {
  /** What holds now. */
  wanted(): Promise<ControlWanted>;
  /** Whether a page could be opened now. */
  of(url: string): Promise<Verdict>;
  /** What the block page in a tab is about. */
  look(tabId: number, remembered: string | null): Promise<Blocked>;
  /** Releases what is over. */
  due(): Promise<void>;
  /** Wakes the agent at these moments, too, at which something else of its ends; milliseconds since 1970. */
  alsoAt(moments: readonly (number | null)[]): void;
  /** Called after each change of what holds. */
  onChange(changed: () => void): void;
}

interface Parts {
  readonly host: ControlHost;
  readonly rules: NetRules;
  /** How addresses of the own pages begin. */
  readonly ownPrefix: string;
  readonly now: () => number;
  readonly later: (ms: number, run: () => void) => () => void;
  /** The administrator says that there are no private windows here, which an extension cannot see. */
  readonly privateWindowsOff: () => boolean;
  /** Tells the person that a download was stopped, by which rule. */
  readonly onStopped: (name: string, ruleId: string) => void;
}

/** A lock for an agreement gives way to the agreement, which ends it; any other goes before what is asked. */
function strengthOf(lock: LockWanted): number {
  return lock.agreementId === null ? 3 : 1;
}

function veilOf(lock: LockWanted): Veil {
  return {
    title: lockedBy(lock.by),
    words:
      [lock.words, lock.schoolWords, lock.schoolName].find((words) => words !== null && words !== '') ?? '',
    until: lock.until,
  };
}

/** Longest stretch that timers take. */
const LONGEST_MS = 0x7fff_0000;

/**
 * Restrictions in a browser. What holds is kept, so that it goes on at once when the browser or the worker begins anew,
 * before the agent has read its own state; and it ends on time by itself. Must be made in the worker's first turn, in
 * which listeners count.
 */
export function createBrowserControl(parts: Parts): BrowserControl {
  const { host, rules, now } = parts;
  const { tabs, cover, kept } = host;
  const guard = createGuard({
    tabs,
    ownPrefix: parts.ownPrefix,
    now,
    later: (ms, run) => void parts.later(ms, run),
  });
  const gapListeners = new Set<(gaps: readonly ControlGap[]) => void>();
  const listeners = new Set<() => void>();
  let standing: ControlWanted = NOTHING_WANTED;
  /** Downloads are heard of several times. */
  const undone = new Set<number>();
  let left = false;
  let others: readonly (number | null)[] = [];
  let cancelEnd: () => void = () => undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const ready = serially(restore);

  function serially<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  async function restore(): Promise<void> {
    const before = KeptWanted.safeParse(await kept.read(KEPT_WANTED).catch(() => null));
    if (before.success) await make(stillWanted({ ...before.data, applications: [] }, now()));
    // What an earlier run kept in a form that nobody reads any more is nothing.
    else await make(NOTHING_WANTED);
  }

  async function make(wanted: ControlWanted): Promise<ControlApplied> {
    standing = wanted;
    const failed: { id: string; why: 'not-possible' | 'failed' }[] = [];
    await keep(wanted);
    const [covered, ruled] = await Promise.all([
      cover.set(LOCK_PAGE, wanted.lock === null ? null : strengthOf(wanted.lock)),
      closePages(wanted),
      muteAll(wanted.mute !== null),
    ]);
    if (wanted.lock !== null && !covered) failed.push({ id: wanted.lock.id, why: 'failed' });
    if (!ruled) for (const { id } of wanted.web.says.flat()) failed.push({ id, why: 'failed' });
    for (const id of [wanted.printingOff, wanted.removableMediaOff])
      if (id !== null) failed.push({ id, why: 'not-possible' });
    await plan();
    for (const listener of listeners) listener();
    return { failed, gaps: await gaps() };
  }

  /** False where the browser refuses the rules; the guard goes by them all the same. */
  async function closePages(wanted: ControlWanted): Promise<boolean> {
    const compiled = [...compileRules(wanted.web, wanted.lock !== null), ...searchRules(wanted.web)];
    const ruled = await rules.set(compiled).then(
      () => true,
      () => false,
    );
    // After the rules: a page that the guard lets go is not closed by one that is about to go, too.
    await guard.set(wanted);
    return ruled;
  }

  async function keep(wanted: ControlWanted): Promise<void> {
    // A disk that is full must not keep a device from being locked or released.
    await kept.write(KEPT_LOCK, wanted.lock).catch(() => undefined);
    await kept
      .write(KEPT_LOCK_VEIL, wanted.lock === null ? null : veilOf(wanted.lock))
      .catch(() => undefined);
    await kept.write(KEPT_WANTED, wanted).catch(() => undefined);
  }

  /** Both: a timer is exact and dies with the worker, an alarm wakes it. */
  async function plan(): Promise<void> {
    cancelEnd();
    const ends = [nextEnd(standing, now()), ...others].filter((end) => end !== null && end > now());
    const end = ends.reduce<number | null>(
      (least, one) => (least === null || (one !== null && one < least) ? one : least),
      null,
    );
    await host.wakeAt(end).catch(() => undefined);
    cancelEnd =
      end === null
        ? () => undefined
        : parts.later(Math.min(LONGEST_MS, Math.max(0, end - now())), () => void due());
  }

  function due(): Promise<void> {
    return serially(async () => {
      await make(stillWanted(standing, now()));
    });
  }

  async function muteAll(on: boolean): Promise<void> {
    const all = await tabs.all();
    const other = all.filter(({ muted, mutedByUs }) => (on ? !muted : mutedByUs));
    await Promise.all(other.map(({ id }) => tabs.mute(id, on)));
  }

  async function keepMuted(tabId: number): Promise<void> {
    if (standing.mute === null) return;
    const tab = await tabs.get(tabId);
    if (tab !== null && !tab.muted) await tabs.mute(tabId, true);
  }

  async function stop(download: Download): Promise<void> {
    await ready;
    const by = stoppedBy(download, standing.web.downloads);
    if (by === null || undone.has(download.id)) return;
    undone.add(download.id);
    if (await host.downloads.undo(download.id)) parts.onStopped(nameOf(download), by);
  }

  async function gaps(): Promise<ControlGap[]> {
    const { lock, web, mute, printingOff, removableMediaOff } = standing;
    if (lock === null && web.open && mute === null && printingOff === null && removableMediaOff === null)
      return [];
    const [seesPrivate, seesSites] = await Promise.all([host.seesPrivateWindows(), host.seesAllSites()]);
    return [
      ...(seesPrivate || parts.privateWindowsOff() ? [] : ['incognito-open' as const]),
      ...(seesSites ? [] : ['no-host-access' as const]),
      ...(left && lock !== null ? ['lock-left' as const] : []),
    ];
  }

  async function tellGaps(): Promise<void> {
    const now = await gaps();
    for (const listener of gapListeners) listener(now);
  }

  tabs.onPage((tabId, url, moment) => void ready.then(() => guard.onPage(tabId, url, moment)));
  tabs.onTab((tabId) => void ready.then(() => Promise.all([guard.onTab(tabId), keepMuted(tabId)])));
  tabs.onGone((tabId) => guard.onGone(tabId));
  tabs.onReplaced('blocked.html', (tabId, url) => guard.onReplaced(tabId, url));
  host.downloads.onDownload((download) => void stop(download));
  cover.onLeft((now) => {
    left = now;
    void tellGaps();
  });
  host.onWoken(() => void due());

  return {
    apply: (wanted) => serially(() => make(wanted)),
    onGaps(changed) {
      gapListeners.add(changed);
      return () => gapListeners.delete(changed);
    },
    async wanted() {
      await ready;
      return standing;
    },
    async of(url) {
      await ready;
      return standing.lock === null ? guard.of(url) : { open: false, by: standing.lock.id, why: 'list' };
    },
    async look(tabId, remembered) {
      await ready;
      return guard.look(tabId, remembered);
    },
    due,
    alsoAt(moments) {
      if (JSON.stringify(moments) === JSON.stringify(others)) return;
      others = moments;
      void serially(plan);
    },
    onChange: (changed) => void listeners.add(changed),
  };
}
