import type { Finding } from '@lapwing/detection/finding.ts';
import { Restriction } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { SanctionAction } from '@lapwing/protocol/features/restrictions/rules.ts';
import type { RestrictionsSanctioned } from '@lapwing/protocol/features/restrictions/sanctioned.event.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import { z } from 'zod';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { Notices } from './contracts/notices.ts';
import type { Random } from './contracts/random.ts';
import type { StateStore } from './contracts/state-store.ts';
import type { Outbox } from './outbox.ts';
import type { LoadedRules } from './restriction-rules.ts';
import { createSerial } from './serial.ts';
import { readDocument, writeDocument } from './stored-document.ts';
import { isSomebodyElse } from './whose.ts';

export const SANCTIONS = 'sanctions';
const MINUTE_MS = 60_000;
/** Milliseconds that a platform may take for a message. */
const SHOWN_WITHIN_MS = 3000;
/** More than a device ever has to remember within a day; the oldest are forgotten. */
const MOST_RECENT = 500;
const MOST_HELD = 50;
/** No one at the device: a platform that does not say who sits there has one person. */
const NOBODY = '';
/** Why, in words for an eight-year-old, without saying what is looked for. */
export const SANCTION_WHY =
  'This happened by itself, because of something on this device. Staff at your school have been told, and can end it.';

const Held = z.object({ who: z.string(), restriction: Restriction });
/** `at` is when something was done last about the term, by the server's time in milliseconds. */
const Recent = z.object({ who: z.string(), term: z.string(), at: z.number() });
const StoredSanctions = z.object({ held: z.array(Held), recent: z.array(Recent) });
type Held = z.infer<typeof Held>;
type Recent = z.infer<typeof Recent>;
type Outcome = RestrictionsSanctioned['outcome'];

export interface Sanctions {
  load(): Promise<void>;
  /**
   * A finding became capture `captureId`, which is safe on the device: what the school wants to be done about it is
   * done. Resolves when it is, and is on record.
   */
  found(captureId: string, sessionId: string, finding: Pick<Finding, 'term' | 'policy'>): Promise<void>;
  /** What holds for whoever is at the device, of which the server does not know yet as far as the device knows. */
  held(): readonly Restriction[];
  /** The server may know more of them. */
  documentChanged(): void;
  /** The server will never take item `id`: what nobody could lift is let go. */
  rejected(id: string): void;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

export interface SanctionParts {
  readonly outbox: Outbox;
  readonly notices: Notices | null;
  /** What the device can do. */
  readonly capabilities: ReadonlySet<DeviceCapability>;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly rules: () => LoadedRules | null;
  /** The policy that a finding stands in for this school. */
  readonly policyOf: (term: string, risk: string) => string;
  /** Ids of those that the server knows. */
  readonly known: () => readonly string[];
  /** Name of the account at the device; null where the platform does not say. */
  readonly person: () => string | null;
  readonly schoolName: () => string;
  /** The server's time, in milliseconds since 1970. */
  readonly now: () => number;
  /** `held` has changed. */
  readonly changed: () => void;
}

/** What the device does by itself about a finding, within the school's bounds: SPEC.md, SANC. */
export function createSanctions(parts: SanctionParts): Sanctions {
  const { outbox, notices, capabilities, store, clock, random, log, rules, now, changed } = parts;
  const serial = createSerial();
  const writing = createSerial();
  let held: readonly Held[] = [];
  let recent: readonly Recent[] = [];

  const who = (): string => parts.person() ?? NOBODY;
  const isElse = (of: string): boolean => isSomebodyElse(of === NOBODY ? null : of, parts.person());

  /** What is over, or is the server's by now, is let go. */
  function tidy(): boolean {
    const known = new Set(parts.known());
    const before = held.length;
    held = held.filter(({ restriction }) => {
      const left = endOf(restriction) - now();
      return left > 0 && !known.has(restriction.id);
    });
    return held.length !== before;
  }

  function keep(): Promise<void> {
    return writing
      .run(() => writeDocument(store, SANCTIONS, { held, recent }))
      .catch(() => {
        log('sanctions.not-written');
      });
  }

  function actionsFor({ term, policy }: Pick<Finding, 'term' | 'policy'>): readonly SanctionAction[] {
    const sanctions = rules()?.rules.sanctions;
    return sanctions?.terms[term] ?? sanctions?.policies[parts.policyOf(term, policy)] ?? [];
  }

  function wasDone(term: string, againAfterMinutes: number): boolean {
    return recent.some((one) => {
      const since = now() - one.at;
      return one.who === who() && one.term === term && since >= 0 && since < againAfterMinutes * MINUTE_MS;
    });
  }

  /** Minutes within the school's bound; 0 where it has switched that off; null for what is of the moment. */
  function minutesOf(action: SanctionAction): number | null {
    const caps = rules()?.rules.sanctions.caps;
    if (action.kind === 'lock') return Math.min(action.minutes, caps?.lockMinutes ?? 0);
    if (action.kind === 'internet-off') return Math.min(action.minutes, caps?.internetOffMinutes ?? 0);
    return null;
  }

  function canDo({ kind }: SanctionAction): boolean {
    const needed = kind === 'internet-off' ? 'internet' : kind;
    return capabilities.has(needed) && (kind === 'lock' || kind === 'internet-off' || notices !== null);
  }

  async function foundNow(
    captureId: string,
    sessionId: string,
    finding: Pick<Finding, 'term' | 'policy'>,
  ): Promise<void> {
    const actions = actionsFor(finding);
    if (actions.length === 0) return;
    const again = wasDone(finding.term, rules()?.rules.sanctions.caps.againAfterMinutes ?? 0);
    const message = actions.find((action) => action.kind === 'message');
    const inOrder = [...actions].sort((one, other) => placeOf(one) - placeOf(other));
    for (const action of inOrder) {
      const minutes = minutesOf(action);
      const outcome: Outcome = again
        ? 'held-back'
        : minutes === 0
          ? 'switched-off'
          : canDo(action)
            ? 'done'
            : 'not-possible';
      const item = itemOf(captureId, sessionId, action.kind, outcome, minutes);
      if (outcome !== 'done') {
        await outbox.add(item);
        continue;
      }
      remember(finding.term);
      if (action.kind === 'message') await showMessage(item, action.text);
      else if (action.kind === 'log-off') await logOff(item, action.text);
      else
        await hold(
          item,
          action.kind,
          message?.kind === 'message' && message.text !== '' ? message.text : null,
        );
    }
  }

  function itemOf(
    captureId: string,
    sessionId: string,
    kind: SanctionAction['kind'],
    outcome: Outcome,
    minutes: number | null,
  ): RestrictionsSanctioned {
    const at = clock.now();
    return {
      type: 'restrictions/sanctioned',
      id: uuidV7(at, random.bytes(10)),
      captureId,
      sessionId,
      kind,
      at: new Date(at).toISOString(),
      until: outcome === 'done' && minutes !== null ? new Date(at + minutes * MINUTE_MS).toISOString() : null,
      outcome,
    };
  }

  function remember(term: string): void {
    const others = recent.filter((one) => one.who !== who() || one.term !== term);
    recent = [...others, { who: who(), term, at: now() }].slice(-MOST_RECENT);
  }

  async function hold(
    item: RestrictionsSanctioned,
    kind: 'lock' | 'internet-off',
    words: string | null,
  ): Promise<void> {
    const length = item.until === null ? 0 : Date.parse(item.until) - Date.parse(item.at);
    const restriction: Restriction = {
      id: item.id,
      effect: { kind },
      layer: 'sanction',
      by: null,
      words,
      from: new Date(now()).toISOString(),
      until: new Date(now() + length).toISOString(),
      personal: true,
    };
    // On record first: what cannot be recorded, nobody could lift.
    if (!(await outbox.add(item))) return;
    held = [...held, { who: who(), restriction }].slice(-MOST_HELD);
    changed();
    await keep();
  }

  async function showMessage(item: RestrictionsSanctioned, text: string): Promise<void> {
    await keep();
    const shown = await inTime(
      notices?.show(
        { id: item.id, text, by: parts.schoolName(), schoolName: parts.schoolName() },
        () => undefined,
      ),
    );
    await outbox.add({ ...item, outcome: shown === 'shown' ? 'done' : 'not-possible' });
  }

  async function logOff(item: RestrictionsSanctioned, text: string): Promise<void> {
    await keep();
    // The agent may not outlive it.
    if (!(await outbox.add(item))) return;
    await inTime(notices?.logOff(text));
  }

  async function inTime<T>(work: Promise<T> | undefined): Promise<T | null> {
    if (work === undefined) return null;
    let cancel: Cancel = () => undefined;
    const tooSlow = new Promise<null>((resolve) => {
      cancel = clock.setTimer(SHOWN_WITHIN_MS, () => resolve(null));
    });
    return Promise.race([work.catch(() => null), tooSlow]).finally(() => cancel());
  }

  return {
    async load() {
      const stored = await readDocument(store, SANCTIONS, StoredSanctions);
      held = stored?.held ?? [];
      recent = stored?.recent ?? [];
      tidy();
    },
    found: (captureId, sessionId, finding) => serial.run(() => foundNow(captureId, sessionId, finding)),
    held: () => held.flatMap((one) => (isElse(one.who) ? [] : [one.restriction])),
    documentChanged() {
      if (tidy()) void keep();
    },
    rejected(id) {
      if (!held.some(({ restriction }) => restriction.id === id)) return;
      held = held.filter(({ restriction }) => restriction.id !== id);
      changed();
      void keep();
    },
    async idle() {
      await serial.idle();
      await writing.idle();
    },
  };
}

function endOf({ until }: Restriction): number {
  return until === null ? 0 : Date.parse(until);
}

/** No lock waits for a message to be there; and whoever is logged off reads none any more. */
function placeOf({ kind }: SanctionAction): number {
  return kind === 'log-off' ? 2 : kind === 'message' ? 1 : 0;
}
