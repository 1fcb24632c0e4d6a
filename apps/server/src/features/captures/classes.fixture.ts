import assert from 'node:assert/strict';
import { CaptureDetail, listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import type { z } from 'zod';
import type { Actor } from '../../permissions/actor.ts';
import type { Stage, StagedDevice, StagedSchool } from './captures.fixture.ts';

/** A school with two people in two classes of one year, two of its staff, and what staff are shown. */
export interface StagedClasses {
  readonly school: StagedSchool;
  /** What the two work at. */
  readonly ana: StagedDevice;
  readonly ben: StagedDevice;
  readonly year: string;
  readonly classOfAna: string;
  readonly classOfBen: string;
  readonly lead: Actor;
  readonly teacherOfAna: Actor;
  /** The captures that somebody sees. @param query such as `?status=open` */
  readonly list: (actor: Actor, query?: string) => Promise<z.infer<typeof listCaptures.reply>>;
  readonly show: (actor: Actor, id: string) => Promise<CaptureDetail>;
  /** What the audit says of such actions, the oldest first. */
  readonly audit: (action: string) => Promise<Array<Record<string, unknown>>>;
}

export async function addClasses(stage: Stage): Promise<StagedClasses> {
  const school = await stage.addSchool();
  const ana = await school.addDevice('ICT2-07', await school.addPerson('Ana Silva', 'asilva24'), 'asilva24');
  const ben = await school.addDevice('ICT2-08', await school.addPerson('Ben Okoro', 'bokoro24'), 'bokoro24');
  const year = await school.addGroup('Year 9', []);
  const classOfAna = await school.addGroup('9B', [ana.personId ?? ''], year);
  const classOfBen = await school.addGroup('9C', [ben.personId ?? ''], year);
  const read = async (actor: Actor, url: string): Promise<unknown> => {
    const answer = await stage.request(actor, 'GET', url);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  };
  return {
    school,
    ana,
    ben,
    year,
    classOfAna,
    classOfBen,
    lead: school.actor('Dana Lead', ['dsl']),
    teacherOfAna: school.actor('Tom Teacher', ['teacher'], [classOfAna]),
    list: async (actor, query = '') => listCaptures.reply.parse(await read(actor, `/api/captures${query}`)),
    show: async (actor, id) => CaptureDetail.parse(await read(actor, `/api/captures/${id}`)),
    audit: async (action) =>
      stage.rows(
        'select actor_name, summary, subject_id, outcome from audit_entries where school_id = $1 and action = $2 order by seq',
        [school.id, action],
      ),
  };
}
