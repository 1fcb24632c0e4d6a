import type { ActivityDone } from '@lapwing/protocol/features/activity/recorded.event.ts';
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import type { AskWish } from './asks.ts';
import type { AgentContracts } from './contracts.ts';
import type { Cancel } from './contracts/clock.ts';
import { releaseAll } from './control.ts';
import { createEnrolments } from './enrolments.ts';
import { askToEnrol, type EnrolAsk, type EnrolOutcome } from './enrolment.ts';
import type { AgentInput } from './input.ts';
import type { LeftAlone } from './left-alone.ts';
import { createOutbox, type OutboxLimits } from './outbox.ts';
import { createProvisioning } from './provisioning.ts';
import { isSameData } from './same-data.ts';
import { createSerial } from './serial.ts';
import type { ServerSaid } from './server-time.ts';
import type { AgentStatus, AskShown } from './status.ts';
import type { TamperingFound } from './tampering.ts';
import { createWorking, type Working } from './working.ts';
import { contentLoader, type ContentLoader } from './content-loader.ts';

export interface AgentOptions {
  readonly contracts: AgentContracts;
  /** How packs become an engine; a program with many agents shares engines. */
  readonly loader?: ContentLoader;
  readonly platform: DevicePlatform;
  /** For tests and small devices. */
  readonly outboxLimits?: OutboxLimits;
}

export interface Agent {
  /**
   * Reads what was stored, goes on with the session and connects. `resume` is true when the same log-on goes on
   * (a browser's worker was restarted); otherwise a session left open is ended and a new one begun.
   * Rejects only for bugs and for a disk that cannot be read.
   */
  start(options: { readonly resume: boolean }): Promise<void>;
  /** Settles what was typed and disconnects; the session ends unless `keepSession`. Resolves when all is stored. */
  stop(options?: { readonly keepSession?: boolean }): Promise<void>;
  /** The device can watch or do other things than before: the server is told, and the session goes on. */
  become(platform: DevicePlatform): Promise<void>;
  /** A person asks to enrol this device. Replaces an enrolment that stands. */
  enrol(ask: EnrolAsk): Promise<EnrolOutcome>;
  /** Managed policy says where to enrol: tried until it succeeds, again when the policy changes. Null: no policy. */
  provision(ask: EnrolAsk | null): void;
  /** Looks after everything that is due at once; for platforms that wake up a sleeping agent. */
  wake(): void;
  /** Connects at once instead of waiting for the next try; for a person who asks, or a network that came back. */
  retryNow(): void;
  /** What happened on the device. Resolves when a finding in it, if any, is safe in the outbox. */
  feed(input: AgentInput): Promise<void>;
  /** What was done on the device: files, printing, media, programs. Kept if the school records it; names alone, no contents. */
  record(done: ActivityDone): void;
  /** The agent, or the device against it, was tampered with. Resolves when that is on record. Nothing where the device is not enrolled. */
  tampered(found: TamperingFound): Promise<void>;
  /** What the server said last in this run that the time is; null before. */
  serverSaid(): ServerSaid | null;
  /**
   * The person asks for help, or for a page. Answers at once, with state `refused` and words where it cannot be asked
   * now; how it goes on stands in the status. Null where the device is not enrolled.
   */
  ask(wish: AskWish): AskShown | null;
  /** They ask no longer. */
  withdrawAsk(id: string): void;
  /** They want to read an agreement that they declined, and to answer it again. False where there is no such. */
  agreementAgain(agreementId: string): boolean;
  status(): AgentStatus;
  /** What the school wants left alone, for platforms that look at more than pages. Nothing until a state document came. */
  leftAlone(): LeftAlone;
  /** Whoever runs the device wants another version looked for now. Does nothing where something else brings updates. */
  lookForUpdate(): void;
  /** Called after every change of the status, not at once. */
  onStatus(changed: (status: AgentStatus) => void): Cancel;
}

const NOTHING: LeftAlone = Object.freeze({ hosts: [], applications: [] });

/** Composes one agent over the platform's contracts; nothing happens before `start`. */
export function createAgent({ contracts, outboxLimits, ...options }: AgentOptions): Agent {
  const { clock, state, keys, log } = contracts;
  const missing = new Set<DeviceCapability>([
    ...(contracts.live === null ? (['screen'] as const) : []),
    ...(contracts.live?.hands === undefined ? (['remote-control'] as const) : []),
  ]);
  let platform = able(options.platform);
  const listeners = new Set<(status: AgentStatus) => void>();
  const serial = createSerial();
  const outbox = createOutbox({
    store: contracts.outbox,
    clock,
    log,
    ...(outboxLimits === undefined ? {} : { limits: outboxLimits }),
  });
  const enrolments = createEnrolments({ state, keys, clock, log });
  let working: Working | null = null;
  let loaded = false;
  let resumeSession = false;
  let notice = false;
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });

  /** What the platform says that it can, and what there is a contract for. */
  function able(said: DevicePlatform): DevicePlatform {
    return { ...said, capabilities: said.capabilities.filter((one) => !missing.has(one)) };
  }

  function changed(): void {
    if (notice) return;
    notice = true;
    void tell();
  }

  /** In a later turn, so that many changes at once are told once. */
  async function tell(): Promise<void> {
    await Promise.resolve();
    notice = false;
    const now = status();
    for (const listener of listeners) listener(now);
  }

  outbox.onChange(changed);
  outbox.onLost((count) => {
    void enrolments.addLost(count).catch(() => log('agent.loss-not-written'));
    changed();
  });

  function status(): AgentStatus {
    const identity = enrolments.identity();
    const refusal = enrolments.refusal() ?? provisioning.refusal();
    return {
      loaded,
      enrolled: identity !== null,
      connection: working?.connection() ?? 'none',
      refused: refusal,
      server: identity?.server ?? null,
      schoolName: identity?.schoolName ?? null,
      deviceName: identity?.deviceName ?? null,
      noticeUrl: working?.noticeUrl() ?? null,
      detecting: working?.detecting() ?? false,
      queued: outbox.queued(),
      lost: enrolments.lost(),
      watched: working?.watched() ?? null,
      control: working?.orders.shown() ?? null,
    };
  }

  /** Begins to work as the enrolled device, if it is one. */
  async function beginWork(): Promise<void> {
    const identity = enrolments.identity();
    const key = enrolments.key();
    if (identity === null || key === null) {
      if (contracts.control !== null) await releaseAll(contracts.control, clock);
      return;
    }
    working = createWorking({
      contracts,
      platform,
      outbox,
      identity,
      loader: options.loader ?? contentLoader,
      key,
      enrolments,
      changed,
    });
    await working.begin(resumeSession);
    changed();
  }

  async function endWork(keepSession: boolean): Promise<void> {
    const old = working;
    if (old === null) return;
    await old.end(keepSession);
    working = null;
    changed();
  }

  function enrolNow(ask: EnrolAsk, provisionedBy: string | null): Promise<EnrolOutcome> {
    return serial.run(async () => {
      const standing = enrolments.identity();
      // A standing enrolment needs its key until another has taken its place.
      const key = standing === null ? await enrolments.firstKey() : await keys.make();
      const reply = await askToEnrol({ http: contracts.http, platform }, ask, key);
      if (!reply.ok) {
        log('agent.not-enrolled', { reason: reply.reason === 'refused' ? reply.refusal : reply.reason });
        return reply;
      }
      await endWork(false);
      if (standing !== null && standing.schoolId !== reply.identity.schoolId) await clearOutbox();
      await enrolments.replace({ ...reply.identity, provisionedBy }, key);
      log('agent.enrolled');
      resumeSession = false;
      await beginWork();
      return { ok: true };
    });
  }

  /** What was captured for one school is never told to another. */
  async function clearOutbox(): Promise<void> {
    const dropped = await outbox.clear();
    if (dropped > 0) log('agent.outbox-cleared', { dropped });
  }

  const provisioning = createProvisioning({
    clock,
    random: contracts.random,
    digest: contracts.digest,
    identity: () => enrolments.identity(),
    refused: () => enrolments.refusal() !== null,
    enrol: enrolNow,
    changed,
  });

  return {
    start: ({ resume }) =>
      serial.run(async () => {
        if (loaded) return;
        resumeSession = resume;
        await enrolments.load();
        await outbox.load();
        await beginWork();
        loaded = true;
        isReady();
        provisioning.begin();
        changed();
      }),
    stop: (options) =>
      serial.run(async () => {
        provisioning.stop();
        await endWork(options?.keepSession === true);
        await outbox.idle();
      }),
    become: (said) =>
      serial.run(async () => {
        const next = able(said);
        if (isSameData(next, platform)) return;
        platform = next;
        if (working === null) return;
        log('agent.platform-changed', { capabilities: next.capabilities.length });
        await endWork(true);
        resumeSession = true;
        await beginWork();
      }),
    enrol: async (ask) => {
      await ready;
      return enrolNow(ask, null);
    },
    provision: (ask) => provisioning.set(ask),
    wake() {
      working?.wake();
      provisioning.wake();
    },
    retryNow() {
      working?.retryNow();
      provisioning.retryNow();
    },
    async feed(input) {
      await ready;
      await working?.feed(input);
    },
    record: (done) => working?.record(done),
    async tampered(found) {
      await ready;
      await working?.tampered(found);
    },
    serverSaid: () => working?.serverSaid() ?? null,
    ask: (wish) => working?.orders.ask(wish) ?? null,
    withdrawAsk: (id) => working?.orders.withdrawAsk(id),
    agreementAgain: (id) => working?.orders.agreementAgain(id) ?? false,
    status,
    leftAlone: () => working?.leftAlone() ?? NOTHING,
    lookForUpdate: () => working?.lookForUpdate(),
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
