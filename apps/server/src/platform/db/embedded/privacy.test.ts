import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { query, scratch, started } from './harness.fixture.ts';
import { pruneLogs } from './settings.ts';

const SECRET = 'what-a-pupil-wrote';

function everythingLogged(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

describe('the log of the database', () => {
  it('holds nothing of what statements, parameters, rows or errors carry, not even of a backend that crashed', async (t) => {
    const { server, events } = await started(t, scratch(t));
    await query(
      server,
      'create role app login',
      `alter role app password 'app'`,
      'create table kept (word text primary key check (length(word) < 30))',
      'grant all on kept to app',
      `insert into kept values ('${SECRET}')`,
    );
    for (const user of ['postgres', 'app']) {
      const login = user === 'app' ? { user, password: 'app' } : {};
      const client = new Client({ ...server.connection(), ...login });
      await client.connect();
      for (const [statement, values] of [
        [`select '${SECRET}'::int`, []],
        [`selec '${SECRET}'`, []],
        [`insert into kept values ($1)`, [SECRET]],
        [`insert into kept values ($1)`, [SECRET.repeat(3)]],
        [`select $1::text::int`, [SECRET]],
        [`do $$ begin raise warning '${SECRET}'; raise exception '${SECRET}'; end $$`, []],
        [`set statement_timeout = '20ms'`, []],
      ] as const) {
        if (statement.startsWith('set')) await client.query(statement);
        else await assert.rejects(client.query(statement, [...values]));
      }
      await assert.rejects(client.query(`select pg_sleep(5), '${SECRET}'`), /statement timeout/u);
      await client.end();
    }
    const victim = new Client(server.connection());
    victim.on('error', () => undefined);
    await victim.connect();
    const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid');
    const crashed = assert.rejects(victim.query(`select pg_sleep(60), '${SECRET}'`));
    const running = `select 1 as one from pg_stat_activity where query like 'select pg_sleep(60)%'`;
    while ((await query(server, running)).length === 0);
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    await crashed;
    await server.stop();
    const logged = everythingLogged(server.logFolder);
    assert.match(logged, /terminated by signal 9/u);
    assert.ok(!logged.includes(SECRET), logged);
    assert.ok(!JSON.stringify(events).includes(SECRET));
  });

  it('keeps only the newest files, and nothing but its own files is touched', (t) => {
    const folder = scratch(t);
    const names = ['01', '02', '03', '04'].map((day) => `postgresql-2026-11-${day}_000000.log`);
    for (const name of [...names, 'notes.log']) writeFileSync(join(folder, name), '');
    pruneLogs(folder, 2);
    assert.deepEqual(readdirSync(folder).toSorted(), ['notes.log', ...names.slice(2)]);
    pruneLogs(folder);
    assert.equal(readdirSync(folder).length, 3);
  });
});
