import { DEVICE_REQUEST_HEADER, deviceRequestHeader, requestProofText } from '@lapwing/protocol/wire.ts';
import type { Digest } from './contracts/digest.ts';
import type { Http, HttpOutcome } from './contracts/http.ts';
import type { DeviceKey } from './contracts/key-store.ts';
import type { Identity } from './identity.ts';
import { encodeUtf8 } from './utf8.ts';

/** Asks the server over HTTP as the enrolled device. */
export type SignedRequest = (ask: {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly body: Uint8Array | null;
  readonly mediaType: string | null;
  readonly timeoutMs: number;
  /** Only these bytes of the answer, both included. */
  readonly range?: { readonly from: number; readonly to: number };
}) => Promise<HttpOutcome>;

/** @param serverNow the server's time in milliseconds, as far as the device knows it */
export function createSignedRequest(parts: {
  readonly http: Http;
  readonly digest: Digest;
  readonly key: DeviceKey;
  readonly identity: Identity;
  readonly serverNow: () => number;
}): SignedRequest {
  const { http, digest, key, identity, serverNow } = parts;
  return async function request({ method, path, body, mediaType, timeoutMs, range }) {
    const bodySha256 = body === null ? '-' : await digest.sha256(body);
    const at = Math.round(serverNow());
    const signature = await key.sign(encodeUtf8(requestProofText(method, path, bodySha256, at)));
    const headers: Record<string, string> = {
      [DEVICE_REQUEST_HEADER]: deviceRequestHeader(identity.schoolId, identity.deviceId, at, signature),
    };
    if (mediaType !== null) headers['content-type'] = mediaType;
    if (range !== undefined) headers['range'] = `bytes=${range.from}-${range.to}`;
    return http.request({ method, url: `${identity.server}${path}`, headers, body, timeoutMs });
  };
}
