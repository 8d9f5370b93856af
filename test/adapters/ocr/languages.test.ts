import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLanguages } from '../../../server/adapters/ocr/languages.js';

let folder: string;
let server: Server | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loci-languages-'));
});
afterEach(async () => {
  await new Promise((done) => (server ? server.close(done) : done(null)));
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/data/`;
}
const open = (url = 'http://127.0.0.1:1') =>
  createLanguages({ own: join(folder, 'own'), shipped: join(folder, 'shipped'), url });
const never = new AbortController().signal;

describe('languages of the screen', () => {
  it('come with the program, unpacked at first use', async () => {
    rmSync(join(folder, 'shipped'), { recursive: true, force: true });
    const shipped = mkdtempSync(join(folder, 'shipped-'));
    writeFileSync(join(shipped, 'eng.traineddata.gz'), gzipSync('english'));
    const languages = createLanguages({ own: join(folder, 'own'), shipped, url: '' });
    expect(await languages.available()).toContain('eng');
    const at = await languages.gather(['eng']);
    expect(readdirSync(at)).toEqual(['eng.traineddata']);
  });

  it('are fetched when asked for, and say how far that is', async () => {
    const url = await serve((request, response) => {
      expect(request.url).toBe('/data/deu.traineddata');
      response.setHeader('Content-Length', '6');
      response.end('german');
    });
    const steps: (number | null)[] = [];
    await open(url).fetch('deu', (fraction) => void steps.push(fraction), never);
    expect(steps.at(-1)).toBe(1);
    expect(await open().available()).toContain('deu');
  });

  it.each([
    [404, 'not_found'],
    [500, 'unavailable'],
  ])('leave nothing behind when the address answers %i', async (status, code) => {
    const url = await serve((_request, response) => {
      response.statusCode = status;
      response.end('no');
    });
    await expect(open(url).fetch('xxx', () => undefined, never)).rejects.toMatchObject({ code });
    expect(await open().available()).not.toContain('xxx');
  });

  it('say which is missing', async () => {
    await expect(open().gather(['xxx'])).rejects.toThrow('No data to read the language xxx');
    await expect(open().fetch('xxx', () => undefined, never)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
