import { startService, type TestService, type TestServiceOptions } from '../../support/service.js';

/** A person with a token of a service that asks everybody for one. */
export interface Person {
  name: string;
  token: string;
  headers: Record<string, string>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: any; text: string }>;
}

export const startShared = (options: TestServiceOptions = {}): Promise<TestService> =>
  startService({ modelsDisabled: true, ...options, rules: { needsUser: true, ...options.rules } });

export async function newPerson(service: TestService, name: string): Promise<Person> {
  const { token } = await service.core.people.createToken(name, 'for tests');
  const headers = { Authorization: `Bearer ${token}` };
  const person: Person = {
    name,
    token,
    headers,
    fetch: (path, init = {}) =>
      service.fetch(path, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } }),
    async call(method, path, body) {
      const init =
        body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
      const response = await person.fetch(path, { method, ...init });
      const text = await response.text();
      return { status: response.status, text, body: parse(text) };
    },
  };
  return person;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
