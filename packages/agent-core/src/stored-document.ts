import type { z } from 'zod';
import type { StateStore } from './contracts/state-store.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** A stored document; null when there is none or when it is not what `schema` says (then it is as good as lost). */
export async function readDocument<T>(
  store: StateStore,
  name: string,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const bytes = await store.read(name);
  return bytes === null ? null : parseJson(decodeUtf8(bytes), schema);
}

export async function writeDocument(store: StateStore, name: string, document: object): Promise<void> {
  await store.write(name, encodeUtf8(JSON.stringify(document)));
}

/** What became of content whose hash has been checked. */
export type Made<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: 'unsupported' | 'damaged' };

/** Null when the text is not JSON or not what `schema` says. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
