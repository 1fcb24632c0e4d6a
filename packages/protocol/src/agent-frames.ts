import { z } from 'zod';
import { ActivityRecorded } from './features/activity/recorded.event.ts';
import { AgreementsAnswered } from './features/agreements/answered.event.ts';
import { AssistanceAnswered } from './features/assistance/answered.command.ts';
import { AssistanceAsked, AssistanceWithdrawn } from './features/assistance/asked.event.ts';
import { Acknowledged } from './features/captures/acknowledged.reply.ts';
import { CaptureAmended } from './features/captures/amended.event.ts';
import { Rejected } from './features/captures/rejected.reply.ts';
import { CaptureReported } from './features/captures/reported.event.ts';
import { Challenge } from './features/devices/challenge.request.ts';
import { Hello } from './features/devices/hello.reply.ts';
import { Ping } from './features/devices/ping.request.ts';
import { Pong } from './features/devices/pong.reply.ts';
import { Refused } from './features/devices/refused.event.ts';
import { DevicesTampered } from './features/devices/tampered.event.ts';
import { Welcome } from './features/devices/welcome.event.ts';
import { EvidenceRecorded } from './features/evidence/recorded.event.ts';
import { MessagesDone } from './features/messages/done.reply.ts';
import { MessagesTold } from './features/messages/told.command.ts';
import { ReleasesUpdated } from './features/releases/updated.event.ts';
import { RestrictionsActual } from './features/restrictions/actual.event.ts';
import { RestrictionsSanctioned } from './features/restrictions/sanctioned.event.ts';
import { ScreensShown } from './features/screens/shown.event.ts';
import { PictureTaken } from './features/screens/taken.reply.ts';
import { ScreensUnwanted } from './features/screens/unwanted.command.ts';
import { ScreensWanted } from './features/screens/wanted.command.ts';
import { ScreensWorked } from './features/screens/worked.command.ts';
import { SessionEnded } from './features/sessions/session-ended.event.ts';
import { SessionStarted } from './features/sessions/session-started.event.ts';
import { StateApplied } from './features/state/applied.event.ts';
import { StateChanged } from './features/state/document.event.ts';

/** Everything that an agent may say on its socket. */
export const AgentFrame = z.discriminatedUnion('type', [
  Hello,
  Ping,
  SessionStarted,
  SessionEnded,
  CaptureReported,
  CaptureAmended,
  EvidenceRecorded,
  StateApplied,
  ScreensShown,
  RestrictionsActual,
  RestrictionsSanctioned,
  AgreementsAnswered,
  AssistanceAsked,
  AssistanceWithdrawn,
  MessagesDone,
  ActivityRecorded,
  DevicesTampered,
  ReleasesUpdated,
]);
export type AgentFrame = z.infer<typeof AgentFrame>;

/** Everything that the server may say to an agent. */
export const ServerFrame = z.discriminatedUnion('type', [
  Challenge,
  Welcome,
  Refused,
  Pong,
  StateChanged,
  Acknowledged,
  Rejected,
  ScreensWanted,
  ScreensUnwanted,
  PictureTaken,
  MessagesTold,
  AssistanceAnswered,
  ScreensWorked,
]);
export type ServerFrame = z.infer<typeof ServerFrame>;

export type FrameProblem = 'too-large' | 'not-json' | 'unknown-type' | 'bad-frame';
export type ParsedFrame<Frame> =
  | { ok: true; frame: Frame }
  | { ok: false; problem: FrameProblem; id: string | null; detail: string };

const AnyType = z.object({ type: z.string(), id: z.uuid().optional().catch(undefined) });

/**
 * Reads one frame. An unknown type is told apart from a malformed frame, because a newer peer may say more than
 * this side knows: the former is dropped, the latter is charged to whoever sent it.
 * `detail` names fields, never their values.
 */
export function parseFrame<Frame>(
  schema: z.ZodType<Frame>,
  knownTypes: ReadonlySet<string>,
  text: string,
  maxLength: number,
): ParsedFrame<Frame> {
  if (text.length > maxLength)
    return { ok: false, problem: 'too-large', id: null, detail: `over ${maxLength}` };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'not-json', id: null, detail: '' };
  }
  const any = AnyType.safeParse(json);
  if (!any.success) return { ok: false, problem: 'bad-frame', id: null, detail: 'type' };
  const id = any.data.id ?? null;
  if (!knownTypes.has(any.data.type)) return { ok: false, problem: 'unknown-type', id, detail: '' };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, frame: parsed.data };
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 5);
  return { ok: false, problem: 'bad-frame', id, detail: `${any.data.type}: ${fields.join(', ')}` };
}

export const AGENT_FRAME_TYPES: ReadonlySet<string> = new Set(
  AgentFrame.options.map((option) => option.shape.type.value),
);
export const SERVER_FRAME_TYPES: ReadonlySet<string> = new Set(
  ServerFrame.options.map((option) => option.shape.type.value),
);
