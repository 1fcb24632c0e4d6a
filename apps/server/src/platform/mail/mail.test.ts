import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { refusal, startMailServer } from '../../../test/mail-world.ts';
import { isNeverMail } from './connect.ts';
import { createMailer, type Delivery, type MailMessage, type MailServer } from './mail.ts';

const MESSAGE: MailMessage = {
  messageId: 'one@school.example',
  at: new Date('2026-11-18T10:00:00Z'),
  from: { name: 'Lapwing', address: 'lapwing@school.example' },
  to: { name: 'Maya', address: 'maya@school.example' },
  replyTo: null,
  subject: 'A subject',
  text: 'Hello\n',
  html: '<p>Hello</p>',
  attachments: [],
};
const mailer = createMailer({ connectMs: 3000, silenceMs: 600 });
const serverAt = (port: number, more: Partial<MailServer> = {}): MailServer => ({
  host: '127.0.0.1',
  port,
  tls: 'none',
  user: null,
  ...more,
});
function failed(delivery: Delivery, scope: string, problem: RegExp): void {
  assert.ok(!delivery.ok);
  assert.equal(delivery.scope, scope, delivery.problem);
  assert.match(delivery.problem, problem);
  assert.ok(delivery.remedy.length > 10);
}

test('names, subject and addresses cannot add a header, whatever they are made of', async () => {
  const server = await startMailServer();
  const evil = 'Ana\r\nBcc: everybody@evil.example\u202E';
  const to = { name: evil, address: MESSAGE.to.address };
  assert.deepEqual(
    await mailer.deliver(serverAt(server.port), {
      ...MESSAGE,
      subject: evil,
      from: { ...MESSAGE.from, name: evil },
      to,
    }),
    { ok: true },
  );
  const [mail] = await server.until(1);
  await server.close();
  const head = mail?.raw.split('\r\n\r\n')[0] ?? '';
  assert.doesNotMatch(head, /^Bcc/im);
  assert.equal(mail?.parsed.subject, 'Ana Bcc: everybody@evil.example');
  assert.deepEqual(mail?.parsed.headers.get('auto-submitted'), 'auto-generated');
});

test('a certificate that nobody has signed is refused on both kinds of encryption, and nothing is sent', async () => {
  const starttls = await startMailServer({ more: { disabledCommands: ['AUTH'] } });
  const implicit = await startMailServer({ more: { secure: true } });
  for (const [server, tls] of [
    [starttls, 'starttls'],
    [implicit, 'implicit'],
  ] as const) {
    const delivery = await mailer.deliver(serverAt(server.port, { tls }), MESSAGE);
    failed(delivery, 'server', /certificate .* was not accepted/);
    assert.equal(server.taken.length, 0);
    await server.close();
  }
});

test('a server that offers no encryption gets nothing where it is demanded', async () => {
  const server = await startMailServer();
  failed(
    await mailer.deliver(serverAt(server.port, { tls: 'starttls' }), MESSAGE),
    'server',
    /No encrypted connection/,
  );
  failed(await mailer.deliver(serverAt(server.port, { tls: 'implicit' }), MESSAGE), 'server', /encrypted/);
  assert.equal(server.taken.length, 0);
  await server.close();
});

test('what goes wrong is told apart, in words with a remedy', async () => {
  const strict = await startMailServer({
    more: {
      authOptional: false,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('Wrong user or password')),
    },
  });
  failed(
    await mailer.deliver(serverAt(strict.port, { user: { name: 'x', password: 'y' } }), MESSAGE),
    'server',
    /user name and password/,
  );
  await strict.close();

  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const quick = createMailer({ connectMs: 200, silenceMs: 200 });
  failed(await quick.deliver(serverAt(port), MESSAGE), 'server', /did not answer in time/);
  silent.close();
  failed(await mailer.deliver(serverAt(1), MESSAGE), 'server', /refused the connection/);
  failed(
    await mailer.deliver(serverAt(25, { host: 'no-such-name.invalid' }), MESSAGE),
    'server',
    /name no-such-name\.invalid was not found/,
  );

  const answers = { rcpt: refusal(550, 'No such mailbox') };
  const picky = await startMailServer({ rcpt: () => answers.rcpt });
  failed(await mailer.deliver(serverAt(picky.port), MESSAGE), 'refused', /recipient.*No such mailbox/);
  answers.rcpt = refusal(451, 'Try again later');
  failed(await mailer.deliver(serverAt(picky.port), MESSAGE), 'later', /try later/);
  await picky.close();
  const full = await startMailServer({ data: () => Promise.reject(refusal(552, 'Too large')) });
  failed(await mailer.deliver(serverAt(full.port), MESSAGE), 'refused', /refused the mail/);
  await full.close();
});

test('nothing is connected to where only the machine itself or its cloud answers, however the place is written', async () => {
  for (const host of [
    '169.254.169.254',
    '169.254.1.1',
    '0.0.0.0',
    '239.1.2.3',
    '255.255.255.255',
    'fe80::1',
    'fe80::1%eth0',
    '[fe80::1]',
    'fd00:ec2::254',
    '::',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
  ]) {
    assert.ok(isNeverMail(host), host);
    failed(await mailer.deliver(serverAt(25, { host }), MESSAGE), 'server', /no mail server can be/);
  }
  // The resolver takes a number for an address, too.
  failed(
    await mailer.deliver(serverAt(25, { host: '2852039166' }), MESSAGE),
    'server',
    /no mail server can be/,
  );
  for (const host of [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.25',
    '2001:db8::25',
    'fd12:3456::25',
    'mail.example',
  ]) {
    assert.ok(!isNeverMail(host), host);
  }
});

test('whoever stops does not wait for a server that does not answer', async () => {
  const stopped = AbortSignal.abort();
  failed(await mailer.deliver(serverAt(1), MESSAGE, stopped), 'later', /broken off/);
});
