import { createServer, type Socket } from 'node:net';

/** A mail server that takes everything (RFC 5321), and says when it had taken a mail about which captures. */
export interface BenchMail {
  readonly port: number;
  close(): void;
}

/** @param onTaken ids of the captures that the mail links to, once all of it is here */
export async function openBenchMail(onTaken: (captureIds: readonly string[]) => void): Promise<BenchMail> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    let waiting = '';
    let mail: string[] | null = null;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      if (mail !== null) {
        if (line !== '.') {
          mail.push(line);
          return;
        }
        onTaken(capturesIn(mail.join('\r\n')));
        mail = null;
        say('250 taken');
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') {
        mail = [];
        say('354 go on');
      } else if (verb === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say(verb === 'EHLO' ? '250 bench.example' : '250 ok');
    };
    say('220 bench.example');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (waiting + chunk).split('\r\n');
      waiting = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** Lines of quoted-printable may end within an address. */
function capturesIn(mail: string): string[] {
  const text = mail.replaceAll('=\r\n', '');
  return [...new Set(Array.from(text.matchAll(/\/captures\/([0-9a-f-]{36})/g), (link) => link[1] ?? ''))];
}
