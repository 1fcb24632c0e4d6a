import { PolicyKey, Source } from '@lapwing/protocol/vocabulary.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { MailMessage } from '../../platform/mail/mail.ts';
import { clean, renderMail, type Block } from './mail-body.ts';
import type { AlertParts, Holder } from './parts.ts';
import { isScreenshotComing, isSeen, toldCaptures, type ToldCapture } from './store-figures.ts';
import { capturesOfMail, type ClaimedMail } from './store-mails.ts';
import type { MailServerRow } from './store-server.ts';
import { summaryBlocks } from './summary.ts';
import { captures, SEVERITY_WORDS, SOURCE_WORDS, STATUS_WORDS, whenInWords } from './words.ts';

/** Captures that one mail names; the others are counted. */
const NAMED = 50;
/** How long the mail of a capture waits for a screenshot that is on its way. */
const AWAITS_MS = 20_000;
const LATER_MS = 4_000;

export type Written =
  | { readonly kind: 'message'; readonly message: MailMessage; readonly captureIds: readonly string[] }
  /** There is nothing to send to this person any more. */
  | { readonly kind: 'drop'; readonly why: string }
  /** Not yet: something of it is on its way. */
  | { readonly kind: 'later'; readonly at: number };

/**
 * Writes a mail at the moment at which it is sent: by what its recipient may see now, whatever was so when it was owed.
 * It never has a word that the pupil wrote or read, nor a title of a window or an address of a page.
 */
export async function writeMail(
  parts: AlertParts,
  tx: SchoolTx,
  mail: ClaimedMail,
  server: MailServerRow,
): Promise<Written> {
  const staff = await parts.staffWith(tx, 'captures.view');
  const to = staff.find(({ id }) => id === mail.account_id);
  const reach = to?.holds === true ? await parts.staffReach(tx, to.id, 'captures.view') : null;
  if (to === undefined || reach === null) {
    return {
      kind: 'drop',
      why: 'The account is disabled or gone, or may not see captures any more. Nothing was sent.',
    };
  }
  const url = parts.publicUrl();
  const { timeZone } = await parts.week(tx);
  const schoolName = await parts.schoolName(tx);
  const by = mail.by_id === null ? null : (staff.find(({ id }) => id === mail.by_id)?.name ?? null);
  const message = (subject: string, blocks: readonly Block[]): MailMessage => ({
    ...envelope(mail, server, to, schoolName),
    subject: clean(subject),
    ...renderMail([...blocks, ...foot(url, schoolName)]),
    attachments: [],
  });

  if (mail.kind === 'summary-daily' || mail.kind === 'summary-weekly') {
    const { subject, blocks } = await summaryBlocks(tx, reach, mail, { url, timeZone });
    return { kind: 'message', message: message(subject, blocks), captureIds: [] };
  }
  const ids = await capturesOfMail(tx, mail.id);
  const seen = await toldCaptures(tx, reach, ids);
  const [first] = seen;
  if (first === undefined) {
    return { kind: 'drop', why: 'They may not see the capture any more. Nothing was sent.' };
  }
  const titleOf = await parts.titles(tx);
  const title = (capture: ToldCapture): string => titleOf(capture.term, PolicyKey.parse(capture.policy));
  if (mail.kind === 'digest' || seen.length > 1) {
    const blocks = digestBlocks(seen, title, url, timeZone);
    const subject = `${captures(seen.length)}, the worst ${SEVERITY_WORDS[first.severity]}`;
    return { kind: 'message', message: message(subject, blocks), captureIds: seen.map(({ id }) => id) };
  }
  const told = message(subjectOf(mail, first, title(first)), [
    { kind: 'heading', text: `${SEVERITY_WORDS[first.severity]} capture: ${title(first)}` },
    ...reasonOf(mail, by),
    { kind: 'facts', rows: factsOf(first, title(first), timeZone) },
    { kind: 'link', text: 'Open the capture', href: `${url}/captures/${first.id}` },
  ]);
  const plain: Written = { kind: 'message', message: told, captureIds: [first.id] };
  if (!server.attach_screenshot || first.sealed || first.severity !== 'severe') return plain;
  const sight = await parts.staffReach(tx, to.id, 'evidence.view');
  if (sight === null || !(await isSeen(tx, first.id, sight))) return plain;
  // Asked first: what arrives between the two questions is found by the second.
  const coming = await isScreenshotComing(tx, first.id);
  const picture = await parts.screenshotOf(tx, first.id);
  if (picture === null) {
    const now = parts.clock.now();
    const waits = coming && now - mail.made_at.getTime() < AWAITS_MS;
    return waits ? { kind: 'later', at: now + LATER_MS } : plain;
  }
  const attachments = [{ name: 'screenshot.jpg', mediaType: picture.mediaType, bytes: picture.bytes }];
  return { ...plain, message: { ...told, attachments } };
}

/** The mail of the test button: it shows that mails arrive and how they look. */
export function testMessage(
  server: Pick<MailServerRow, 'from_address' | 'from_name' | 'reply_to'>,
  to: { readonly name: string; readonly email: string },
  schoolName: string,
  url: string,
  messageId: string,
  now: number,
): MailMessage {
  return {
    messageId,
    at: new Date(now),
    ...addresses(server, to, schoolName),
    subject: 'Lapwing: a test',
    ...renderMail([
      { kind: 'heading', text: 'Mail from Lapwing arrives' },
      { kind: 'text', text: 'You asked for this test on the page of the mail server. Nothing has happened.' },
      { kind: 'link', text: 'Back to Lapwing', href: `${url}/alerts` },
    ]),
    attachments: [],
  };
}

function envelope(
  mail: ClaimedMail,
  server: MailServerRow,
  to: Holder,
  schoolName: string,
): Pick<MailMessage, 'messageId' | 'at' | 'from' | 'to' | 'replyTo'> {
  return { messageId: mail.message_id, at: mail.made_at, ...addresses(server, to, schoolName) };
}

function addresses(
  server: Pick<MailServerRow, 'from_address' | 'from_name' | 'reply_to'>,
  to: { readonly name: string; readonly email: string },
  schoolName: string,
): Pick<MailMessage, 'from' | 'to' | 'replyTo'> {
  return {
    from: {
      name: server.from_name === '' ? `Lapwing, ${schoolName}` : server.from_name,
      address: server.from_address,
    },
    to: { name: to.name, address: to.email },
    replyTo: server.reply_to,
  };
}

/** Says how bad, of which risk and for which year: enough to act, and no child's name on a locked telephone. */
function subjectOf(mail: ClaimedMail, capture: ToldCapture, title: string): string {
  const year = capture.year === null ? '' : `${yearInWords(capture.year)}, `;
  const what = `${SEVERITY_WORDS[capture.severity]} capture: ${year}${title}`;
  if (mail.kind === 'assigned') return `Given to you: ${what}`;
  if (mail.kind === 'threshold') return `A threshold rule acted: ${what}`;
  if (mail.kind !== 'escalation') return what;
  return mail.by_id === null ? `Not opened yet: ${what}` : `Escalated to you: ${what}`;
}

/** `8` as schools say it: Year 8; what is more than a number stays as it is. */
export function yearInWords(year: string): string {
  return /^\d{1,2}$/u.test(year) ? `Year ${year}` : year;
}

function reasonOf(mail: ClaimedMail, by: string | null): Block[] {
  const who = by ?? 'A colleague';
  if (mail.kind === 'assigned') return [{ kind: 'text', text: `${who} has given it to you.` }];
  if (mail.kind === 'threshold') {
    const text =
      'With this capture one of your school’s threshold rules has acted. What it did and why, and how it is taken back, stands with the capture and under Policies, Thresholds.';
    return [{ kind: 'text', text }];
  }
  if (mail.kind !== 'escalation') return [];
  const text =
    mail.by_id === null
      ? 'Nobody has opened it in the time that they had. You are next.'
      : `${who} has escalated it to you.`;
  return [{ kind: 'text', text }];
}

function factsOf(capture: ToldCapture, title: string, timeZone: string): Array<readonly [string, string]> {
  const where = [capture.device_name, capture.room, capture.application, capture.site];
  const source = Source.safeParse(capture.source);
  return [
    ['Who', whoOf(capture)],
    [
      'What',
      `${SEVERITY_WORDS[capture.severity]}, ${title}${source.success ? `, ${SOURCE_WORDS[source.data]}` : ''}`,
    ],
    [
      'Where',
      where
        .filter((part) => part !== null && part !== '')
        .map((part) => clean(part ?? '', 80))
        .join(', '),
    ],
    ['When', whenInWords(timeZone, capture.happened_at.getTime())],
    ['Status', STATUS_WORDS[capture.status]],
  ];
}

function whoOf(capture: ToldCapture): string {
  if (capture.person_name === null) {
    return capture.account_name === null ? 'Nobody known' : `Account ${clean(capture.account_name, 80)}`;
  }
  const name = clean(capture.person_name, 120);
  return capture.form === null ? name : `${name}, ${clean(capture.form, 40)}`;
}

/** One part for each person, the one with the worst capture first. */
function digestBlocks(
  seen: readonly ToldCapture[],
  title: (capture: ToldCapture) => string,
  url: string,
  timeZone: string,
): Block[] {
  const people = new Map<string, ToldCapture[]>();
  for (const capture of seen.slice(0, NAMED)) {
    const key = capture.person_id ?? `${capture.device_id} ${capture.account_name ?? ''}`;
    const known = people.get(key);
    if (known === undefined) people.set(key, [capture]);
    else known.push(capture);
  }
  const more = seen.length - NAMED;
  return [
    { kind: 'heading', text: `${captures(seen.length)} to look at` },
    ...Array.from(people.values()).flatMap((theirs): Block[] => {
      const [first] = theirs;
      return first === undefined
        ? []
        : [
            { kind: 'text', text: `${whoOf(first)}: ${captures(theirs.length)}` },
            {
              kind: 'list',
              items: theirs.map((capture) => ({
                text: `${SEVERITY_WORDS[capture.severity]}, ${title(capture)}, ${whenInWords(timeZone, capture.happened_at.getTime())}`,
                href: `${url}/captures/${capture.id}`,
              })),
            },
          ];
    }),
    ...(more > 0 ? [{ kind: 'text' as const, text: `And ${more} more.` }] : []),
    { kind: 'link', text: 'Open the list of captures', href: `${url}/captures` },
  ];
}

function foot(url: string, schoolName: string): Block[] {
  return [
    {
      kind: 'text',
      text: `From ${schoolName}'s Lapwing to you alone. What was written and seen stays in Lapwing; please do not forward this.`,
    },
    { kind: 'link', text: 'Which alerts you get', href: `${url}/alerts/mine` },
  ];
}
