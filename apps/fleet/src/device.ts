import { type Agent, createAgent } from '@lapwing/agent-core/agent.ts';
import type { ContentLoader } from '@lapwing/agent-core/content-loader.ts';
import { createMemoryOutboxStore } from '@lapwing/agent-core/contracts/fakes/memory-outbox-store.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { ControlWanted } from '@lapwing/agent-core/contracts/control.ts';
import type { Digest } from '@lapwing/agent-core/contracts/digest.ts';
import type { LiveScreen } from '@lapwing/agent-core/contracts/live-screen.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { ScreenShot } from '@lapwing/agent-core/contracts/screen.ts';
import { CLOSED_SOCKET } from '@lapwing/agent-core/contracts/socket.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';
import { TEXT_FIELD } from '@lapwing/agent-core/field-exclusion.ts';
import type { Surroundings } from '@lapwing/agent-core/input.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { EnrolOutcome } from '@lapwing/agent-core/enrolment.ts';
import type { DevicePlatform, Inventory } from '@lapwing/protocol/features/devices/platform.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import type { PageKind } from './activities.ts';
import { createDeviceClock } from './contracts/clock.ts';
import { createKeyStore, systemDigest, systemRandom } from './contracts/keys.ts';
import type { Network } from './contracts/network.ts';
import { createSimulatedControl, createSimulatedNotices } from './obedience.ts';
import { type Answering, createPerson, WILLING } from './person.ts';
import { createPreparedRecorder } from './screens/recorder.ts';
import { createViewScreen } from './screens/live.ts';
import type { Paint, View } from './view.ts';

export interface Page {
  readonly kind: PageKind;
  readonly title: string;
  readonly url: string;
  readonly text: readonly string[];
  /** The query when the page is a search engine's results. */
  readonly search?: string;
}

/** One simulated device: the real agent over a network, a screen and a pupil that are made up. */
export interface SimulatedDevice {
  readonly name: string;
  /** Switches it on; the first time, it is enrolled with the school code. `account` is who logs on, or null for nobody. */
  switchOn(account: string | null, options?: { readonly offline?: boolean }): Promise<EnrolOutcome>;
  /** Logs off and switches off; what was captured is kept. Harmless when it is off. */
  switchOff(): Promise<void>;
  /** The network comes back, for a device that was switched on offline. */
  goOnline(): void;
  isOn(): boolean;
  /** Null while it is switched off. */
  status(): AgentStatus | null;
  /** What the device is made to be like now. */
  controlled(): ControlWanted;
  /** Captures and session marks that wait to be sent, also while it is off. */
  queued(): number;
  /** Captures, marks and screenshots that have not been handed over yet. */
  held(): Promise<number>;
  onStatus(changed: (status: AgentStatus) => void): () => void;
  /** Somebody else logs on without it being switched off; null is the log-on screen. */
  logOn(account: string | null): void;
  /** Sets its clock: milliseconds added to the machine's. */
  shiftClock(ms: number): void;
  /** How the person who sits there answers when staff want to look; at first everybody is willing. */
  answers(answering: Answering): void;
  /** Opens a page in a tab of its own, in place of the one before. Resolves when what was found on it is safe. */
  open(page: Page): Promise<void>;
  /** Goes on to another page in the same tab, as by sending a form. */
  goOn(page: Page): Promise<void>;
  /** The field that the pupil writes in now holds this. */
  type(text: string): Promise<void>;
  /** The pupil presses Enter: what was typed is said or kept, and the field is empty again. */
  enter(): Promise<void>;
  /** Nothing is open any more. */
  closePage(): Promise<void>;
}

export interface DeviceOptions {
  readonly name: string;
  readonly server: string;
  /** The school code in force, asked for when the device has to be enrolled. */
  readonly code: () => string;
  readonly state: StateStore;
  readonly network: Network;
  readonly paint: Paint;
  /** The devices of one program look for the same terms: they share the engine. */
  readonly loader: ContentLoader;
  readonly system: string;
  readonly browser: string;
  /** What the device says that it is made of. */
  readonly inventory?: Inventory;
  /** What those who look see, in place of the drawn view. */
  readonly liveScreen?: (clock: Clock) => LiveScreen;
  readonly log?: Log;
  /** In place of the machine's own. */
  readonly digest?: Digest;
}

const LOOK_EVERY_MS = 25;
/** Milliseconds in which a recording that goes on has its next frame. */
const SEEN_WITHIN_MS = 700;

export const FLEET_VERSION = '0.1.0';

/** What the agent of a browser can do; the rest is for agents of the whole desktop. */
const CAPABILITIES: readonly DeviceCapability[] = [
  'typed',
  'page',
  'url',
  'search',
  'caption',
  'screenshot',
  'screen',
  'lock',
  'internet',
  'downloads',
  'mute',
  'message',
  'agreement',
];

const FIELD = Object.freeze({ ...TEXT_FIELD, names: ['text'] });

export function createDevice(options: DeviceOptions): SimulatedDevice {
  const { name, network, log = () => undefined } = options;
  const clock = createDeviceClock();
  const outbox = createMemoryOutboxStore();
  const platform: DevicePlatform = {
    agent: 'simulated',
    agentVersion: FLEET_VERSION,
    system: options.system,
    browser: options.browser,
    capabilities: [...CAPABILITIES],
    ...(options.inventory === undefined ? {} : { inventory: options.inventory }),
  };
  const listeners = new Set<(status: AgentStatus) => void>();
  const accountListeners = new Set<() => void>();
  let agent: Agent | null = null;
  let account: string | null = null;
  let online = true;
  let pages = 0;
  let fields = 0;
  let place = '';
  let view: View | null = null;
  let lastQueued = 0;
  let answering = WILLING;
  const share = (): number => (systemRandom.bytes(1)[0] ?? 0) / 256;
  const control = createSimulatedControl(clock, share, () => drawn.frontChanged());
  const notices = createSimulatedNotices(clock, share, {
    open: (url) => openPage({ kind: 'article', title: url, url, text: [] }),
    front: () => view?.url ?? null,
    close: () => leavePage(),
    control,
  });
  const drawn = createViewScreen({
    application: options.browser,
    view: shown,
    paint: options.paint,
    clock,
  });
  const live = {
    screen: options.liveScreen?.(clock) ?? drawn,
    consent: createPerson(clock, () => answering),
  };

  const recorder = createPreparedRecorder({
    open: () => (view === null ? null : { place, url: view.url }),
    clock,
  });

  /** An agent lasts from switching on to switching off, as the program of a real device does. */
  function assemble(): Agent {
    const made = createAgent({
      platform,
      loader: options.loader,
      contracts: {
        clock,
        random: systemRandom,
        digest: options.digest ?? systemDigest,
        keys: createKeyStore(options.state),
        outbox,
        state: options.state,
        openSocket(url, events) {
          if (online) return network.openSocket(url, events);
          queueMicrotask(() => events.closed(1006));
          return CLOSED_SOCKET;
        },
        http: {
          request: (asked) => (online ? network.http.request(asked) : Promise.resolve({ ok: false })),
        },
        screen: { capture },
        recorder,
        accounts: {
          current: () => Promise.resolve(account === null ? null : { name: account, origin: 'profile' }),
          onChange(changed) {
            accountListeners.add(changed);
            return () => accountListeners.delete(changed);
          },
        },
        live,
        control,
        notices,
        log,
      },
    });
    made.onStatus((status) => {
      lastQueued = status.queued;
      for (const listener of listeners) listener(status);
    });
    return made;
  }

  /** The page, or what stands before it. */
  function shown(): View | null {
    if (view === null) return null;
    const over = control.over(view.url);
    return over === null ? view : { ...view, over };
  }

  /** Whoever sits before a lock, or a page that is closed, writes nothing. */
  const isClosed = (): boolean => view === null || control.over(view.url) !== null;

  async function openPage(page: Page): Promise<void> {
    await leavePage();
    pages += 1;
    place = `tab-${pages}`;
    await show(page);
  }

  async function capture(wanted: {
    readonly maxWidth: number;
    readonly quality: number;
  }): Promise<ScreenShot> {
    const now = shown();
    if (now === null) return { ok: false, failed: 'window-gone' };
    const takenAt = clock.now();
    try {
      const drawn = await options.paint({ ...now, shownAt: takenAt }, wanted);
      return { ok: true, ...drawn, mediaType: 'image/jpeg', takenAt };
    } catch {
      log('device.not-painted');
      return { ok: false, failed: 'failed' };
    }
  }

  function here(): Surroundings {
    return { place, application: options.browser, title: view?.title ?? '', url: view?.url ?? null };
  }

  /** Nobody leaves so fast that a recording that has just begun has nothing to show. */
  async function beSeen(): Promise<void> {
    const entries = await outbox.entries();
    if (!entries.some(({ key }) => key.startsWith('recording:'))) return;
    const before = recorder.taken();
    for (let waited = 0; waited < SEEN_WITHIN_MS && recorder.taken() === before; waited += LOOK_EVERY_MS)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }

  async function leavePage(): Promise<void> {
    if (agent !== null && place !== '') await beSeen();
    if (place !== '') await agent?.feed({ kind: 'gone', place });
    place = '';
    view = null;
    drawn.frontChanged();
  }

  async function show({ kind, title, url, text, search }: Page): Promise<void> {
    fields += 1;
    view = { kind, title, url, text, account: account ?? '', written: [], typing: '', shownAt: 0 };
    drawn.frontChanged();
    // What is closed is not there to be read.
    if (isClosed()) return;
    await agent?.feed({ kind: 'navigated', search: search ?? null, at: here() });
    await agent?.feed({ kind: 'caption', at: here() });
    await agent?.feed({ kind: 'page-text', text: text.join('\n'), at: here() });
  }

  return {
    name,
    async switchOn(who, { offline = false } = {}) {
      if (agent !== null) throw new Error(`${name} is on already`);
      account = who;
      online = !offline;
      const mine = assemble();
      agent = mine;
      await mine.start({ resume: false });
      if (mine.status().enrolled) return { ok: true };
      return mine.enrol({ server: options.server, code: options.code(), deviceName: name });
    },
    async switchOff() {
      const mine = agent;
      if (mine === null) return;
      await leavePage();
      agent = null;
      await mine.stop();
      lastQueued = mine.status().queued;
    },
    goOnline() {
      online = true;
      agent?.retryNow();
    },
    isOn: () => agent !== null,
    status: () => agent?.status() ?? null,
    controlled: () => control.now(),
    queued: () => agent?.status().queued ?? lastQueued,
    held: async () => (await outbox.entries()).length,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    logOn(who) {
      account = who;
      for (const changed of accountListeners) changed();
    },
    answers(next) {
      answering = next;
    },
    shiftClock: (ms) => clock.shift(ms),
    open: openPage,
    goOn: show,
    async type(text) {
      if (view === null || isClosed()) return;
      view = { ...view, typing: text };
      const field = { fieldId: `field-${fields}`, field: FIELD, text, caret: text.length, composing: false };
      await agent?.feed({ kind: 'typed', ...field, at: here() });
    },
    async enter() {
      if (view === null || isClosed()) return;
      await agent?.feed({ kind: 'settled', fieldId: `field-${fields}`, reason: 'enter' });
      if (view.typing !== '')
        view = { ...view, written: [...view.written, view.typing].slice(-12), typing: '' };
      fields += 1;
    },
    closePage: leavePage,
  };
}

/** Waits until everything has been handed over. @returns false when that takes longer */
export async function handedOver(device: SimulatedDevice, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += LOOK_EVERY_MS) {
    if ((await device.held()) === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}
