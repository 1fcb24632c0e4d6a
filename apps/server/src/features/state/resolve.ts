import type { DeviceOrders, StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import type { RemoteView } from '@lapwing/protocol/vocabulary.ts';
import type { ForDevice } from '../policies/index.ts';

/** Everything that can be set about a device. */
export interface Settings {
  readonly detectionEnabled: boolean;
  readonly screenshotEnabled: boolean;
  readonly screenshotMaxWidth: number;
  readonly screenshotQuality: number;
  readonly remoteView: RemoteView;
}

/** Where values come from: what Lapwing comes with, or what the school set for all or for a group. */
export type Origin =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'school' }
  | { readonly kind: 'group'; readonly groupId: string };

export interface Layer {
  readonly origin: Origin;
  readonly values: Partial<Settings>;
}

/** For each value, where it comes from and what it overrode, the weakest first. */
export type Explanation = {
  readonly [Name in keyof Settings]: {
    readonly origin: Origin;
    readonly overrode: ReadonlyArray<{ readonly origin: Origin; readonly value: Settings[Name] }>;
  };
};

/** What holds where nobody has set anything. */
export const BUILT_IN: Settings = Object.freeze({
  detectionEnabled: true,
  screenshotEnabled: true,
  screenshotMaxWidth: 1280,
  screenshotQuality: 0.7,
  remoteView: 'allow',
});

/** Seconds that the person at a device has to answer whether staff may look (C5). */
const ASK_SECONDS = 10;

const NAMES = [
  'detectionEnabled',
  'screenshotEnabled',
  'screenshotMaxWidth',
  'screenshotQuality',
  'remoteView',
] as const satisfies ReadonlyArray<keyof Settings>;

/**
 * One value for each setting out of the layers, the later ones being the stronger, and why it is that one.
 * A value that a layer does not name stays what it was.
 */
export function resolve(layers: readonly Layer[]): { settings: Settings; explanation: Explanation } {
  const all: readonly Layer[] = [{ origin: { kind: 'built-in' }, values: BUILT_IN }, ...layers];
  const pick = <Name extends keyof Settings>(
    name: Name,
  ): { value: Settings[Name]; why: Explanation[Name] } => {
    const named = all.flatMap(({ origin, values }) => {
      const value: Settings[Name] | undefined = values[name];
      return value === undefined ? [] : [{ origin, value }];
    });
    const last = named.at(-1);
    if (last === undefined) throw new Error('the built-in layer names every setting');
    // The same mapped type, looked up by the same name.
    const why = { origin: last.origin, overrode: named.slice(0, -1) } as unknown as Explanation[Name];
    return { value: last.value, why };
  };
  const picked = NAMES.map((name) => [name, pick(name)] as const);
  const settings = Object.fromEntries(picked.map(([name, { value }]) => [name, value]));
  const explanation = Object.fromEntries(picked.map(([name, { why }]) => [name, why]));
  // NAMES is complete (its type says so), so both objects are.
  return {
    settings: settings as unknown as Settings,
    explanation: explanation as unknown as Explanation,
  };
}

/** What a document says, apart from its version and times. */
export type StateContent = Omit<StateDocument, 'version' | 'issuedAt' | 'expiresAt'>;

export function contentOf(facts: {
  readonly schoolId: string;
  readonly deviceId: string;
  readonly schoolName: string;
  readonly noticeUrl: string;
  /** What is watched for; the school's own decisions go before the settings. */
  readonly detection: ForDevice;
  readonly settings: Settings;
  readonly orders: DeviceOrders;
  /** Kinds of activity that the school records. */
  readonly activityKinds: readonly string[];
}): StateContent {
  const { settings, detection } = facts;
  return {
    schoolId: facts.schoolId,
    deviceId: facts.deviceId,
    school: { name: facts.schoolName, noticeUrl: facts.noticeUrl },
    detection: {
      enabled: settings.detectionEnabled,
      pack: byHash(detection.pack),
      ownPack: byHash(detection.ownPack),
      rules: byHash(detection.rules),
      sources: [...detection.sources],
      excludedHosts: [...detection.privateHosts],
      excludedApplications: [...detection.privateApplications],
    },
    screenshot: {
      enabled: settings.screenshotEnabled,
      maxWidth: settings.screenshotMaxWidth,
      quality: settings.screenshotQuality,
    },
    recording: RECORDING,
    activity: { kinds: settings.detectionEnabled ? [...facts.activityKinds] : [] },
    orders: facts.orders,
    screens: { remoteView: settings.remoteView, askSeconds: ASK_SECONDS },
  };
}

/** Half a minute of a severe finding, ten seconds of it from before the key was pressed. */
const RECORDING = Object.freeze({ enabled: true, beforeSeconds: 10, severeSeconds: 30, maxWidth: 1280 });

/** In one order of its fields, for the content is known by the hash of its text. */
function byHash(content: ForDevice['rules']): { sha256: string; bytes: number } | null {
  return content === null ? null : { sha256: content.sha256, bytes: content.bytes };
}
