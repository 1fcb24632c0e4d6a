import { z } from 'zod';
import { endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id } from '../../ids.ts';
import { Severity } from '../../vocabulary.ts';

export const PERSON_KINDS = ['pupil', 'staff'] as const;

export const Person = z.object({
  id: Id,
  name: z.string(),
  username: z.string(),
  kind: z.enum(PERSON_KINDS),
  year: z.string().nullable(),
  form: z.string().nullable(),
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

export const listPeople = endpoint({
  method: 'GET',
  path: '/api/people',
  summary: 'The people that the caller may see, by name',
  query: z.object({
    search: z.string().trim().max(200).optional(),
    groupId: Id.optional(),
    after: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(Person).extend({ total: z.number().int(), may: z.object({ manage: Permitted }) }),
});
export const addPerson = endpoint({
  method: 'POST',
  path: '/api/people',
  summary: 'Add a person to the roster',
  body: z.strictObject({ ...PersonFields, groupIds: z.array(Id).max(100) }),
  reply: Person,
});
export const changePerson = endpoint({
  method: 'PATCH',
  path: '/api/people/:id',
  summary: "Change a person's entry in the roster",
  params: z.object({ id: Id }),
  body: z.strictObject(PersonFields).partial(),
  reply: Person,
});
export const showPerson = endpoint({
  method: 'GET',
  path: '/api/people/:id',
  summary: 'One person',
  params: z.object({ id: Id }),
  reply: Person,
});
