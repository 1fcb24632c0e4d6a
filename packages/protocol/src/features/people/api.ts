import { z } from 'zod';
import { Cursor, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Severity } from '../../vocabulary.ts';
import { Upn } from './upn.ts';

export const PERSON_KINDS = ['pupil', 'staff'] as const;

export const Person = z.object({
  id: Id,
  name: z.string(),
  username: z.string(),
  kind: z.enum(PERSON_KINDS),
  year: z.string().nullable(),
  form: z.string().nullable(),
  /** The unique pupil number; null when there is none, or when the caller does not keep the roster. */
  upn: z.string().nullable(),
  /** When the person left the school; null while they are there. A leaver is in no group and matched to no device. */
  leftAt: Instant.nullable(),
  groups: z.array(z.object({ id: Id, name: z.string() })),
  /** Captures that nobody has dealt with; null when the caller may not see captures. */
  openCaptures: z.number().int().nullable(),
  /** The worst severity among them; null when there are none or the caller may not see captures. */
  worstOpen: Severity.nullable(),
});
export type Person = z.infer<typeof Person>;

const PersonFields = {
  name: z.string().trim().min(1, 'must not be empty').max(200),
  username: z.string().trim().toLowerCase().min(1, 'must not be empty').max(320),
  kind: z.enum(PERSON_KINDS),
  year: z.string().trim().max(40).nullable(),
  form: z.string().trim().max(40).nullable(),
};
const PersonParams = z.object({ id: Id });

/** Whether a list holds the people of now, those who have left, or both. */
export const LEAVER_FILTERS = ['without', 'only', 'with'] as const;

export const listPeople = endpoint({
  method: 'GET',
  path: '/api/people',
  summary: 'The people that the caller may see, by name',
  query: z.object({
    search: z.string().trim().max(200).optional(),
    groupId: Id.optional(),
    kind: z.enum(PERSON_KINDS).optional(),
    year: z.string().trim().max(40).optional(),
    form: z.string().trim().max(40).optional(),
    leavers: z.enum(LEAVER_FILTERS).default('without'),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(Person).extend({
    total: z.number().int(),
    /** The years and forms of the people whom the caller may see, for the filters. */
    years: z.array(z.string()),
    forms: z.array(z.string()),
    /** Accounts seen at devices that fit nobody of the roster; null when the caller does not keep the roster. */
    unmatched: z.number().int().nullable(),
    may: z.object({ manage: Permitted }),
  }),
});
export const addPerson = endpoint({
  method: 'POST',
  path: '/api/people',
  summary: 'Add a person to the roster',
  body: z.strictObject({
    ...PersonFields,
    upn: Upn.nullable().default(null),
    groupIds: z.array(Id).max(100),
  }),
  reply: Person,
});
export const changePerson = endpoint({
  method: 'PATCH',
  path: '/api/people/:id',
  summary: "Change a person's entry in the roster, or say that they have left or come back",
  params: PersonParams,
  body: z
    .strictObject({
      ...PersonFields,
      upn: Upn.nullable(),
      /** True takes them out of their groups too; who comes back is put into groups anew. */
      leaver: z.boolean(),
    })
    .partial(),
  reply: Person,
});
export const showPerson = endpoint({
  method: 'GET',
  path: '/api/people/:id',
  summary: 'One person',
  params: PersonParams,
  reply: Person,
});

/** One time of a person at a device. */
export const PersonSession = z.object({
  id: Id,
  device: z.object({ id: Id, name: z.string(), room: z.string().nullable() }),
  accountName: z.string().nullable(),
  startedAt: Instant,
  /** Null while it goes on. */
  endedAt: Instant.nullable(),
});
export type PersonSession = z.infer<typeof PersonSession>;

export const listPersonSessions = endpoint({
  method: 'GET',
  path: '/api/people/:id/sessions',
  summary: 'Where and when a person was signed in, the newest first',
  params: PersonParams,
  query: z.object({
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  reply: pageOf(PersonSession),
});
