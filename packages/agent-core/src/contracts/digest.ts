export interface Digest {
  /** SHA-256 in lower-case hexadecimal. */
  sha256(bytes: Uint8Array): Promise<string>;
  /**
   * True if `signature` is by `publicKey` over `bytes` (Ed25519, RFC 8032).
   * @param publicKey raw key, base64url
   * @param signature base64url; anything malformed is false, not an error
   */
  verify(publicKey: string, signature: string, bytes: Uint8Array): Promise<boolean>;
}
