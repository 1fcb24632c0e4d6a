import type { EnrolOutcome } from './enrolment.ts';
import type { AgentStatus } from './status.ts';

/** The states of the sign; each has a shape, a colour and words of its own. */
export type Sign = 'connected' | 'offline' | 'action';

export interface Words {
  readonly sign: Sign;
  /** One line for the state of the connection. */
  readonly state: string;
  /** What to do about it; null when nothing needs to be done. */
  readonly advice: string | null;
}

type Refusal = NonNullable<AgentStatus['refused']>;

/** For the person in front of the device; they may be eight years old, or the one who sets it up. */
const REFUSED: Readonly<Record<Refusal, { state: string; advice: string }>> = Object.freeze({
  'code-unknown': {
    state: 'That school code is not right.',
    advice: 'Check the ten letters and figures and try again.',
  },
  'code-expired': {
    state: 'That school code has run out.',
    advice: 'Ask the person who looks after your school’s computers for a new one.',
  },
  'code-revoked': {
    state: 'That school code is no longer used.',
    advice: 'Ask the person who looks after your school’s computers for a new one.',
  },
  'too-many-attempts': {
    state: 'There were too many tries.',
    advice: 'Wait a few minutes, then try again.',
  },
  'device-unknown': {
    state: 'The school’s server does not know this device.',
    advice: 'Tell a member of staff. The device has to be set up again.',
  },
  'device-revoked': {
    state: 'This device was taken off the school’s list.',
    advice: 'Tell a member of staff. It has to be set up again.',
  },
  'key-mismatch': {
    state: 'The school’s server does not recognise this device.',
    advice: 'Tell a member of staff. The device has to be set up again.',
  },
  'school-closed': {
    state: 'The school no longer uses this service.',
    advice: 'Tell a member of staff.',
  },
  'wire-version': {
    state: 'This device and the school’s server are of different versions.',
    advice: 'Tell a member of staff. One of the two needs an update.',
  },
  'bad-frame': {
    state: 'The school’s server did not understand this device.',
    advice: 'It tries again by itself. If this stays, tell a member of staff.',
  },
  'too-many-frames': {
    state: 'The school’s server asked this device to slow down.',
    advice: 'It tries again by itself.',
  },
  replaced: {
    state: 'Another device is signed in as this one.',
    advice: 'If this stays, tell a member of staff.',
  },
});

/**
 * How it stands with this device, in words for whoever sits at it.
 *
 * @param setUp what to do about a device that is not set up yet
 */
export function wordsFor(
  status: AgentStatus,
  setUp = 'Type the school’s server address and school code below.',
): Words {
  if (!status.loaded) return { sign: 'offline', state: 'Starting.', advice: null };
  if (status.refused !== null) {
    const { state, advice } = REFUSED[status.refused];
    return { sign: 'action', state, advice };
  }
  if (!status.enrolled)
    return {
      sign: 'action',
      state: 'This device is not set up yet.',
      advice: setUp,
    };
  const waiting = status.queued === 0 ? '' : ` ${captures(status.queued)} to be sent.`;
  if (status.connection === 'connected') {
    const state = status.queued === 0 ? 'Connected to the school.' : `Connected to the school.${waiting}`;
    return { sign: 'connected', state, advice: null };
  }
  return {
    sign: 'offline',
    state: `Not connected to the school right now.${waiting}`,
    advice: 'Monitoring goes on. It connects again by itself.',
  };
}

/** What kind of device this is to the school, line by line; of what is not known there is no line. */
export function propertiesOf(
  status: AgentStatus,
  version: string,
): ReadonlyArray<{ readonly title: string; readonly value: string }> {
  const { schoolName, deviceName, server, enrolled, connection, detecting, lost } = status;
  const lines = [
    { title: 'Device', value: deviceName },
    { title: 'School', value: schoolName },
    { title: 'Server', value: server },
    {
      title: 'Connection',
      value: !enrolled ? null : connection === 'connected' ? 'Connected' : 'Not connected right now',
    },
    { title: 'Monitoring', value: !enrolled ? null : detecting ? 'On' : 'Not now' },
    { title: 'Not kept', value: lost === 0 ? null : lost === 1 ? '1 message' : `${String(lost)} messages` },
    { title: 'Version', value: `Lapwing ${version}` },
  ];
  return lines.flatMap(({ title, value }) => (value === null ? [] : [{ title, value }]));
}

/** Where the console of this device's school is; null where none can be opened. */
export function consoleOf({ enrolled, server }: AgentStatus): string | null {
  return enrolled && server !== null && /^https?:\/\//.test(server) ? server : null;
}

function captures(count: number): string {
  return count === 1 ? 'One message waits' : `${String(count)} messages wait`;
}

/** What came of setting the device up, for the person who tried. */
export function outcomeWords(outcome: EnrolOutcome): {
  ok: boolean;
  field: 'server' | 'code' | null;
  text: string;
} {
  if (outcome.ok) return { ok: true, field: null, text: 'This device is set up.' };
  switch (outcome.reason) {
    case 'bad-address':
      return {
        ok: false,
        field: 'server',
        text: 'That is not a server address that can be used. It looks like https://lapwing.school.example',
      };
    case 'bad-code':
      return {
        ok: false,
        field: 'code',
        text: 'A school code has ten letters and figures, like ABCDE-FGHIJ.',
      };
    case 'unreachable':
      return {
        ok: false,
        field: 'server',
        text: 'Nobody answers at that address. Check it, and the network.',
      };
    case 'not-lapwing':
      return { ok: false, field: 'server', text: 'What answers at that address is not a Lapwing server.' };
    case 'refused': {
      const { state, advice } = REFUSED[outcome.refusal];
      return { ok: false, field: 'code', text: `${state} ${advice}` };
    }
  }
}
