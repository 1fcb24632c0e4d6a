import type { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { connectForMail } from './connect.ts';
import { failureOf, type MailFailure } from './failure.ts';

/** The server that mail is handed to. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `starttls` and `implicit` refuse to send anything unencrypted, or to a server whose certificate is not its own. */
  readonly tls: 'starttls' | 'implicit' | 'none';
  readonly user: { readonly name: string; readonly password: string } | null;
}

/** One mail to one person. */
export interface MailMessage {
  /** Without angle brackets; the same at every attempt, so that a system that gets it twice can drop the second. */
  readonly messageId: string;
  readonly at: Date;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: ReadonlyArray<{
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }>;
}

export type Delivery = { readonly ok: true } | ({ readonly ok: false } & MailFailure);

/** Hands mail to servers. */
export interface Mailer {
  /** Resolves when the server has taken the mail or has not; never rejects for what a server does. */
  deliver(server: MailServer, message: MailMessage, signal?: AbortSignal): Promise<Delivery>;
}

export interface MailerTimes {
  /** Milliseconds to wait for the connection and for the greeting. */
  readonly connectMs: number;
  /** Milliseconds of silence in the conversation. */
  readonly silenceMs: number;
}

const TIMES: MailerTimes = Object.freeze({ connectMs: 15_000, silenceMs: 40_000 });

/** Sends by SMTP (RFC 5321), a connection for each mail: an alert is seldom one of many. */
export function createMailer(times: MailerTimes = TIMES): Mailer {
  return {
    async deliver(server, message, signal) {
      let connection: Socket;
      try {
        connection = await connectForMail(server, times.connectMs, signal);
      } catch (cause) {
        return { ok: false, ...failureOf(cause, server) };
      }
      const transport = createTransport({
        connection,
        // Also the name that the certificate must be for.
        host: server.host,
        port: server.port,
        secure: server.tls === 'implicit',
        requireTLS: server.tls === 'starttls',
        ignoreTLS: server.tls === 'none',
        tls: { minVersion: 'TLSv1.2' },
        greetingTimeout: times.connectMs,
        socketTimeout: times.silenceMs,
        ...(server.user === null ? {} : { auth: { user: server.user.name, pass: server.user.password } }),
        // Nothing that a mail is made of may name a file or an address to read.
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail({
          messageId: `<${message.messageId}>`,
          date: message.at,
          from: { name: oneLine(message.from.name), address: message.from.address },
          to: { name: oneLine(message.to.name), address: message.to.address },
          ...(message.replyTo === null ? {} : { replyTo: message.replyTo }),
          subject: oneLine(message.subject),
          text: message.text,
          html: message.html,
          // No robot answers it, and holiday replies stay away (RFC 3834).
          headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
          attachments: message.attachments.map((each) => ({
            filename: each.name,
            contentType: each.mediaType,
            content: Buffer.from(each.bytes),
          })),
          ...(signal === undefined ? {} : { signal }),
        });
        return { ok: true };
      } catch (cause) {
        connection.destroy();
        return { ok: false, ...failureOf(cause, server) };
      } finally {
        transport.close();
      }
    },
  };
}

/** A header is one line, and what turns the direction of text cannot reach beyond it. */
export function oneLine(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- control characters are what it takes out
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, ' ')
      .replaceAll(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/gu, '')
      .trim()
  );
}
