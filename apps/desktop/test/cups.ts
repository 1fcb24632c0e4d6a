import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A CUPS of its own with printers on the network (port 9100 of JetDirect) that we are ourselves. */
export interface TestCups {
  readonly folder: string;
  readonly socket: string;
  readonly spool: string;
  /** Adds a printer that accepts and prints from then on. */
  readonly addPrinter: (name: string) => Promise<void>;
  /** Runs a program of CUPS against this one; rejects when it fails. */
  readonly command: (program: string, ...args: readonly string[]) => Promise<string>;
  /** All that was printed on any printer. */
  readonly paper: () => string;
  readonly close: () => Promise<void>;
}

/** @param history false: nothing is kept of jobs that are over */
export async function startCups(history = true): Promise<TestCups> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lapwing-cups-'));
  await chmod(folder, 0o755);
  for (const name of ['conf', 'spool', 'cache', 'state', 'logs'])
    await mkdir(path.join(folder, name), { mode: 0o755 });
  const socket = path.join(folder, 'cups.sock');
  await writeFile(
    path.join(folder, 'conf/cupsd.conf'),
    `Listen ${socket}
LogLevel warn
Browsing Off
DefaultAuthType Basic
WebInterface No
PreserveJobHistory ${history ? 'Yes' : 'No'}
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  <Limit Create-Job Print-Job Print-URI Validate-Job>
    Order deny,allow
  </Limit>
  <Limit Send-Document Send-URI Hold-Job Release-Job Restart-Job Purge-Jobs Cancel-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit CUPS-Add-Modify-Printer CUPS-Delete-Printer Pause-Printer Resume-Printer CUPS-Accept-Jobs CUPS-Reject-Jobs>
    AuthType Default
    Require user @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
`,
  );
  await writeFile(
    path.join(folder, 'conf/cups-files.conf'),
    `SystemGroup root
ServerRoot ${folder}/conf
RequestRoot ${folder}/spool
CacheDir ${folder}/cache
StateDir ${folder}/state
TempDir ${folder}/spool
Printcap ${folder}/printcap
AccessLog ${folder}/logs/access
ErrorLog ${folder}/logs/error
PageLog ${folder}/logs/page
`,
  );
  let paper = '';
  const printer = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      paper += bytes.toString('utf8');
    });
    // Paper takes its time.
    socket.on('end', () => setTimeout(() => socket.end(), 400));
  });
  printer.listen(0, '127.0.0.1');
  await once(printer, 'listening');
  const address = printer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const child = spawn(
    'cupsd',
    ['-f', '-c', path.join(folder, 'conf/cupsd.conf'), '-s', path.join(folder, 'conf/cups-files.conf')],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const command = async (program: string, ...args: readonly string[]): Promise<string> =>
    (await run(program, [...args], { env: { ...process.env, CUPS_SERVER: socket }, timeout: 20_000 })).stdout;
  // It says nothing when it is ready.
  for (let tries = 0; tries < 100; tries++) {
    const there = await access(socket).then(
      () => true,
      () => false,
    );
    if (there && (await command('lpstat', '-r').catch(() => '')).includes('is running')) break;
    await wait(50);
  }
  return {
    folder,
    socket,
    spool: path.join(folder, 'spool'),
    addPrinter: async (name) => {
      await command('lpadmin', '-p', name, '-E', '-v', `socket://127.0.0.1:${port}`, '-m', 'raw');
    },
    paper: () => paper,
    command,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      printer.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
