import { dirname, isAbsolute, join, resolve } from 'node:path';
import { PROJECT_RELEASE_KEY } from '@lapwing/protocol/features/releases/key.ts';
import { z } from 'zod';

/** The program's settings, parsed once at the start; nothing else reads the environment. */
export interface Config {
  /** Absolute path of the folder for everything that the server keeps. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0 lets the system choose one. */
  readonly port: number;
  /** How people and devices reach the server; null is `http://HOST:PORT`. No slash at the end. */
  readonly publicUrl: string | null;
  readonly database: { kind: 'embedded' } | { kind: 'outside'; ownerUrl: string; appUrl: string | null };
  /** 32 bytes; null keeps it in a file of the data folder. */
  readonly masterKey: Uint8Array | null;
  readonly tls: { certificateFile: string; keyFile: string } | null;
  readonly trustedProxies: readonly string[];
  /** Public keys (PEM) of the makers whose updates of the library are taken; absolute path, null trusts nobody. */
  readonly libraryKeysFile: string | null;
  /** Where such updates are looked for: absolute path of a folder, or an https address; null nowhere. */
  readonly libraryFrom: string | null;
  /** Where signed releases of the desktop agent lie: absolute path of a folder, each release in one of its own. */
  readonly releasesFolder: string;
  /** Public key that signs them: raw Ed25519, base64url. Null trusts nobody. */
  readonly releaseKey: string | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

const PostgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://');

const Environment = z.strictObject({
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  DATABASE_URL: PostgresUrl.optional(),
  DATABASE_APP_URL: PostgresUrl.optional(),
  LAPWING_DATA: z.string().min(1).optional(),
  LAPWING_HOST: z.string().min(1).optional(),
  LAPWING_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  LAPWING_MASTER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url (43 characters)')
    .optional(),
  LAPWING_TLS_CERT: z.string().min(1).optional(),
  LAPWING_TLS_KEY: z.string().min(1).optional(),
  LAPWING_TRUSTED_PROXIES: z.string().optional(),
  LAPWING_LIBRARY_KEYS: z.string().min(1).optional(),
  LAPWING_LIBRARY_FROM: z
    .string()
    .min(1)
    .refine((place) => !place.startsWith('http:'), 'must be a folder or begin with https://')
    .optional(),
  LAPWING_RELEASES: z.string().min(1).optional(),
  LAPWING_RELEASE_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'must be a public Ed25519 key, 32 bytes in base64url (43 characters)')
    .optional(),
  LAPWING_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).optional(),
});

const NAMES = Object.keys(Environment.shape);
const OPTIONS = { '--port': 'PORT', '--data': 'LAPWING_DATA', '--host': 'LAPWING_HOST' } as const;

export const DEFAULT_PORT = 4180;

export type ConfigOutcome = { ok: true; config: Config } | { ok: false; message: string };

/**
 * Reads the command's options and the environment; an option wins over a variable.
 * Whatever is wrong is named with its remedy. A variable that begins with LAPWING_ and is not known is refused: a
 * misspelt setting must not be silently without effect (LAPWING_TEST_ belongs to the tests and is passed over).
 * @param folder where a relative data folder is counted from
 */
export function parseConfig(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): ConfigOutcome {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (NAMES.includes(name)) given[name] = value;
    else if (name.startsWith('LAPWING_') && !name.startsWith('LAPWING_TEST_')) {
      const known = NAMES.filter((known) => known.startsWith('LAPWING_')).join(', ');
      return {
        ok: false,
        message: `Unknown setting ${name}. Known are: ${known}. Correct the name or remove it.`,
      };
    }
  }
  for (let index = 0; index < args.length; index += 2) {
    const [option = '', inline] = (args[index] ?? '').split(/=(.*)/s);
    const value = inline ?? args[index + 1];
    if (inline !== undefined) index -= 1;
    if (!isOption(option)) {
      return {
        ok: false,
        message: `Unknown option ${option}. Known are: ${Object.keys(OPTIONS).join(', ')}.`,
      };
    }
    if (value === undefined || value === '')
      return { ok: false, message: `${option} needs a value after it.` };
    given[OPTIONS[option]] = value;
  }
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      message: `${String(issue?.path[0] ?? 'A setting')} is wrong: ${issue?.message ?? ''}.`,
    };
  }
  const set = parsed.data;
  if ((set.LAPWING_TLS_CERT === undefined) !== (set.LAPWING_TLS_KEY === undefined)) {
    return {
      ok: false,
      message: 'LAPWING_TLS_CERT and LAPWING_TLS_KEY belong together: set both or neither.',
    };
  }
  if (set.DATABASE_APP_URL !== undefined && set.DATABASE_URL === undefined) {
    return {
      ok: false,
      message: 'DATABASE_APP_URL is of use only beside DATABASE_URL: set both or neither.',
    };
  }
  const data = set.LAPWING_DATA ?? '.lapwing/school';
  return {
    ok: true,
    config: Object.freeze({
      dataFolder: isAbsolute(data) ? data : resolve(folder, data),
      host: set.LAPWING_HOST ?? '127.0.0.1',
      port: set.PORT ?? DEFAULT_PORT,
      publicUrl: set.LAPWING_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
      database:
        set.DATABASE_URL === undefined
          ? { kind: 'embedded' as const }
          : { kind: 'outside' as const, ownerUrl: set.DATABASE_URL, appUrl: set.DATABASE_APP_URL ?? null },
      masterKey:
        set.LAPWING_MASTER_KEY === undefined ? null : Buffer.from(set.LAPWING_MASTER_KEY, 'base64url'),
      tls:
        set.LAPWING_TLS_CERT === undefined || set.LAPWING_TLS_KEY === undefined
          ? null
          : { certificateFile: set.LAPWING_TLS_CERT, keyFile: set.LAPWING_TLS_KEY },
      trustedProxies: (set.LAPWING_TRUSTED_PROXIES ?? '')
        .split(',')
        .map((address) => address.trim())
        .filter((address) => address !== ''),
      libraryKeysFile:
        set.LAPWING_LIBRARY_KEYS === undefined ? null : resolve(folder, set.LAPWING_LIBRARY_KEYS),
      libraryFrom:
        set.LAPWING_LIBRARY_FROM === undefined || set.LAPWING_LIBRARY_FROM.startsWith('https://')
          ? (set.LAPWING_LIBRARY_FROM ?? null)
          : resolve(folder, set.LAPWING_LIBRARY_FROM),
      releasesFolder: resolve(
        folder,
        set.LAPWING_RELEASES ?? join(dirname(resolve(folder, data)), 'releases'),
      ),
      releaseKey: set.LAPWING_RELEASE_KEY ?? PROJECT_RELEASE_KEY,
      logLevel: set.LAPWING_LOG_LEVEL ?? 'info',
    }),
  };
}

function isOption(option: string): option is keyof typeof OPTIONS {
  return option in OPTIONS;
}
