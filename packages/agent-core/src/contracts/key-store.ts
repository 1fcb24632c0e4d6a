/** The device's key. Its private half cannot be read, only used. */
export interface DeviceKey {
  /** Raw Ed25519 public key, base64url, 43 characters. */
  readonly publicKey: string;
  /** Ed25519 signature over `bytes`, base64url, 86 characters. */
  sign(bytes: Uint8Array): Promise<string>;
}

export interface KeyStore {
  /** The key kept last, or null. */
  load(): Promise<DeviceKey | null>;
  /** Makes a new key, non-extractable where the platform can. It is not kept yet: the one before may still be needed. */
  make(): Promise<DeviceKey>;
  /** Keeps a key that this store made; the one before is forgotten. Durable once fulfilled. */
  keep(key: DeviceKey): Promise<void>;
}
