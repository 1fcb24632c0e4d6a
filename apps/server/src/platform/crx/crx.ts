import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';

/**
 * Chromium's id of an extension: the first 16 bytes of the public key's SHA-256, in the letters a to p.
 * (Chromium, components/crx_file/id_util.cc)
 */
export function extensionIdOf(privateKey: KeyObject): string {
  return Array.from(crxId(publicDer(privateKey)).toString('hex'), (digit) =>
    String.fromCharCode(97 + Number.parseInt(digit, 16)),
  ).join('');
}

/**
 * A CRX 3 file: the archive with a signed header before it. (Chromium, components/crx_file/crx3.proto and
 * crx_creator.cc: one RSA PKCS #1 v1.5 proof with SHA-256.)
 */
export function packCrx3(archive: Uint8Array, privateKey: KeyObject): Uint8Array {
  const publicKey = publicDer(privateKey);
  const signedData = field(1, crxId(publicKey));
  const toSign = Buffer.concat([
    Buffer.from('CRX3 SignedData\0', 'latin1'),
    uint32(signedData.length),
    signedData,
    archive,
  ]);
  const proof = Buffer.concat([field(1, publicKey), field(2, sign('sha256', toSign, privateKey))]);
  const header = Buffer.concat([field(2, proof), field(10_000, signedData)]);
  return Buffer.concat([Buffer.from('Cr24', 'latin1'), uint32(3), uint32(header.length), header, archive]);
}

function publicDer(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
}

function crxId(publicKey: Buffer): Buffer {
  return createHash('sha256').update(publicKey).digest().subarray(0, 16);
}

/** A length-delimited field of a protocol buffer. */
function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
