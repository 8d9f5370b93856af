import { z } from 'zod';
import type { Json, JsonObject } from '../ports/json.js';
import type { Route } from './route.js';
import type { Surface } from './surface.js';

interface Entry {
  surface: Surface;
  route: Route;
  /** Path under which the document lists it. */
  path: string;
}

/** OpenAPI 3.1 of one dialect, exact at its own base. */
export function describeSurface(surface: Surface): JsonObject {
  return documentOf(
    surface.title,
    surface.version,
    surface.routes.map((route) => ({ surface, route, path: route.path })),
  );
}

/** One document for the shared origin; a path that two dialects answer is listed under each one's prefix. */
export function describeAll(surfaces: readonly Surface[], version: string): JsonObject {
  const owners = new Map<string, number>();
  const keyOf = (route: Route) => `${route.method} ${route.path.replace(/\{\w+\}/g, '{}')}`;
  for (const { routes } of surfaces)
    for (const route of routes) owners.set(keyOf(route), (owners.get(keyOf(route)) ?? 0) + 1);
  const entries = surfaces.flatMap((surface) =>
    surface.routes.map((route) => ({
      surface,
      route,
      path:
        surface.servedAt === undefined && (owners.get(keyOf(route)) ?? 0) > 1
          ? `/${surface.name}${route.path}`
          : route.path,
    })),
  );
  return documentOf('Loci', version, entries);
}

function documentOf(title: string, version: string, entries: Entry[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const entry of entries) {
    const item = (paths[entry.path] ??= {});
    item[entry.route.method] = operationOf(entry);
  }
  const tags = [...new Set(entries.map(tagOf))].map((name) => ({ name }));
  return { openapi: '3.1.0', info: { title, version }, tags, paths };
}

function tagOf({ surface, route }: Entry): string {
  return route.tag ? `${surface.title}: ${route.tag}` : surface.title;
}

function operationOf(entry: Entry): JsonObject {
  const { surface, route } = entry;
  const operation: JsonObject = {
    operationId: `${surface.name}.${route.id}`,
    summary: route.summary,
    tags: [tagOf(entry)],
    parameters: [...parametersOf(route.schemas.params, 'path'), ...parametersOf(route.schemas.query, 'query')],
    responses: {
      [String(route.status)]: {
        description: 'Success',
        content: { [route.produces]: { schema: schemaOf(route.schemas.reply, 'output') } },
      },
      default: { description: `An error in the form of ${surface.title}` },
    },
  };
  if (route.description) operation['description'] = route.description;
  if (route.schemas.body) {
    operation['requestBody'] = {
      required: true,
      content: { 'application/json': { schema: schemaOf(route.schemas.body, 'input') } },
    };
  }
  return operation;
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const object = schemaOf(schema, 'input');
  const required = Array.isArray(object['required']) ? object['required'] : [];
  return Object.entries((object['properties'] ?? {}) as Record<string, Json>).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const {
    $schema: _,
    $defs: __,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, Json>;
  return withoutRecursion(rest) as JsonObject;
}

/** The only schema that refers to itself is "any JSON value"; readers of the document understand `{}` as well. */
function withoutRecursion(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutRecursion);
  if (typeof value['$ref'] === 'string') return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutRecursion(item)]));
}
