import { createPublicKey, verify } from 'node:crypto';

/**
 * Whether the text (as UTF-8) was signed by the private half of a device's key.
 *
 * @param publicKey raw Ed25519 public key, base64url
 * @param signature base64url; anything that is no signature is simply not one
 */
export function verifySigned(publicKey: string, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.length !== 64) return false;
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return verify(null, Buffer.from(text, 'utf8'), key, bytes);
  } catch {
    // Not a key: 32 bytes that the curve does not have, or not 32 bytes.
    return false;
  }
}
