import type { Refusal } from '@lapwing/protocol/wire.ts';
import { serverOrigin } from './address.ts';
import { backoff, between } from './backoff.ts';
import { REFUSED_RETRY_MS } from './connection.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Digest } from './contracts/digest.ts';
import type { Random } from './contracts/random.ts';
import type { EnrolAsk, EnrolOutcome } from './enrolment.ts';
import type { Identity } from './identity.ts';
import { encodeUtf8 } from './utf8.ts';

const FIRST_RETRY_MS = 5000;
const LONGEST_RETRY_MS = 10 * 60_000;

/** Enrols the device as managed policy says, without a person: SPEC.md, ENR-4. */
export interface Provisioning {
  set(ask: EnrolAsk | null): void;
  /** What was stored has been read: work may begin. */
  begin(): void;
  wake(): void;
  retryNow(): void;
  stop(): void;
  /** Why the server turned the policy's code down. */
  refusal(): Refusal | null;
}

export function createProvisioning(parts: {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly identity: () => Identity | null;
  /** True while the server turns the enrolled device away. */
  readonly refused: () => boolean;
  readonly enrol: (ask: EnrolAsk, provisionedBy: string) => Promise<EnrolOutcome>;
  readonly changed: () => void;
}): Provisioning {
  const { clock, random, digest, identity, refused, enrol, changed } = parts;
  let ask: EnrolAsk | null = null;
  let begun = false;
  let busy = false;
  let failures = 0;
  let refusal: Refusal | null = null;
  let dueAt = 0;
  let cancel: Cancel = () => undefined;

  async function attempt(): Promise<void> {
    cancel();
    if (!begun || busy || ask === null) return;
    busy = true;
    const asked = ask;
    try {
      const print = await digest.sha256(encodeUtf8(`${serverOrigin(asked.server) ?? ''}\n${asked.code}`));
      if (!isNeeded(asked, print)) return;
      const outcome = await enrol(asked, print);
      if (outcome.ok) {
        failures = 0;
        refusal = null;
        return;
      }
      refusal = outcome.reason === 'refused' ? outcome.refusal : null;
      wait(outcome);
    } catch {
      wait({ ok: false, reason: 'unreachable' });
    } finally {
      busy = false;
      changed();
      if (ask !== asked) void attempt();
    }
  }

  /** A school that renews its code must not enrol its devices anew; another server, or a device turned away, must. */
  function isNeeded(asked: EnrolAsk, print: string): boolean {
    const standing = identity();
    if (standing === null) return true;
    if (serverOrigin(asked.server) !== standing.server) return true;
    return refused() && standing.provisionedBy !== print;
  }

  function wait(outcome: Exclude<EnrolOutcome, { ok: true }>): void {
    let ms = backoff(random, failures, FIRST_RETRY_MS, LONGEST_RETRY_MS);
    if (outcome.reason === 'bad-address' || outcome.reason === 'bad-code') ms = REFUSED_RETRY_MS;
    if (outcome.reason === 'refused')
      ms =
        outcome.retryAfter === null
          ? between(random, REFUSED_RETRY_MS, REFUSED_RETRY_MS * 1.1)
          : outcome.retryAfter * 1000 + ms;
    failures += 1;
    dueAt = clock.now() + ms;
    cancel = clock.setTimer(ms, () => void attempt());
  }

  return {
    set(next) {
      if (next?.server === ask?.server && next?.code === ask?.code && next?.deviceName === ask?.deviceName)
        return;
      ask = next;
      failures = 0;
      refusal = null;
      cancel();
      void attempt();
    },
    begin() {
      begun = true;
      void attempt();
    },
    wake() {
      if (clock.now() >= dueAt && identity() === null) void attempt();
    },
    retryNow: () => void attempt(),
    stop() {
      begun = false;
      cancel();
    },
    refusal: () => refusal,
  };
}
