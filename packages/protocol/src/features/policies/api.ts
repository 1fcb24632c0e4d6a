import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { PolicyKey, Severity, Source } from '../../vocabulary.ts';

export const PolicySummary = z.object({
  key: PolicyKey,
  title: z.string(),
  description: z.string(),
  terms: z.number().int(),
  severe: z.number().int(),
  /** Its terms are hidden from everyone until one is captured. */
  sealed: z.boolean(),
});
export type PolicySummary = z.infer<typeof PolicySummary>;

export const PolicyTerm = z.object({
  id: z.string(),
  wordings: z.array(z.string()),
  /** A sentence that it finds, to understand it by. */
  example: z.string(),
  severity: Severity,
  sources: z.array(Source),
  definition: z.string(),
  language: z.string(),
});
export type PolicyTerm = z.infer<typeof PolicyTerm>;

export const listPolicies = endpoint({
  method: 'GET',
  path: '/api/policies',
  summary: 'The managed keyword policies in force',
  reply: z.object({ policies: z.array(PolicySummary), packSha256: z.string(), libraryVersion: z.string() }),
});
export const showPolicy = endpoint({
  method: 'GET',
  path: '/api/policies/:key',
  summary: 'One keyword policy: its terms with definitions, and what to do',
  params: z.object({ key: PolicyKey }),
  reply: z.object({ policy: PolicySummary, terms: z.array(PolicyTerm), guidance: z.array(z.string()) }),
});
