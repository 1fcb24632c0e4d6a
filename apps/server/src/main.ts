import { fileURLToPath } from 'node:url';
import { composeServer } from './compose.ts';
import { parseConfig } from './config.ts';

/** What a stop may take before the process ends by force, in milliseconds. */
const STOP_WITHIN_MS = 5000;

const parsed = parseConfig(process.argv.slice(2), process.env, process.cwd());
if (!parsed.ok) {
  process.stderr.write(`${parsed.message}\n`);
  process.exit(2);
}
const checkout = fileURLToPath(new URL('../../..', import.meta.url));
const composed = await composeServer(parsed.config, {
  checkout,
  logTo: process.stderr,
  onLost: (message) => {
    process.stderr.write(`${message}\n`);
    process.exit(1);
  },
});
if (!composed.ok) {
  process.stderr.write(`${composed.message}\n`);
  process.exit(1);
}
const { server } = composed;
process.stdout.write(`ready ${server.url}\n`);
if (server.setupUrl !== null) {
  process.stdout.write(`\nSet up your school here (this address works once):\n  ${server.setupUrl}\n\n`);
}

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  void server.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
