import { z } from 'zod';

/** How bad a sign is; in rising order. */
export const SEVERITIES = ['minor', 'moderate', 'severe'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** Where on the device a text was seen. */
export const SOURCES = [
  'typed',
  'caption',
  'page',
  'html',
  'url',
  'search',
  'application',
  'file',
  'chat',
  'ai-prompt',
] as const;
export const Source = z.enum(SOURCES);
export type Source = z.infer<typeof Source>;

/** The managed keyword policies. */
export const POLICY_KEYS = [
  'adult-content',
  'bullying',
  'counter-radicalisation',
  'disinformation',
  'drugs',
  'eating-disorders',
  'filter-evasion',
  'gambling',
  'grooming',
  'illegal-content',
  'lgbt-derogatory',
  'misogyny',
  'race-religious-hatred',
  'self-harm',
  'sexting',
  'suicide',
  'weapons-violence',
] as const;
export const PolicyKey = z.enum(POLICY_KEYS);
export type PolicyKey = z.infer<typeof PolicyKey>;

/** How strongly a group's settings hold against those of other groups; in rising order. */
export const PRIORITIES = ['low', 'medium', 'high'] as const;
export const Priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof Priority>;

/**
 * Whether staff may look at a screen live. The two that ask put the question to the person at the device; without an
 * answer in time the first lets staff look and the second does not.
 */
export const REMOTE_VIEWS = ['allow', 'deny', 'ask-allow', 'ask-deny'] as const;
export const RemoteView = z.enum(REMOTE_VIEWS);
export type RemoteView = z.infer<typeof RemoteView>;

/** What an agent can watch or do on its platform; the console shows what a device can and cannot. */
export const DEVICE_CAPABILITIES = [
  'typed',
  'page',
  'url',
  'search',
  'caption',
  'screenshot',
  'screen',
  'lock',
  'internet',
  'downloads',
  'mute',
  'message',
  'agreement',
  'log-off',
  'printing',
  'removable-media',
  /** Programs that are not allowed are closed. */
  'applications',
  /** Names of programs and of files are watched. */
  'application',
  'file',
  /** Activity is recorded: files, printing, media. */
  'activity',
  /** The screen can be worked from afar. */
  'remote-control',
  /** It takes new versions of itself. */
  'update',
] as const;
export const DeviceCapability = z.enum(DEVICE_CAPABILITIES);
export type DeviceCapability = z.infer<typeof DeviceCapability>;

/** Parts of a school's week; what no slot of the timetable names is home, and all of a holiday is holiday. */
export const PERIODS = ['lesson', 'break', 'club', 'home', 'holiday'] as const;
export const Period = z.enum(PERIODS);
export type Period = z.infer<typeof Period>;
