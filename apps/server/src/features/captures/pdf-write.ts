import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import type { Paper, Picture } from '../../platform/pdf/paper.ts';
import { marked, mono, theirs, type Words } from '../../platform/pdf/words.ts';
import {
  eventOnPaper,
  sayBytes,
  SEALED_ON_PAPER,
  SEVERITY_ON_PAPER,
  SOURCE_ON_PAPER,
  whoOnPaper,
} from './pdf-words.ts';
import { STATUS_WORDS } from './steps.ts';

/** A screenshot for a document: watermarked, with the hash of the original that the device sent. */
export interface PaperScreenshot {
  readonly picture: Picture;
  readonly sha256: string;
  readonly takenAt: Date;
}

/** One capture as it goes on paper. */
export interface CaptureOnPaper {
  readonly capture: CaptureDetail;
  readonly screenshot: PaperScreenshot | null;
  /** Why there is no picture of it; null where there is one. */
  readonly withoutPicture: string | null;
}

/** Writes all that is known of one capture. Of a sealed one neither words nor evidence, even if they were given. */
export function writeCapture(paper: Paper, given: CaptureOnPaper, sayWhen: (at: Date) => string): void {
  const { capture } = given;
  const when = (instant: string): string => sayWhen(new Date(instant));
  paper.heading(
    2,
    `${capture.policy.title}, ${SEVERITY_ON_PAPER[capture.severity].toLowerCase()}, ${when(capture.happenedAt)}`,
  );
  if (capture.sealed) paper.paragraph(SEALED_ON_PAPER);
  paper.facts([
    ['Who', whoOnPaper(capture)],
    ...rowIf('Form', capture.person?.form ?? null),
    ...rowIf('Groups', capture.groups.map((group) => group.name).join(', ')),
    ...sentenceOf(capture),
    ['Risk', theirs(capture.policy.title)],
    ['Severity', severityOf(capture)],
    ['Source', SOURCE_ON_PAPER[capture.source]],
    ['Seen', capture.count === 1 ? 'once' : `${capture.count} times`],
    ['Happened', when(capture.happenedAt)],
    ['Received', when(capture.receivedAt)],
    [
      'Device',
      theirs([capture.device.name, capture.device.room ?? ''].filter((part) => part !== '').join(', ')),
    ],
    ...rowIf('Application', capture.application),
    ...(capture.sealed ? [] : rowIf('Window', capture.windowTitle)),
    ...(capture.sealed ? [] : rowIf('Page', capture.url ?? capture.site)),
    ['Status', STATUS_WORDS[capture.status]],
    ['Assigned to', capture.assignedTo === null ? 'Nobody' : theirs(capture.assignedTo.name)],
    ...rowIf('Escalated to', capture.escalatedTo?.name ?? null),
    ...(capture.held ? [['Kept', 'Beyond its usual time, by decision'] as const] : []),
    ...rowIf('Concerns', capture.concerns.map((concern) => concern.title).join('; ')),
    ['Capture', mono(capture.id)],
  ]);
  if (!capture.sealed) {
    if (capture.text !== null)
      paper.remark('What was looked for is underlined and stands between \u27E6 and \u27E7.');
    paper.heading(3, 'Why it was captured');
    if (capture.term.definition !== '') paper.paragraph(['What it means: ', theirs(capture.term.definition)]);
    if (capture.because.length > 0) paper.list(capture.because.map((rule) => theirs(rule.sentence)));
    paper.remark(heldOf(capture));
    writeEvidence(paper, given, when, sayWhen);
  }
  paper.heading(3, 'Notes and history');
  paper.table(
    [
      { head: 'When', part: 0.25 },
      { head: 'Who', part: 0.22 },
      { head: 'What', part: 0.53 },
    ],
    capture.history.map((entry) => [
      when(entry.at),
      entry.by === null ? 'Lapwing' : theirs(entry.by.name),
      eventOnPaper(entry.event),
    ]),
  );
}

function rowIf(name: string, value: string | null): Array<readonly [string, Words]> {
  return value === null || value === '' ? [] : [[name, theirs(value)]];
}

function sentenceOf(capture: CaptureDetail): Array<readonly [string, Words]> {
  if (capture.sealed || capture.text === null) return [['What', 'Left out']];
  return [['What', marked(capture.text.sentence, capture.text.start, capture.text.end)]];
}

function severityOf(capture: CaptureDetail): string {
  const now = SEVERITY_ON_PAPER[capture.severity];
  return capture.severity === capture.severityBefore
    ? now
    : `${now}; ${SEVERITY_ON_PAPER[capture.severityBefore]} before what stands around it was weighed`;
}

function heldOf(capture: CaptureDetail): Words {
  const { library, change } = capture.caughtBy;
  return [
    'Term ',
    theirs(capture.term.id),
    library === null ? '' : `, library ${library}`,
    change === null ? '' : `, decision ${change} of the school's policies`,
    '.',
  ];
}

function writeEvidence(
  paper: Paper,
  given: CaptureOnPaper,
  when: (instant: string) => string,
  sayWhen: (at: Date) => string,
): void {
  const { capture, screenshot } = given;
  paper.heading(3, 'Evidence');
  if (capture.evidenceItems.length === 0) {
    paper.paragraph(capture.evidenceReason ?? 'There is none.');
    return;
  }
  for (const item of capture.evidenceItems) {
    const seconds = item.seconds === null ? null : `${Math.round(item.seconds)} seconds`;
    paper.facts([
      [item.kind === 'screenshot' ? 'Screenshot' : 'Recording', `taken ${when(item.takenAt)}`],
      ...(item.state === 'ready'
        ? []
        : [['State', item.state === 'coming' ? 'On its way' : (item.problem ?? 'Lost')] as const]),
      ...(seconds === null ? [] : [['Length', seconds] as const]),
      ...(item.bytes === null ? [] : [['Size', sayBytes(item.bytes)] as const]),
      ...(item.sha256 === null ? [] : [['SHA-256 of the original', mono(item.sha256)] as const]),
    ]);
  }
  if (screenshot !== null) {
    paper.picture(
      screenshot.picture,
      `Screenshot of ${sayWhen(screenshot.takenAt)} with who, what, when and where at its top right. What it shows is not described.`,
    );
    paper.remark([
      'The original, as the device sent it, is kept in Lapwing. SHA-256 of the original: ',
      mono(screenshot.sha256),
    ]);
  } else if (given.withoutPicture !== null) paper.remark(given.withoutPicture);
  if (capture.evidenceItems.some((item) => item.kind === 'recording')) {
    paper.remark('Recordings are not part of documents; they are kept in Lapwing.');
  }
}
