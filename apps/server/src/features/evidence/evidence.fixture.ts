import { createHash, sign } from 'node:crypto';
import type { EvidenceRecorded } from '@lapwing/protocol/features/evidence/recorded.event.ts';
import { DEVICE_REQUEST_HEADER, deviceRequestHeader, requestProofText } from '@lapwing/protocol/wire.ts';
import type { LightMyRequestResponse } from 'fastify';
import { newId, type Stage, type StagedDevice, type StagedSchool } from '../captures/captures.fixture.ts';

/** Bytes that begin as a film does and are none; no server looks further. */
export function filmOf(mediaType: 'video/mp4' | 'video/webm', length: number): Buffer {
  const head =
    mediaType === 'video/webm'
      ? Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84]), Buffer.from('webm')])
      : Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\x02\0isomavc1')]);
  const rest = Buffer.alloc(Math.max(0, length - head.length));
  for (let index = 0; index < rest.length; index += 1) rest[index] = (index * 31 + (index >> 8)) % 251;
  return Buffer.concat([head, rest]);
}

type Coming = Extract<EvidenceRecorded['outcome'], { state: 'coming' }>;

/** What a device says of a recording that is done. */
export function recordedAs(
  captureId: string,
  evidenceId: string,
  bytes: Uint8Array,
  more: Partial<Coming> = {},
): EvidenceRecorded {
  return {
    type: 'evidence/recorded',
    id: newId(),
    captureId,
    evidenceId,
    outcome: {
      state: 'coming',
      mediaType: 'video/webm',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      startedAt: new Date(Date.now() - 30_000).toISOString(),
      seconds: 30,
      triggerSeconds: 10,
      width: 1280,
      height: 720,
      ...more,
    },
  };
}

/** One signed request of a device. */
export function askSigned(
  stage: Stage,
  school: StagedSchool,
  device: StagedDevice,
  method: 'GET' | 'PUT',
  path: string,
  bytes?: Uint8Array,
): Promise<LightMyRequestResponse> {
  const at = Date.now();
  const sha256 = bytes === undefined ? '-' : createHash('sha256').update(bytes).digest('hex');
  const text = Buffer.from(requestProofText(method, path, sha256, at));
  const signature = sign(null, text, device.key).toString('base64url');
  return stage.http.inject({
    method,
    url: path,
    headers: {
      [DEVICE_REQUEST_HEADER]: deviceRequestHeader(school.id, device.id, at, signature),
      ...(bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    ...(bytes === undefined ? {} : { payload: Buffer.from(bytes) }),
  });
}
