import { z } from 'zod';
import { type Agent, createAgent } from '@lapwing/agent-core/agent.ts';
import type { Control } from '@lapwing/agent-core/contracts/control.ts';
import { outcomeWords } from '@lapwing/agent-core/device-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { inputOf, inputOfFront, inputsOfTab, placeOf, tabOf } from './features/captures/page-inputs.ts';
import { createJoinedDesktop, type PagesAgent } from './features/devices/joined-desktop.ts';
import { type ManagedSettings, readManagedPolicy } from './features/devices/managed-policy.ts';
import { PopupMessage, type StatusReply } from './features/devices/messages.ts';
import { badgeFor } from './features/devices/words.ts';
import { inventoryOf } from './features/devices/inventory.ts';
import { createEncoder } from './features/evidence/encode-elsewhere.ts';
import { createTabRecorder } from './features/evidence/recorder.ts';
import { createTabScreen } from './features/evidence/screen.ts';
import { createConsentPrompt } from './features/screens/consent.ts';
import { createTabLiveScreen } from './features/screens/live-screen.ts';
import { PromptMessage } from './features/screens/messages.ts';
import { createBrowserAccounts } from './features/sessions/accounts.ts';
import { composeControl } from './compose-control.ts';
import { createKept } from './platform/browser-control.ts';
import { createBackgroundHost } from './platform/browser.ts';
import { createDesktopHost } from './platform/browser-desktop.ts';
import { openDatabase } from './platform/database.ts';
import { openWebSocket, webClock, webHttp } from './platform/network.ts';
import { drawnPicture, scaledJpeg } from './platform/picture.ts';
import { createWebKeyStore, webDigest, webRandom } from './platform/web-crypto.ts';

// The extension's pages may not make code from text, and zod would try.
z.config({ jitless: true });
const host = createBackgroundHost();

const WATCHED = ['typed', 'page', 'url', 'search', 'caption', 'screenshot', 'screen'] as const;
const DOES = ['lock', 'internet', 'downloads', 'mute', 'message', 'agreement'] as const;
let settings: ManagedSettings = { enrol: null, account: null, privateWindowsOff: false };
/** Whose device this is, for the question that is put to the person. */
let schoolName: string | null = null;
const prompt = createConsentPrompt({
  host,
  clock: webClock,
  newId: () => crypto.randomUUID(),
  schoolName: () => schoolName,
});
const { control, notices, ...composed } = composeControl({
  background: host,
  agent: () => agent(),
  privateWindowsOff: () => settings.privateWindowsOff,
});
const policyListeners = new Set<() => void>();
const kept = createKept();
const JOINED = 'desktop-joined';
let running: Promise<Agent> | null = null;
/** Of the own agent before, which has the same disk. */
let resting: Promise<void> = Promise.resolve();
let cancelPolicy: () => unknown = () => undefined;
/** Milliseconds that the own agent has for what it found before it rests. */
const SENT_WITHIN_MS = 10_000;
const desktop = createJoinedDesktop({
  host: createDesktopHost(),
  clock: webClock,
  placeOf,
  web: (wanted) => composed.webAlone(wanted),
  open: (url) => notices.open(url),
  closeTabs: (site, all) => notices.closeTabs(site, all),
  onStatus: (status) => shows(status),
  remembered: {
    read: async () => (await kept.read(JOINED)) !== null,
    write: async (joined) => kept.write(JOINED, joined ? { joined } : null),
  },
  joined() {
    const before = running;
    running = null;
    cancelPolicy();
    resting = (
      before?.then((own) => rest(own, false)) ??
      resting.then(leftBehind).then((own) => (own === null ? undefined : rest(own, true)))
    ).catch(() => undefined);
  },
  alone(untold) {
    own()
      .then((current) => Promise.all(untold.map((input) => current.feed(input))))
      .catch(() => undefined);
  },
});
const looked = desktop.begin();

function shows(status: AgentStatus): void {
  schoolName = status.schoolName;
  composed.onStatus(status);
  host.showBadge(badgeFor(status)).catch(() => undefined);
}

/** Only what is wanted of the agent that this extension listens to is done: the other one may still be ending. */
const gated: Control = {
  apply: (wanted) =>
    desktop.agent() === null ? control.apply(wanted) : Promise.resolve({ failed: [], gaps: [] }),
  onGaps: (changed) => control.onGaps(changed),
};

/** The own agent where an earlier run of it, before this device had one of the desktop, could not send all it found. */
async function leftBehind(): Promise<Agent | null> {
  const { outbox } = await openDatabase('lapwing');
  return (await outbox.entries()).length === 0 ? null : makeAgent();
}

/**
 * From here on another agent tells what happens: what this one has found is sent first.
 *
 * @param keepSession the session is not marked as over, so that nothing is left to be sent
 */
async function rest(old: Agent, keepSession: boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      late();
      cancel();
      resolve();
    };
    const late = webClock.setTimer(SENT_WITHIN_MS, settle);
    const cancel = old.onStatus(({ queued }) => {
      if (queued === 0) settle();
    });
    if (old.status().queued === 0) settle();
  });
  await old.stop({ keepSession });
}

async function readPolicy(): Promise<void> {
  settings = readManagedPolicy(await host.managedPolicy());
  for (const listener of policyListeners) listener();
}

async function makeAgent(): Promise<Agent> {
  const [database, system, hardware] = await Promise.all([
    openDatabase('lapwing'),
    host.system(),
    host.hardware(),
    readPolicy(),
  ]);
  const platform: DevicePlatform = {
    agent: 'extension',
    agentVersion: host.version,
    system: system.slice(0, 60),
    browser: host.application.slice(0, 60),
    capabilities: [...WATCHED, ...DOES],
    inventory: inventoryOf(hardware),
  };
  const accounts = createBrowserAccounts(
    host,
    () => settings.account,
    (changed) => {
      policyListeners.add(changed);
      return () => policyListeners.delete(changed);
    },
  );
  const agent = createAgent({
    platform,
    contracts: {
      clock: webClock,
      random: webRandom,
      digest: webDigest,
      keys: createWebKeyStore(database),
      outbox: database.outbox,
      state: database.documents,
      openSocket: openWebSocket,
      http: webHttp,
      screen: createTabScreen({
        pictureOf: (tabId, quality) => host.pictureOf(tabId, quality),
        tabOf,
        scale: scaledJpeg,
        now: webClock.now,
      }),
      recorder: createTabRecorder({
        frameOf: (tabId, quality, wanted) => host.frameOf(tabId, quality, wanted),
        tabOf,
        encode: createEncoder({ host, newId: () => crypto.randomUUID() }),
        now: webClock.now,
      }),
      accounts,
      live: {
        screen: createTabLiveScreen({ host, draw: drawnPicture, now: webClock.now }),
        consent: prompt,
      },
      control: gated,
      notices,
      log: () => undefined,
    },
  });
  agent.onStatus((status) => {
    if (desktop.agent() === null) shows(status);
  });
  await agent.start({ resume: await host.restarted() });
  const provision = (): void => {
    if (desktop.agent() === null) agent.provision(settings.enrol);
  };
  provision();
  policyListeners.add(provision);
  cancelPolicy = () => policyListeners.delete(provision);
  return agent;
}

async function cameToFront(): Promise<void> {
  desktop.fronted();
  const tab = await host.frontTab();
  const input = tab === null ? null : inputOfFront(tab, host.application);
  if (input !== null) await (await agent()).feed(input);
}

/** One agent while this extension works alone; a disk that cannot be opened is tried again at the next wake. */
function own(): Promise<Agent> {
  running ??= resting.then(makeAgent).catch((error: unknown) => {
    running = null;
    throw error;
  });
  return running;
}

/** That of the desktop where the device has one, else the own. */
async function agent(): Promise<PagesAgent> {
  await looked;
  return desktop.agent() ?? own();
}

async function onPopup(message: PopupMessage): Promise<unknown> {
  const current = await agent();
  switch (message.kind) {
    case 'status':
      return { status: current.status(), version: host.version } satisfies StatusReply;
    case 'retry':
      current.retryNow();
      return null;
    case 'enrol': {
      const { server, code } = message;
      return outcomeWords(await current.enrol({ server, code, deviceName: null }));
    }
  }
}

async function wake(): Promise<void> {
  desktop.wake();
  (await agent()).wake();
}

// The browser wakes a worker only for listeners that were added in its first turn.
host.onMessage(async (message, sender) => {
  if (sender.kind === 'own-page') {
    const asked = PopupMessage.safeParse(message);
    if (asked.success) return onPopup(asked.data);
    const ofControl = composed.onMessage(message, sender);
    if (ofControl !== undefined) return ofControl;
    const said = PromptMessage.safeParse(message);
    return said.success ? prompt.onMessage(said.data) : null;
  }
  const input = inputOf(message, sender, host.application);
  if (input !== null) await (await agent()).feed(input);
  return null;
});
host.onTabChange((change) => {
  const inputs = inputsOfTab(change, host.application);
  agent()
    .then((current) => Promise.all(inputs.map((input) => current.feed(input))))
    .catch(() => undefined);
});
host.onTabGone((tabId) => {
  agent()
    .then((current) => current.feed({ kind: 'gone', place: placeOf(tabId) }))
    .catch(() => undefined);
});
host.onFront(() => void cameToFront().catch(() => undefined));
host.onManagedPolicy(() => void readPolicy());
host.onAlarm(() => void wake().catch(() => undefined));
host.onInstalled(() => void host.watchOpenTabs());
void wake().catch(() => undefined);
