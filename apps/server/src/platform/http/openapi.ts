import { ErrorReply, type Endpoint } from '@lapwing/protocol/endpoint.ts';
import { z } from 'zod';

const BINARY = { type: 'string', format: 'binary' };

/**
 * The OpenAPI 3.1 document of the routes given, made from the contract that the server validates by.
 * @param version of the product, for `info`
 */
export function openApiDocument(
  endpoints: ReadonlyArray<{ endpoint: Endpoint; access: string }>,
  version: string,
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { endpoint, access } of endpoints) {
    const path = endpoint.path.replaceAll(/:([A-Za-z0-9]+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: {
        summary: endpoint.summary,
        tags: [endpoint.path.split('/')[2] ?? ''],
        description: `Access: ${access}.`,
        parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')],
        ...bodyOf(endpoint),
        responses: {
          '200': { description: 'Done', content: contentOf(endpoint.reply, 'output') },
          default: { description: 'Refused', content: contentOf(ErrorReply, 'output') },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Lapwing', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

function contentOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const json = schemaOf(schema, io);
  return Object.keys(json).length === 0
    ? { 'application/octet-stream': { schema: BINARY } }
    : { 'application/json': { schema: json } };
}

function bodyOf(endpoint: Endpoint): Record<string, unknown> {
  if (endpoint.method === 'GET' || endpoint.body.safeParse(undefined).success) return {};
  return { requestBody: { required: true, content: contentOf(endpoint.body, 'input') } };
}

const ObjectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): Array<Record<string, unknown>> {
  const json = ObjectSchema.parse(schemaOf(schema, 'input'));
  return Object.entries(json.properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || json.required.includes(name),
    schema: property,
  }));
}
