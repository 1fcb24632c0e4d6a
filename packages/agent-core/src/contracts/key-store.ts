/** The device's key. Its private half cannot be read, only used. */
export interface DeviceKey {
  /** Raw Ed25519 public key, base64url, 43 characters. */
  readonly publicKey: string;
  /** Ed25519 signature over `bytes`, base64url, 86 characters. */
  sign(bytes: Uint8Array): Promise<string>;
}

export interface KeyStore {
  /** The key made before, or null. */
  load(): Promise<DeviceKey | null>;
  /** Makes a new key, non-extractable where the platform can; the one before is forgotten. */
  make(): Promise<DeviceKey>;
}
