import { randomUUID } from 'node:crypto';
import { listThresholdActs, saveThreshold } from '@lapwing/protocol/features/thresholds/api.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

/**
 * One request for each route of the threshold rules, for the walk of access.test.ts.
 *
 * @param another adds a further capture of the pupil's
 */
export function thresholdSamples(
  world: World,
  another: () => Promise<string>,
): Array<[string, () => Promise<Sample> | Sample]> {
  const { tara, dsl } = world;
  const rule = (name: string, enabled = false): object => ({
    name,
    enabled,
    count: 2,
    severity: 'minor',
    policies: [],
    days: 90,
    group: null,
    staff: [dsl.id],
  });
  /** What a rule did to the pupil, once: it is switched off again, else it would act on every capture of this walk. */
  let made: Promise<string> | null = null;
  const act = async (): Promise<string> => {
    const params = { id: randomUUID() };
    await tara.call(saveThreshold, { params, body: { rule: rule('Acts', true), revision: null } });
    await another();
    await another();
    await tara.call(saveThreshold, { params, body: { rule: rule('Acts'), revision: 0 } });
    return (await tara.call(listThresholdActs)).reply.items[0]?.id ?? '';
  };
  return [
    ['GET /api/thresholds', () => ({})],
    [
      'PUT /api/thresholds/:id',
      async () => {
        const id = randomUUID();
        const body = { rule: rule('Sample'), revision: null };
        const saved = await tara.call(saveThreshold, { params: { id }, body });
        return { params: { id }, body: { rule: rule('Sample'), revision: saved.reply.revision } };
      },
    ],
    ['POST /api/thresholds/preview', () => ({ body: { rule: rule('Sample') } })],
    ['GET /api/thresholds/acts', () => ({})],
    [
      'POST /api/thresholds/acts/:id/undo',
      async () => ({
        params: { id: await (made ??= act()) },
        body: { reason: 'It was a try.' },
        ofPupil: true,
      }),
    ],
  ];
}
