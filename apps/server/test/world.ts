import { createHash, randomUUID } from 'node:crypto';
import { listDevices, renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { deviceRequestHeader, requestProofText } from '@lapwing/protocol/wire.ts';
import sharp from 'sharp';
import { connectDevice, makeDevice, type Line, type TestDevice } from './device-server.ts';
import { addStaff, setUpSchool, type TestServer, type Visitor } from './harness.ts';
import { addSecondSchool } from './second-school.ts';

/** No example of the library: those are shown to whoever may see the policies. */
export const SENTENCE = 'fenwick the cat would mind. i dont want to be here anymore and i mean it';
export const PUPIL = 'Ana Silva';

/**
 * A school in which something has happened: a pupil of 8B typed a sentence on a device, there is a capture with its
 * screenshot, and there are people who may see it and people who may not.
 */
export interface World {
  /** Administrator and safeguarding lead. */
  readonly tara: Visitor;
  readonly networkManager: Visitor & { id: string };
  readonly dsl: Visitor & { id: string };
  readonly teacherOf8B: Visitor & { id: string };
  readonly teacherOf9C: Visitor & { id: string };
  readonly strangersHead: Visitor;
  readonly device: TestDevice;
  readonly line: Line<unknown>;
  readonly ids: {
    readonly school: string;
    readonly otherSchool: string;
    readonly group8B: string;
    readonly group9C: string;
    readonly pupil: string;
    readonly device: string;
    readonly session: string;
    readonly capture: string;
    readonly evidence: string;
  };
  readonly screenshot: Buffer;
}

export async function makeWorld(test: TestServer): Promise<World> {
  const tara = await setUpSchool(test);
  const group = async (name: string): Promise<string> =>
    (await tara.call(addGroup, { body: { name, kind: 'people', parentId: null } })).reply.id;
  const [group8B, group9C] = [await group('8B'), await group('9C')];
  const pupil = await tara.call(addPerson, {
    body: { name: PUPIL, username: 'ana.silva', kind: 'pupil', year: '8', form: '8B', groupIds: [group8B] },
  });
  const staff = (
    name: string,
    roles: ReadonlyArray<'administrator' | 'dsl' | 'teacher'>,
    groupIds: string[] = [],
  ) => addStaff(test, tara, { name, email: `${name.toLowerCase()}@northfield.example`, roles, groupIds });
  const networkManager = await staff('Network', ['administrator']);
  const dsl = await staff('Lead', ['dsl']);
  const teacherOf8B = await staff('Eight', ['teacher'], [group8B]);
  const teacherOf9C = await staff('Nine', ['teacher'], [group9C]);
  const { administrator: strangersHead, schoolId: otherSchool } = await addSecondSchool(test);

  const { code } = (await tara.call(renewSchoolCode, { body: { days: 1 } })).reply;
  const device = makeDevice(test.url, 'Desk of Ana');
  const enrolled = await device.enrol(code ?? '');
  const line = await connectDevice(test.url, device, enrolled);
  const [session, capture, evidence] = [randomUUID(), randomUUID(), randomUUID()];
  const screenshot = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#ffffff' } })
    .jpeg()
    .toBuffer();
  const at = new Date().toISOString();
  line.send({ type: 'sessions/started', id: session, at, account: { name: 'Ana.Silva', origin: 'policy' } });
  line.send({
    ...reportOf(session, capture, at),
    evidence: {
      state: 'coming',
      id: evidence,
      kind: 'screenshot',
      mediaType: 'image/jpeg',
      bytes: screenshot.length,
      sha256: createHash('sha256').update(screenshot).digest('hex'),
      takenAt: at,
    },
  });
  for (let waiting = 2; waiting > 0; waiting -= 1) await line.next();
  const path = `/agent/evidence/${capture}/${evidence}`;
  const put = await putSigned(test.url, device, enrolled, path, screenshot);
  if (put.status !== 200) throw new Error(`evidence: ${put.status} ${await put.text()}`);
  const shown = await tara.call(showCapture, { params: { id: capture } });
  if (shown.reply.evidence !== 'ready') throw new Error(`evidence is ${shown.reply.evidence}`);
  const { devices } = (await tara.call(listDevices)).reply;
  if (devices.length !== 1) throw new Error('one device was enrolled');
  const ids = {
    school: enrolled.schoolId,
    otherSchool,
    group8B,
    group9C,
    pupil: pupil.reply.id,
    device: enrolled.deviceId,
    session,
    capture,
    evidence,
  };
  return {
    tara,
    networkManager,
    dsl,
    teacherOf8B,
    teacherOf9C,
    strangersHead,
    device,
    line,
    ids,
    screenshot,
  };
}

/** One more capture of the pupil's, as the device reports it; the same sentence, without a screenshot. */
export function aReport(
  { ids }: { readonly ids: Pick<World['ids'], 'session'> },
  id: string,
): CaptureReported {
  return reportOf(ids.session, id, new Date().toISOString());
}

function reportOf(sessionId: string, id: string, at: string): CaptureReported {
  return {
    type: 'captures/reported',
    id,
    sessionId,
    at,
    finding: {
      term: 'suicide.not-be-here',
      policy: 'suicide',
      severity: 'severe',
      severityBefore: 'severe',
      because: [],
      source: 'typed',
      sentence: SENTENCE,
      start: 28,
      end: 59,
      count: 1,
      pack: 'a'.repeat(64),
    },
    context: {
      application: 'Chromium',
      windowTitle: 'English homework',
      url: 'http://docs.example/homework',
    },
    evidence: { state: 'none', reason: 'not-possible' },
  };
}

/** A device's signed PUT of bytes. */
export function putSigned(
  url: string,
  device: TestDevice,
  ids: { schoolId: string; deviceId: string },
  path: string,
  bytes: Uint8Array,
  mediaType = 'image/jpeg',
): Promise<Response> {
  const at = Date.now();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const signature = device.sign(requestProofText('PUT', path, sha256, at));
  return fetch(`${url}${path}`, {
    method: 'PUT',
    headers: {
      'content-type': mediaType,
      'lapwing-device': deviceRequestHeader(ids.schoolId, ids.deviceId, at, signature),
    },
    body: Buffer.from(bytes),
  });
}
