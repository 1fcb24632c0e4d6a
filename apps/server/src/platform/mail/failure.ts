import { NoMailThere } from './connect.ts';

/** Why a mail was not taken, in words for whoever looks after mail. */
export interface MailFailure {
  /**
   * `server`: no mail gets through by these settings now. `later`: this one may be tried again. `refused`: this one
   * will never be taken as it is.
   */
  readonly scope: 'server' | 'later' | 'refused';
  readonly problem: string;
  readonly remedy: string;
}

/** Reads what the client threw. @param server to which it spoke */
export function failureOf(
  cause: unknown,
  server: { readonly host: string; readonly port: number },
): MailFailure {
  const place = `${server.host}, port ${server.port}`;
  const { code, command, status, answer, text } = factsOf(cause);
  if (cause instanceof NoMailThere) {
    return {
      scope: 'server',
      problem: `${server.host} stands for a place at which no mail server can be.`,
      remedy: 'Give the name or the address of the school’s mail server.',
    };
  }
  if (/TimeoutError/u.test(text)) {
    return {
      scope: 'server',
      problem: `${place} took too long to take the mail.`,
      remedy: 'Ask whoever looks after the mail server whether it is overloaded.',
    };
  }
  if (code === 'EABORT') {
    return { scope: 'later', problem: 'It was broken off because the server stopped.', remedy: WAIT };
  }
  if (/ENOTFOUND|EAI_AGAIN|EDNS/u.test(`${code} ${text}`)) {
    return {
      scope: 'server',
      problem: `The name ${server.host} was not found.`,
      remedy: 'Look for a slip in the name, and whether this server can look names up.',
    };
  }
  if (/ECONNREFUSED/u.test(text)) {
    return {
      scope: 'server',
      problem: `${place} refused the connection.`,
      remedy: 'Look whether the port is right (usually 587 or 465) and whether the mail server runs.',
    };
  }
  const certificate = certificateProblem(text);
  if (certificate !== null) {
    return {
      scope: 'server',
      problem: `The certificate of ${place} was not accepted: ${certificate}.`,
      remedy:
        'Give the name that the certificate is for, or have it renewed. A certificate of the school’s own authority has to be made known to this server; docs/operations.md says how.',
    };
  }
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2') {
    return {
      scope: 'server',
      problem: `${place} did not accept the user name and password${answer}.`,
      remedy:
        'Type both anew. Many providers ask for an app password, or for SMTP to be allowed for the account.',
    };
  }
  if (code === 'ETLS' || /wrong version number|STARTTLS|SSL routines|EPROTO/u.test(text)) {
    return {
      scope: 'server',
      problem: `No encrypted connection to ${place} came about.`,
      remedy:
        'Try the other kind: port 587 usually goes with STARTTLS, port 465 with TLS from the start. A server that offers none can only be used without encryption.',
    };
  }
  if (code === 'ETIMEDOUT' || /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|Greeting never received/u.test(text)) {
    return {
      scope: 'server',
      problem: `${place} did not answer in time.`,
      remedy: 'Look whether a firewall lets this server through to it, and whether the port is right.',
    };
  }
  if (command === 'MAIL FROM') {
    return {
      scope: status >= 500 ? 'server' : 'later',
      problem: `The sender’s address was refused${answer}.`,
      remedy: 'Give an address that the mail server lets this user send from.',
    };
  }
  if (code === 'EENVELOPE' || command === 'RCPT TO') {
    return status >= 500
      ? {
          scope: 'refused',
          problem: `The recipient’s address was refused${answer}.`,
          remedy: 'Look for a slip in the address of the account, or ask whoever looks after the mailbox.',
        }
      : { scope: 'later', problem: `The recipient’s mailbox asked to try later${answer}.`, remedy: WAIT };
  }
  if (status >= 500) {
    return { scope: 'refused', problem: `The mail server refused the mail${answer}.`, remedy: ASK };
  }
  if (status >= 400) {
    return { scope: 'later', problem: `The mail server asked to try later${answer}.`, remedy: WAIT };
  }
  return { scope: 'server', problem: `The connection to ${place} broke off.`, remedy: ASK };
}

const WAIT = 'It is tried again by itself.';
const ASK = 'Ask whoever looks after the mail server, and give them the time of this attempt.';

interface Facts {
  readonly code: string;
  readonly command: string;
  /** Of the server's answer; 0 when there was none. */
  readonly status: number;
  /** The answer to be put behind a sentence: what another service than a mail server says is not repeated. */
  readonly answer: string;
  readonly text: string;
}

function factsOf(cause: unknown): Facts {
  const texts: string[] = [];
  let code = '';
  let command = '';
  let status = 0;
  let answer = '';
  for (
    let each: unknown = cause, depth = 0;
    each instanceof Error && depth < 4;
    each = each.cause, depth += 1
  ) {
    texts.push(each.name, each.message);
    if ('code' in each && typeof each.code === 'string') {
      texts.push(each.code);
      if (code === '') code = each.code;
    }
    if (command === '' && 'command' in each && typeof each.command === 'string') command = each.command;
    if (status === 0 && 'responseCode' in each && typeof each.responseCode === 'number') {
      status = each.responseCode;
    }
    if (answer === '' && 'response' in each && typeof each.response === 'string') {
      const line = /^[245]\d\d[ -][\u0020-\u007e]*/u.exec(each.response);
      if (line !== null) answer = ` (it answered: ${line[0].slice(0, 160)})`;
    }
  }
  return { code, command, status, answer, text: texts.join(' ') };
}

function certificateProblem(text: string): string | null {
  if (/self.signed/iu.test(text)) return 'it is signed by itself';
  if (/CERT_HAS_EXPIRED|certificate has expired/u.test(text)) return 'it has run out';
  if (/CERT_NOT_YET_VALID/u.test(text)) return 'it is not valid yet';
  if (/ALTNAME|does not match certificate/u.test(text)) return 'it is for another name';
  if (/UNABLE_TO_|unable to (?:verify|get)|CERT_|certificate/u.test(text)) {
    return 'nobody known here has signed it';
  }
  return null;
}
