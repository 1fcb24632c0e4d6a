import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Consent } from '@lapwing/agent-core/contracts/consent.ts';
import type { Notices } from '@lapwing/agent-core/contracts/notices.ts';
import { consoleOf } from '@lapwing/agent-core/device-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { createAgreementCover } from './features/agreements/ask.ts';
import { ASK, helpPage, WITHDRAW } from './features/assistance/help-page.ts';
import { CLOSE, monitoredPage, NOTICE, propertiesPage } from './features/devices/info-pages.ts';
import { signOf, trayEntryOf, type TrayEntryId } from './features/devices/tray.ts';
import { createDesktopNotices } from './features/messages/notices.ts';
import { createMessagePanels } from './features/messages/show.ts';
import { createApplicationKeeper } from './features/restrictions/applications.ts';
import { createDesktopControl, type DesktopControl } from './features/restrictions/control.ts';
import { closedWords, holdsPage } from './features/restrictions/holds-page.ts';
import { createConsentPanel } from './features/screens/consent.ts';
import type { JoinedBrowsers } from './features/devices/joined-browsers.ts';
import type { Opener } from './platform/contract/opener.ts';
import type { Machine } from './platform/contract/platform.ts';
import type { SeatNow } from './seat-now.ts';
import { createCovers } from './ui/covers.ts';
import type { Page } from './ui/page.ts';
import { createPanels, type OpenPanel } from './ui/panels.ts';
import type { Stage } from './ui/stage.ts';

/** What the device is made to do and what the person is told, put together. */
export interface Acting {
  readonly control: DesktopControl;
  readonly notices: Notices;
  readonly consent: Consent;
  readonly onStatus: (status: AgentStatus) => void;
  /** Everything is released, and no sign of ours is left. */
  readonly close: () => Promise<void>;
}

const UNAWARE_MS = 400;
const KEYS_LOST =
  'The system stops telling the agent of keys again and again, as it does where something is slow to answer: some of what is typed is missing. Starting the device anew may help.';

/** @param parts.agent asked only once something is pressed, when it has begun */
export function composeActing(parts: {
  readonly seat: SeatNow;
  readonly stage: Stage;
  readonly clock: Clock;
  readonly machine: Pick<Machine, 'processes' | 'printing' | 'removableMedia' | 'gaps'>;
  readonly opener: () => Opener | null;
  /** Browsers whose agents do as this one says; null where they cannot reach it. */
  readonly browsers: JoinedBrowsers | null;
  readonly agent: () => Agent;
  readonly newId: () => string;
  readonly version: string;
}): Acting {
  const { seat, stage, clock, machine, opener, browsers, agent, newId, version } = parts;
  const covers = createCovers(stage);
  const panels = createPanels(stage);
  const messages = createMessagePanels(panels);
  /** Pages of the menu that are open, each once. */
  const pages = new Map<string, OpenPanel>();
  let status: AgentStatus | null = null;
  let shownSign = '';
  const schoolName = (): string => status?.schoolName ?? '';

  const applications =
    machine.processes === null
      ? null
      : createApplicationKeeper({
          processes: machine.processes,
          windows: () => seat.current()?.windows ?? null,
          account: async () => (await seat.session.current())?.account ?? null,
          ownPid: process.pid,
          ownProgram: process.execPath,
          clock,
          tell: (name, rule) => {
            const by = rule.words.by ?? (schoolName() === '' ? 'your school' : schoolName());
            const text = closedWords(name, rule, clock.now());
            void messages.show({ id: newId(), text, by, schoolName: schoolName() }, () => undefined);
            agent().record({ kind: 'application-closed', application: name, ruleId: rule.id });
          },
        });
  const control = createDesktopControl({
    covers,
    clock,
    sound: () => seat.current()?.sound ?? null,
    printing: machine.printing,
    removableMedia: machine.removableMedia,
    applications,
    web: () => browsers,
    again: (id) => void agent().agreementAgain(id),
  });
  const notices = createDesktopNotices({
    messages,
    panels,
    clock,
    schoolName,
    session: () => seat.current()?.session ?? null,
    opener,
    // What closes a page is the browser's own agent, which says so.
    isOpen: () => true,
    browsers,
    ask: createAgreementCover(covers),
  });

  const gapsNow = (): readonly string[] => [
    ...(seat.current()?.gaps ?? []),
    ...(seat.hearing.now() ? [] : [KEYS_LOST]),
    ...machine.gaps,
    ...stage.easel.gaps(),
  ];
  const drawn: Readonly<Record<Exclude<TrayEntryId, 'console'>, (now: AgentStatus) => Page>> = {
    help: helpPage,
    holds: (now) => holdsPage(now, clock.now()),
    monitored: (now) => monitoredPage(now, seat.current()?.screen !== null),
    properties: (now) => propertiesPage(now, version, gapsNow()),
  };

  function pressed(entry: string, spot: string): void {
    if (spot === CLOSE) {
      pages.get(entry)?.close();
      pages.delete(entry);
    }
    const notice = status?.noticeUrl ?? null;
    if (spot === NOTICE && notice !== null) void opener()?.open(notice);
    if (spot === ASK) agent().ask({ kind: 'help', url: null, text: '' });
    if (spot === WITHDRAW)
      for (const ask of status?.control?.asks ?? []) if (ask.kind === 'help') agent().withdrawAsk(ask.id);
  }

  async function chosen(id: string): Promise<void> {
    const entry = trayEntryOf(id);
    if (entry === null || status === null || pages.has(id)) return;
    if (entry === 'console') {
      const address = consoleOf(status);
      if (address !== null) await opener()?.open(address);
      return;
    }
    const page = drawn[entry];
    const first = status;
    const panel = await panels.open({
      page: () => page(status ?? first),
      pressed: (spot) => pressed(id, spot),
      closed: () => pages.delete(id),
      unawareMs: UNAWARE_MS,
    });
    if (panel !== null) pages.set(id, panel);
  }

  function showSign(): void {
    const tray = seat.current()?.tray ?? null;
    if (tray === null || status === null) return;
    void tray.show(signOf(status), (entry) => void chosen(entry));
  }

  const cancelSeat = seat.onChange(() => {
    control.seatChanged();
    showSign();
  });
  return {
    control,
    notices,
    consent: createConsentPanel({ panels, clock, schoolName: () => status?.schoolName ?? null }),
    onStatus(now) {
      status = now;
      for (const panel of pages.values()) panel.redraw();
      const sign = JSON.stringify(signOf(now));
      if (sign !== shownSign) showSign();
      shownSign = sign;
    },
    async close() {
      cancelSeat();
      await control.close();
      await covers.close();
      for (const panel of pages.values()) panel.close();
      await seat.current()?.tray?.hide();
      stage.easel.close();
    },
  };
}
