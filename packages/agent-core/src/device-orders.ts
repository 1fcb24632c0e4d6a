import type { Finding } from '@lapwing/detection/finding.ts';
import type { AgentFrame } from '@lapwing/protocol/agent-frames.ts';
import type { AssistanceAnswered } from '@lapwing/protocol/features/assistance/answered.command.ts';
import type { MessagesTold } from '@lapwing/protocol/features/messages/told.command.ts';
import { NO_ORDERS } from '@lapwing/protocol/features/state/document.event.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import { hostOf } from './address.ts';
import { createAgreements } from './agreements.ts';
import { type AskWish, createAsks } from './asks.ts';
import type { AgentContracts } from './contracts.ts';
import { type ControlKeeper, createControlKeeper } from './control.ts';
import { wantedAt, type WantedAt } from './control-wanted.ts';
import type { Identity } from './identity.ts';
import type { Outbox } from './outbox.ts';
import { isSameData } from './same-data.ts';
import { createSanctions } from './sanctions.ts';
import type { ServerTime } from './server-time.ts';
import type { Sessions } from './session.ts';
import type { StateKeeper } from './state.ts';
import type { AskShown, ControlShown } from './status.ts';
import { createTold } from './told.ts';

/** The device's clock is handed on anew when it is off by so many milliseconds from where it was. */
const NOTABLE_SHIFT_MS = 1000;
/** How far time has come is written down this often, in milliseconds. */
const MARK_EVERY_MS = 15_000;

/** All that the device is made to do, and what the person at it is told and asked. */
export interface DeviceOrders {
  /** Takes up what was stored. */
  load(): Promise<void>;
  /** Makes the device as it is wanted; once there is a session. */
  begin(): void;
  /** Another document, or content of it, is in force. */
  documentChanged(): void;
  personChanged(): void;
  /** Looks after everything that is due. */
  wake(): void;
  connected(): void;
  told(command: MessagesTold): void;
  answered(answer: AssistanceAnswered): void;
  /** A finding became a capture: resolves when what is done about it is on record. */
  found(captureId: string, sessionId: string, finding: Pick<Finding, 'term' | 'policy'>): Promise<void>;
  /** The server will never take an item of the outbox. */
  rejected(id: string): void;
  ask(wish: AskWish): AskShown;
  withdrawAsk(id: string): void;
  agreementAgain(agreementId: string): boolean;
  /** Null until a state document came. */
  shown(): ControlShown | null;
  /** Everything is released unless the same session goes on. */
  end(keepSession: boolean): Promise<void>;
}

export function createDeviceOrders(parts: {
  readonly contracts: Pick<AgentContracts, 'clock' | 'random' | 'log' | 'notices' | 'state' | 'control'>;
  readonly capabilities: ReadonlySet<DeviceCapability>;
  readonly identity: Identity;
  readonly time: ServerTime;
  readonly state: Pick<StateKeeper, 'document' | 'rules' | 'restrictions' | 'agreement'>;
  readonly outbox: Outbox;
  readonly session: Sessions['now'];
  readonly online: () => boolean;
  /** False when it did not go out. */
  readonly say: (frame: AgentFrame) => boolean;
  readonly changed: () => void;
}): DeviceOrders {
  const { contracts, capabilities, identity, time, state, outbox, session, say, changed } = parts;
  const { clock, random, log, notices, state: store } = contracts;
  const serverHost = hostOf(identity.server) ?? '';
  const schoolName = (): string => state.document()?.school.name ?? identity.schoolName;
  const now = (): number => time.steady();
  let shift = 0;
  let markedAt = -Infinity;
  let latest: WantedAt | null = null;

  const sanctions = createSanctions({
    outbox,
    notices,
    capabilities,
    store,
    clock,
    random,
    log,
    rules: () => state.restrictions(),
    policyOf: (term, risk) => state.rules()?.value.policyOf(term, risk) ?? risk,
    known: () => state.document()?.orders.sanctions ?? [],
    person: () => session()?.account ?? null,
    schoolName,
    now,
    changed: () => keeper?.look(),
  });
  const agreements = createAgreements({
    outbox,
    notices: capabilities.has('agreement') ? notices : null,
    canLogOff: capabilities.has('log-off'),
    store,
    clock,
    random,
    log,
    document: () => state.document(),
    content: (id) => state.agreement(id),
    logo: () => state.restrictions()?.rules.look.logo ?? null,
    session,
    online: parts.online,
    now,
    changed: () => keeper?.look(),
  });
  const told = createTold({ notices, store, clock, log, schoolName, now, say });
  const asks = createAsks({
    clock,
    random,
    mayAsk: () => state.restrictions()?.rules.mayAsk ?? { access: false, help: false },
    onDevice: (at) => at + clock.now() - now(),
    say,
    changed,
  });

  function wanted(): WantedAt {
    const document = state.document();
    const at = now();
    const off = clock.now() - at;
    if (Math.abs(off - shift) >= NOTABLE_SHIFT_MS) shift = off;
    const next = wantedAt({
      orders: document?.orders ?? NO_ORDERS,
      account: session()?.account ?? null,
      expiresAt: document === null ? null : Date.parse(document.expiresAt),
      rules: state.restrictions(),
      sanctions: sanctions.held(),
      declined: agreements.declined(),
      schoolName: schoolName(),
      serverHost,
      now: at,
      shift,
    });
    const isNew = latest === null || !isSameData(latest.shown, next.shown);
    latest = next;
    if (isNew) changed();
    return next;
  }

  const keeper: ControlKeeper | null =
    contracts.control === null
      ? null
      : createControlKeeper({
          control: contracts.control,
          clock,
          random,
          log,
          wanted,
          now,
          version: () => state.document()?.version ?? 0,
          passing() {
            if (clock.passed() - markedAt < MARK_EVERY_MS) return;
            markedAt = clock.passed();
            time.mark();
          },
          say: (actual) => void say(actual),
          changed,
        });

  return {
    async load() {
      await sanctions.load();
      await agreements.load();
      await told.load();
    },
    begin() {
      keeper?.begin();
      agreements.begin();
    },
    documentChanged() {
      sanctions.documentChanged();
      keeper?.look();
      agreements.review();
    },
    personChanged() {
      asks.personChanged();
      keeper?.look();
      agreements.personChanged();
    },
    wake() {
      keeper?.look();
      agreements.review();
    },
    connected() {
      keeper?.connected();
      told.connected();
      asks.connected();
      agreements.review();
    },
    told: (command) => told.told(command),
    answered: (answer) => asks.answered(answer),
    found: (captureId, sessionId, finding) => sanctions.found(captureId, sessionId, finding),
    rejected: (id) => sanctions.rejected(id),
    ask: (wish) => asks.ask(wish),
    withdrawAsk: (id) => asks.withdraw(id),
    agreementAgain: (id) => agreements.again(id),
    shown() {
      if (state.document() === null) return null;
      const { shown } = keeper === null || latest === null ? wanted() : latest;
      const failed = keeper?.failed() ?? null;
      // What the platform cannot do does not hold, whatever is wanted.
      const holds = failed === null ? [] : shown.holds.filter(({ id }) => !failed.has(id));
      return { ...shown, holds, asks: asks.shown() };
    },
    async end(keepSession) {
      await agreements.end();
      await sanctions.idle();
      await told.idle();
      await keeper?.end(!keepSession);
    },
  };
}
