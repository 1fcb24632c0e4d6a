import type { MasterKey } from '../../platform/keys/master-key.ts';

const purposeOf = (schoolId: string): string => `alerts.mail_password ${schoolId}`;

/** The password of a mail server as it is kept: for this school and this use alone. */
export function sealPassword(masterKey: MasterKey, schoolId: string, password: string): Buffer {
  return Buffer.from(masterKey.seal(purposeOf(schoolId), new TextEncoder().encode(password)));
}

export function openPassword(masterKey: MasterKey, schoolId: string, sealed: Uint8Array): string {
  return new TextDecoder().decode(masterKey.open(purposeOf(schoolId), sealed));
}
