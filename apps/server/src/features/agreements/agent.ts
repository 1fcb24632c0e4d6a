import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { findSession } from '../sessions/index.ts';
import { askingOf } from './at.ts';
import type { AgreementParts } from './parts.ts';
import { findAgreement, hasVersion } from './store.ts';
import { devicesOfPerson, insertAnswer } from './store-answers.ts';
import type { Told } from './told.ts';

/** Hears what people answer at their devices. */
export function hearAnswers(parts: AgreementParts, told: Told): void {
  const { agentFrames, clock, log, timeZone } = parts;

  agentFrames.on('agreements/answered', async (call, frame): Promise<ServerFrame[]> => {
    const { tx, schoolId, deviceId } = call;
    const heard: ServerFrame[] = [{ type: 'captures/acknowledged', ids: [frame.id] }];
    // The device cannot mend what cannot be kept: it is told to let go of it, and asks again at the next log-on.
    const unkept = (reason: string): ServerFrame[] => {
      log.warn('agreements.answer-not-kept', { schoolId, deviceId, reason });
      return heard;
    };
    const session = await findSession(tx, deviceId, frame.sessionId);
    if (session === null) return unkept('session-unknown');
    const { personId } = session;
    if (personId === null) return unkept('nobody-of-the-roster');
    const agreement = await findAgreement(tx, frame.agreementId);
    if (agreement === null || !(await hasVersion(tx, agreement.id, frame.version)))
      return unkept('never-asked');
    const deviceAt = Date.parse(frame.at);
    const fresh = await insertAnswer(
      tx,
      {
        id: frame.id,
        agreementId: agreement.id,
        version: frame.version,
        asking: frame.asking,
        personId,
        deviceId,
        sessionId: session.id,
        answer: frame.answer,
        deviceAt,
        at: deviceAt + call.clockOffsetMs,
      },
      askingOf(agreement, { timeZone, now: clock.now() }).asking,
    );
    if (!fresh) return heard;
    // Wherever else they sit they are asked no more.
    told.devices(tx, [...new Set([deviceId, ...(await devicesOfPerson(tx, personId))])]);
    told.consoles(tx);
    return heard;
  });
}
