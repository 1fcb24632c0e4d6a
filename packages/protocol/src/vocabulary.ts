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

/** What an agent can watch or do on its platform; the console shows what a device can and cannot. */
export const DEVICE_CAPABILITIES = ['typed', 'page', 'url', 'search', 'caption', 'screenshot'] as const;
export const DeviceCapability = z.enum(DEVICE_CAPABILITIES);
export type DeviceCapability = z.infer<typeof DeviceCapability>;
