/* A supervisor in a process of its own: prints one line of JSON about the start, stops when its input closes. */
import { Client } from 'pg';
import { startEmbeddedPostgres } from './supervisor.ts';

const dataDir = process.argv[2] ?? '';
const result = await startEmbeddedPostgres({
  dataDir,
  superuserPassword: 'correct horse battery staple',
  log: () => undefined,
});
if (result.ok) {
  const { server } = result;
  const client = new Client(server.connection());
  await client.connect();
  const { rows } = await client.query<{ one: number }>('select 1 as one');
  await client.end();
  const { host } = server.connection();
  const report = { ok: true, pid: server.pid, started: server.started, host, answered: rows[0]?.one === 1 };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => void server.stop());
} else {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
