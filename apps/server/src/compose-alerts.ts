import { staffReach, staffReaching, staffWith } from './features/accounts/index.ts';
import { createAlerts, type AlertParts, type Alerts } from './features/alerts/index.ts';
import { anyLead, insertHistory, type Announce } from './features/captures/index.ts';
import type { Policies } from './features/policies/index.ts';
import { findSchool, schoolIds } from './features/schools/index.ts';
import type { AppendAudit, Routes } from './permissions/routes.ts';
import type { Clock } from './platform/clock/clock.ts';
import type { Database, SchoolTx } from './platform/db/database.ts';
import type { MasterKey } from './platform/keys/master-key.ts';
import type { Log } from './platform/log/log.ts';
import { createMailer } from './platform/mail/mail.ts';
import type { Metrics } from './platform/metrics/metrics.ts';

/** The alerts as the server runs them. */
export interface ComposedAlerts extends Pick<Alerts, 'hooks' | 'start' | 'stop' | 'tellOfThreshold'> {
  /** Whoever is next by the school's chain; where none is set, somebody who answers for captures. */
  readonly nextInChain: (
    tx: SchoolTx,
    captureId: string,
    askedBy: string,
  ) => Promise<{ person: { id: string; name: string } | null; why: string }>;
  addGauges(metrics: Metrics): void;
}

/** Makes the alerts and tells them of everything that other features know. */
export function composeAlerts(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly masterKey: MasterKey;
  readonly publicUrl: () => string;
  readonly policies: Policies;
  readonly routes: Routes;
  readonly announce: Announce;
  readonly appendAudit: AppendAudit;
  readonly screenshotOf: AlertParts['screenshotOf'];
}): ComposedAlerts {
  const { db, policies } = deps;
  const alerts = createAlerts({
    db,
    clock: deps.clock,
    log: deps.log,
    mailer: createMailer(),
    masterKey: deps.masterKey,
    publicUrl: deps.publicUrl,
    schoolIds: () => schoolIds(db),
    staffWith,
    staffReach,
    named: (tx, { person_id: personId, device_id: deviceId, ...capture }) =>
      policies.alerted(tx, { ...capture, personId, deviceId }),
    week: (tx) => policies.week(tx),
    async titles(tx) {
      const words = await policies.wordsOf(tx);
      return (term, policy) => words.titleOf(term, policy);
    },
    schoolName: async (tx) => (await findSchool(tx))?.name ?? 'your school',
    async note(tx, captureId, words) {
      await insertHistory(tx, captureId, null, 'alerted', words);
      deps.announce(tx, 'captures/changed', captureId);
    },
    screenshotOf: deps.screenshotOf,
    audit: (tx, captureId, summary) =>
      deps.appendAudit(tx, {
        action: 'alerts.screenshot',
        summary,
        subject: { kind: 'capture', id: captureId },
        actor: null,
        address: null,
        outcome: 'done',
      }),
  });
  alerts.register(deps.routes);
  const lead = anyLead(staffReaching);
  return {
    hooks: alerts.hooks,
    start: () => alerts.start(),
    stop: () => alerts.stop(),
    tellOfThreshold: (tx, told) => alerts.tellOfThreshold(tx, told),
    nextInChain: async (...asked) => (await alerts.nextInChain(...asked)) ?? lead(...asked),
    addGauges(metrics) {
      metrics.gauge('mails_waiting', 'Alerts by mail that wait to be sent', () => alerts.figures().waiting);
      metrics.gauge('mails_dead', 'Alerts by mail that were given up', () => alerts.figures().dead);
    },
  };
}
