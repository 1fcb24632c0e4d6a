import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { MasterKey } from '../../platform/keys/master-key.ts';

/** The secrets of one school as its row keeps them. */
export interface SealedSchoolKeys {
  readonly dataKeySealed: Uint8Array;
  /** Raw Ed25519 public key, base64url: what devices pin. */
  readonly stateKeyPublic: string;
  readonly stateKeySealed: Uint8Array;
}

/** Makes a school's own keys: one for its evidence, one pair that signs what its devices are told. */
export function makeSchoolKeys(masterKey: MasterKey, schoolId: string): SealedSchoolKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' });
  if (jwk.x === undefined) throw new Error('an Ed25519 key without its public half');
  return {
    dataKeySealed: masterKey.seal(`schools.data_key ${schoolId}`, randomBytes(32)),
    stateKeyPublic: jwk.x,
    stateKeySealed: masterKey.seal(
      `schools.state_key ${schoolId}`,
      privateKey.export({ format: 'der', type: 'pkcs8' }),
    ),
  };
}

/** The 32-byte key of a school's evidence. Throws when the master key is another one. */
export function openDataKey(masterKey: MasterKey, schoolId: string, sealed: Uint8Array): Uint8Array {
  return masterKey.open(`schools.data_key ${schoolId}`, sealed);
}

export function openStateKey(masterKey: MasterKey, schoolId: string, sealed: Uint8Array): KeyObject {
  const der = masterKey.open(`schools.state_key ${schoolId}`, sealed);
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
}

/** base64url Ed25519 signature. */
export function signState(key: KeyObject, text: string): string {
  return sign(null, Buffer.from(text, 'utf8'), key).toString('base64url');
}
