import type { ActivityKind } from '@lapwing/protocol/features/activity/recorded.event.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { addActivityRoutes } from './api.ts';
import { keepDays } from './days.ts';
import { hearActivity } from './hear.ts';
import type { ActivityParts } from './parts.ts';
import { addActivitySettingRoutes } from './settings.api.ts';
import { findSettings } from './store-settings.ts';

export type { ActivityParts } from './parts.ts';

export interface ActivityFeature {
  /** Makes the days ahead; before the first device is let in. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps what devices say was done on them, and shows it to staff. */
export function registerActivity(parts: ActivityParts): ActivityFeature {
  hearActivity(parts);
  addActivityRoutes(parts);
  addActivitySettingRoutes(parts);
  return keepDays(parts);
}

/** Kinds that the school records, for the documents of its devices; in one order, for a document is known by its hash. */
export async function activityKinds(tx: SchoolTx): Promise<readonly ActivityKind[]> {
  return (await findSettings(tx)).settings.kinds;
}
