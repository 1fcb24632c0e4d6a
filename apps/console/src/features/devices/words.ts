import type { Device } from '@lapwing/protocol/features/devices/api.ts';
import { DEVICE_CAPABILITIES, type DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import type { Refusal } from '@lapwing/protocol/wire.ts';

/** Why a device was not let in, and what helps. */
export const REFUSAL_WORDS: Readonly<Record<Refusal, string>> = Object.freeze({
  'code-unknown': 'It gave a school code that is not ours. Check the code in its policy.',
  'code-expired':
    'It gave a school code that has run out. Its time is over, or all its devices have come in: make a new one and put it into the policy.',
  'code-revoked': 'It gave a school code that was withdrawn. Put the present code into its policy.',
  'too-many-attempts': 'It tried too often. It may try again by itself later.',
  'device-unknown': 'It is not known here. Enrol it again with the school code.',
  'device-revoked': 'It was shut out here. Enrol it anew if it may come back.',
  'key-mismatch':
    'It could not prove that it is this device. Its browser profile may have been copied or reset; enrol it again.',
  'school-closed': 'The school is closed on this server.',
  'wire-version':
    'Its agent is too old or too new for this server. Update it: the extension by the browser, that of a desktop by its package.',
  'bad-frame': 'It sent something that the server does not understand. Update its agent.',
  'too-many-frames': 'It sent too much at once and was cut off. It comes back by itself.',
  replaced: 'The same device connected a second time, and the newer connection took over.',
});

/** The short form, for a table. */
export const REFUSAL_SHORT: Readonly<Record<Refusal, string>> = Object.freeze({
  'code-unknown': 'Wrong school code',
  'code-expired': 'Its code has run out',
  'code-revoked': 'School code was withdrawn',
  'too-many-attempts': 'Tried too often',
  'device-unknown': 'Not known here',
  'device-revoked': 'Shut out',
  'key-mismatch': 'Could not prove who it is',
  'school-closed': 'School closed',
  'wire-version': 'Agent too old or too new',
  'bad-frame': 'Sent something not understood',
  'too-many-frames': 'Sent too much at once',
  replaced: 'Connected twice',
});

export const STATUS_WORDS: Readonly<
  Record<Device['status'], { word: string; tone: 'good' | 'quiet' | 'stop' }>
> = Object.freeze({
  online: { word: 'Live', tone: 'good' },
  offline: { word: 'Not connected', tone: 'quiet' },
  revoked: { word: 'Shut out', tone: 'stop' },
});

const CAPABILITY_WORDS: Readonly<Record<DeviceCapability, string>> = Object.freeze({
  typed: 'Text that is typed (never in password or payment fields)',
  page: 'Text on pages',
  url: 'Web addresses',
  search: 'Searches',
  caption: 'Titles of windows outside the browser',
  screenshot: 'A screenshot when something is found',
  screen: 'The screen, live, while staff look',
  lock: 'Locking the screen',
  internet: 'Closing the internet, or limiting it to sites',
  downloads: 'Stopping downloads',
  mute: 'Muting the sound',
  message: 'Messages on the screen',
  agreement: 'Acceptable use agreements',
  'log-off': 'Logging off',
  printing: 'Stopping printing',
  'removable-media': 'Stopping removable media',
  applications: 'Closing programs that are not allowed',
  application: 'Names of programs',
  file: 'Names of files',
  activity: 'What is printed and deleted, and which media are used',
  'remote-control': 'Being controlled by staff',
  update: 'Taking new versions of its agent',
});

/** The same as the heading of a column. */
export const CAPABILITY_SHORT: Readonly<Record<DeviceCapability, string>> = Object.freeze({
  typed: 'Typed text',
  page: 'Pages',
  url: 'Addresses',
  search: 'Searches',
  caption: 'Windows',
  screenshot: 'Screenshots',
  screen: 'Live screen',
  lock: 'Lock',
  internet: 'Internet',
  downloads: 'Downloads',
  mute: 'Sound',
  message: 'Messages',
  agreement: 'Agreements',
  'log-off': 'Log off',
  printing: 'Printing',
  'removable-media': 'Media',
  applications: 'Programs',
  application: 'Program names',
  file: 'File names',
  activity: 'Activity',
  'remote-control': 'Remote control',
  update: 'Updates',
});

/** What a device can watch, and what it cannot, both in words. */
export function sayCoverage(capabilities: readonly DeviceCapability[]): { can: string[]; cannot: string[] } {
  const has = (one: DeviceCapability): boolean => capabilities.includes(one);
  return {
    can: DEVICE_CAPABILITIES.filter(has).map((one) => CAPABILITY_WORDS[one]),
    cannot: [
      ...DEVICE_CAPABILITIES.filter((one) => !has(one)).map((one) => CAPABILITY_WORDS[one]),
      'Camera and microphone: never',
    ],
  };
}

const AGENT_WORDS = Object.freeze({
  extension: 'browser extension',
  desktop: 'desktop agent',
  simulated: 'simulated',
});

/** `browser extension`. */
export function sayKind(agent: keyof typeof AGENT_WORDS): string {
  return AGENT_WORDS[agent];
}

/** `ChromeOS, Chrome 156`. */
export function sayPlatform(platform: Device['platform']): string {
  return [platform.system, platform.browser].filter((part) => part !== null && part !== '').join(', ');
}

/** `browser extension 0.1.0`. */
export function sayAgent(platform: Device['platform']): string {
  return `${AGENT_WORDS[platform.agent]} ${platform.agentVersion}`;
}
