import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { Pool, types, type PoolConfig } from 'pg';

/**
 * One transaction of one school: row-level security shows and takes only rows of that school in it.
 * The brand keeps a transaction that is bound to no school from being passed where one is expected.
 */
export interface SchoolTx {
  readonly kysely: Transaction<unknown>;
  readonly schoolId: string;
  /** Runs when the transaction has been committed, and not at all when it was not. */
  afterCommit(action: () => void): void;
}

export interface Database {
  /** Runs in one transaction bound to a school; a throw rolls it back. */
  inSchool<Result>(schoolId: string, work: (tx: SchoolTx) => Promise<Result>): Promise<Result>;
  /**
   * Runs in a transaction bound to no school. `keys` are further settings that a row-level policy asks for, for example
   * `lapwing.account_id`: the rows of that account, whatever their school.
   */
  unbound<Result>(
    keys: Readonly<Record<`lapwing.${string}`, string>>,
    work: (tx: Transaction<unknown>) => Promise<Result>,
  ): Promise<Result>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** Connections in use and waiting callers, for the metrics. */
  load(): { open: number; idle: number; waiting: number };
  readonly pool: Pool;
  close(): Promise<void>;
}

/** Views a transaction through the tables that a store declares; the only place where the untyped becomes typed. */
export function tables<Tables>(tx: SchoolTx | Transaction<unknown>): Transaction<Tables> {
  const kysely = 'kysely' in tx ? tx.kysely : tx;
  return kysely as unknown as Transaction<Tables>;
}

// int8 counts fit a double by far; as strings they would be added by concatenation.
types.setTypeParser(types.builtins.INT8, Number);

export function openDatabase(config: PoolConfig, onIdleError: (cause: unknown) => void): Database {
  const pool = new Pool({ max: 20, connectionTimeoutMillis: 10_000, statement_timeout: 30_000, ...config });
  // An idle connection that breaks (the database restarted) must not end the process.
  pool.on('error', onIdleError);
  // Nor may one that breaks in a transaction between two statements: the next statement fails and tells its caller.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return {
    pool,
    async inSchool(schoolId, work) {
      const after: Array<() => void> = [];
      const result = await kysely.transaction().execute(async (tx) => {
        await sql`select set_config('lapwing.school_id', ${schoolId}, true)`.execute(tx);
        return work({ kysely: tx, schoolId, afterCommit: (action) => after.push(action) });
      });
      for (const action of after) action();
      return result;
    },
    async unbound(keys, work) {
      return kysely.transaction().execute(async (tx) => {
        for (const [name, value] of Object.entries(keys)) {
          await sql`select set_config(${name}, ${value}, true)`.execute(tx);
        }
        return work(tx);
      });
    },
    async ping() {
      await pool.query('select 1');
    },
    load: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => kysely.destroy(),
  };
}
