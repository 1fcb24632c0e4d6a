import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locateBinaries } from '../src/platform/db/embedded/binaries.ts';
import { keepDatabase } from '../src/platform/db/keeper.ts';
import { type MasterKey, readOrMakeMasterKey } from '../src/platform/keys/master-key.ts';
import { silentLog } from '../src/platform/log/log.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const MAKER = fileURLToPath(new URL('../src/platform/db', import.meta.url));
const KEPT_MS = 24 * 60 * 60 * 1000;

const KEY = 'secrets/master.key';
/** What lies in a data folder once the database is there. */
const PARTS: readonly string[] = Object.freeze(['postgres', 'secrets']);

/**
 * Lays into an empty data folder the database as a first start leaves it: created, and with every migration applied.
 * Making it takes a second of work and longer of waiting for the disk, and most tests start a server of their own; so it
 * is made once for this text of the migrations, kept among the temporary files, and copied. What the first start itself
 * does is shown in first-run.test.ts, operations.test.ts and the end-to-end story `first-capture`, which do not come here.
 * @param folder the data folder, which is made when it is not there, and holds none of the parts
 * @returns the key that the database's passwords come from, as the server would read it there
 */
export async function layReadyDatabase(folder: string): Promise<MasterKey> {
  // Where there is no `cp` that keeps owners the server makes its database itself.
  if (process.platform !== 'win32') {
    const ready = await readyDatabase();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const part of PARTS) execFileSync('cp', ['-a', join(ready, part), join(folder, part)]);
  }
  return readOrMakeMasterKey(join(folder, KEY));
}

async function readyDatabase(): Promise<string> {
  const name = `lapwing-test-database-${process.getuid?.() ?? '0'}-`;
  const ready = join(tmpdir(), `${name}${fingerprint()}`);
  if (existsSync(ready)) {
    const now = new Date();
    utimesSync(ready, now, now);
    return ready;
  }
  const making = mkdtempSync(join(tmpdir(), 'lapwing-test-making-'));
  try {
    await make(making);
    removeOld(name);
    renameSync(making, ready);
  } catch (cause) {
    // Another test file has made it meanwhile: a folder that is full is not replaced.
    if (!existsSync(ready)) throw cause;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return ready;
}

async function make(folder: string): Promise<void> {
  const kept = await keepDatabase({
    database: { kind: 'embedded', folder: join(folder, 'postgres') },
    masterKey: readOrMakeMasterKey(join(folder, KEY)),
    migrationsFolder: MIGRATIONS,
    log: silentLog(),
    onLost: (message) => {
      throw new Error(message);
    },
  });
  if (!kept.ok) throw new Error(kept.message);
  await kept.kept.stop();
}

/** Changes with the migrations, with what makes a database, and with the PostgreSQL that runs it. */
function fingerprint(): string {
  const hash = createHash('sha256').update(JSON.stringify(locateBinaries(process.platform, process.arch)));
  for (const folder of [MIGRATIONS, MAKER]) {
    for (const name of readdirSync(folder, { encoding: 'utf8', recursive: true }).toSorted()) {
      if (!/\.(?:sql|ts)$/.test(name) || /\.(?:test|fixture)\.ts$/.test(name)) continue;
      hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Removes those of earlier migrations that nobody has made or copied for a day. */
function removeOld(prefix: string): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
