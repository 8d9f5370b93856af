import { describe, expect, it } from 'vitest';
import { OVERLAPS, overlapFor } from '../../server/http/dialect.js';
import { createMcpSurface } from '../../server/surfaces/mcp/index.js';
import { omnimemory } from '../../server/surfaces/omnimemory/index.js';
import { describeAll, describeSurface } from '../../server/surfaces/openapi.js';
import { openmemory } from '../../server/surfaces/openmemory/index.js';
import { root } from '../../server/surfaces/root/index.js';
import type { Route } from '../../server/surfaces/route.js';
import { search } from '../../server/surfaces/search/index.js';
import { tasks } from '../../server/surfaces/tasks/index.js';

const SURFACES = [omnimemory, openmemory, search, tasks, createMcpSurface({ version: 'test' }), root];
const segments = (path: string) => path.split('/').filter(Boolean);
const isParam = (segment: string | undefined) => segment?.startsWith('{') ?? false;

/** Some path fits both. */
function overlap(a: Route, b: Route): boolean {
  const [left, right] = [segments(a.path), segments(b.path)];
  const fits = (segment: string, index: number) =>
    segment === right[index] || isParam(segment) || isParam(right[index]);
  return a.method === b.method && left.length === right.length && left.every(fits);
}

/** A path that fits both: the fixed part of either. */
function commonPath(a: Route, b: Route): string {
  const other = segments(b.path);
  const parts = segments(a.path).map((segment, index) => (isParam(segment) ? (other[index] ?? '') : segment));
  return `/${parts.map((segment) => (isParam(segment) ? 'x' : segment)).join('/')}`;
}

const clashes = SURFACES.flatMap((one, index) =>
  SURFACES.slice(index + 1).flatMap((other) =>
    one.routes.flatMap((a) =>
      other.routes
        .filter((b) => overlap(a, b))
        .map((b) => [`${one.name}.${a.id} and ${other.name}.${b.id}`, a, b] as const),
    ),
  ),
);

describe('the shared origin', () => {
  it.each(clashes)('says how to tell apart %s', (_name, a, b) => {
    expect(overlapFor({ method: a.method.toUpperCase(), path: commonPath(a, b) })).toBeDefined();
  });

  it('has clashes at all, so that this test means something', () => {
    expect(clashes.length).toBeGreaterThan(2);
    expect(OVERLAPS.length).toBeGreaterThan(0);
  });

  it('names every operation once within its surface', () => {
    for (const { routes } of SURFACES) expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
  });
});

describe('the API document', () => {
  it('lists every route of every surface once', () => {
    const { paths } = describeAll(SURFACES, '1') as { paths: Record<string, Record<string, { operationId: string }>> };
    const listed = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    const expected = SURFACES.flatMap(({ name, routes }) => routes.map(({ id }) => `${name}.${id}`));
    expect(listed.sort()).toEqual(expected.sort());
    expect(paths['/omnimemory/api/v1/memories']).toHaveProperty('post');
    expect(paths['/openmemory/api/v1/memories']).toHaveProperty('post');
    expect(paths['/api/v1/memories/filter']).toHaveProperty('post');
  });

  it('refers to nothing that it does not hold', () => {
    expect(JSON.stringify(describeAll(SURFACES, '1'))).not.toContain('$ref');
  });

  it('describes bodies, parameters and answers from the schemas', () => {
    const { paths, info } = describeSurface(openmemory) as any;
    expect(info).toEqual({ title: 'OpenMemory API', version: '0.1.0' });
    expect(paths['/api/v1/memories'].post.requestBody.content['application/json'].schema.required).toEqual([
      'user_id',
      'text',
    ]);
    expect(paths['/api/v1/memories/{memory_id}'].get.parameters).toMatchObject([
      { name: 'memory_id', in: 'path', required: true },
      { name: 'user_id', in: 'query', required: false },
    ]);
  });
});
