import { createServer, type Socket } from 'node:net';

/** What stands at the other end of the school's mail: it takes every mail and keeps it. */
export interface Mailbox {
  readonly port: number;
  /** Recipient and source of each mail. */
  readonly mails: ReadonlyArray<{ readonly to: string; readonly source: string }>;
  close(): Promise<void>;
}

/** As much of SMTP (RFC 5321) as one sender needs: no encryption, no sign-in. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: Array<{ to: string; source: string }> = [];
  const server = createServer((socket) => serve(socket, (to, source) => mails.push({ to, source })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function serve(socket: Socket, onMail: (to: string, source: string) => void): void {
  let to = '';
  let waiting = '';
  let inData = false;
  socket.on('error', () => socket.destroy());
  socket.write('220 mailbox\r\n');
  socket.on('data', (bytes) => {
    waiting += bytes.toString('utf8');
    for (;;) {
      const end = inData ? '\r\n.\r\n' : '\r\n';
      const at = waiting.indexOf(end);
      if (at < 0) return;
      const part = waiting.slice(0, at);
      waiting = waiting.slice(at + end.length);
      if (inData) {
        inData = false;
        onMail(to, part);
        socket.write('250 taken\r\n');
      } else if (/^DATA/i.test(part)) {
        inData = true;
        socket.write('354 go on\r\n');
      } else if (/^QUIT/i.test(part)) {
        socket.end('221 bye\r\n');
      } else {
        to = /^RCPT TO:<([^>]*)>/i.exec(part)?.[1] ?? to;
        socket.write('250 ok\r\n');
      }
    }
  });
}
