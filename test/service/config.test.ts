import { DEFAULT_EXCLUSIONS } from '../../server/core/activity/exclusions.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeVariables, readConfig, UsageError, type Env, type OptionValues } from '../../server/config.js';
import { NOTATIONS, SETTING_NAMES, Settings } from '../../server/config/settings.js';
import { DEFAULT_LIMITS } from '../../server/core/limits.js';

const directory = mkdtempSync(join(tmpdir(), 'loci-config-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const refusal = (options: OptionValues, env: Env = {}): string => {
  try {
    readConfig(options, env);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('It was accepted');
};

describe('readConfig', () => {
  it('has the documented defaults', () => {
    expect(readConfig({}, {})).toEqual({
      port: { value: 8765, isExplicit: false },
      host: '127.0.0.1',
      dataDir: join(homedir(), '.loci'),
      user: 'user',
      database: null,
      nativePorts: false,
      allowedOrigins: [],
      allowedHosts: [],
      allowCapture: false,
      excludedWindows: [...DEFAULT_EXCLUSIONS],
      keepTypedKeys: false,
      recordingsPlace: null,
      recordings: { maxBytes: 20e9, maxAgeMs: 90 * 24 * 3_600_000 },
      screenLanguages: ['eng'],
      screenLanguagesUrl: 'https://github.com/tesseract-ocr/tessdata_fast/raw/main',
      visionModel: null,
      chattrApiKeys: [],
      chattrRequestsPerMinute: 60,
      learnFromChat: true,
      modelsDisabled: false,
      ollamaUrl: null,
      openaiBaseUrl: null,
      model: null,
      embedder: null,
      media: {
        sharedPlace: null,
        speech: null,
        video: null,
        voicesPerHour: 600,
        videosPerHour: 60,
        videosAtOnce: 1,
        mostWaiting: 8,
        maxBytes: 2000 * 1024 * 1024,
        maxAgeMs: 30 * 24 * 3_600_000,
      },
      token: null,
      userTokens: false,
      tls: null,
      trustedProxies: [],
      idleExitMinutes: null,
      logLevel: 'info',
      limits: DEFAULT_LIMITS,
      notices: [],
    });
  });

  it('takes the option over LOCI_*, LOCI_* over the APIs’ own variables, those over the default', () => {
    const env = { LOCI_PORT: '2', MEMSCREEN_API_PORT: '3' };
    expect(readConfig({ port: '1' }, env).port).toEqual({ value: 1, isExplicit: true });
    expect(readConfig({}, env).port.value).toBe(2);
    expect(readConfig({}, { ...env, LOCI_PORT: '' }).port).toEqual({ value: 3, isExplicit: true });
  });

  it('takes folders and buckets for files, and the server of a bucket as every program for S3', () => {
    const places = (place: string, env: Env = {}) => {
      const { recordingsPlace, media } = readConfig(
        {},
        { LOCI_RECORDINGS_FOLDER: place, LOCI_MEDIA_FOLDER: place, ...env },
      );
      expect(media.sharedPlace).toEqual(recordingsPlace);
      return recordingsPlace;
    };
    const bucket = { kind: 's3', bucket: 'my.films-1', prefix: '', endpoint: null };
    expect(places('~/films')).toEqual({ kind: 'folder', path: join(homedir(), 'films') });
    expect(places('s3://my.films-1')).toEqual(bucket);
    expect(places('s3://my.films-1//a/b/')).toEqual({ ...bucket, prefix: 'a/b' });
    const env = { AWS_ENDPOINT_URL: 'http://all.example', AWS_ENDPOINT_URL_S3: 'http://s3.example' };
    expect(places('s3://my.films-1', env)).toEqual({ ...bucket, endpoint: 'http://s3.example' });
    expect(places('s3://my.films-1', { ...env, AWS_ENDPOINT_URL_S3: '' })).toMatchObject({
      endpoint: 'http://all.example',
    });
    for (const wrong of ['s3:', 's3://', 's3://x', 's3://Films/a', 's3://films/a b', 'https://films.example/a'])
      expect(refusal({}, { LOCI_MEDIA_FOLDER: wrong })).toContain('must be a folder or s3://BUCKET/PREFIX');
  });

  it('reads lists, flags and numbers from the environment', () => {
    const config = readConfig(
      {},
      {
        LOCI_ALLOWED_ORIGINS: 'https://a.example, http://localhost:3000',
        LOCI_ALLOWED_HOSTS: 'Box.Local',
        LOCI_NATIVE_PORTS: 'yes',
        LOCI_ALLOW_CAPTURE: '0',
        LOCI_IDLE_EXIT: '0.5',
        LOCI_MODEL: 'ollama:qwen3:4b',
        LOCI_EMBEDDER: 'openai:text-embedding-3-small',
      },
    );
    expect(config).toMatchObject({
      allowedOrigins: ['https://a.example', 'http://localhost:3000'],
      allowedHosts: ['box.local'],
      nativePorts: true,
      allowCapture: false,
      excludedWindows: [...DEFAULT_EXCLUSIONS],
      keepTypedKeys: false,
      idleExitMinutes: 0.5,
      model: { provider: 'ollama', name: 'qwen3:4b' },
      embedder: { provider: 'openai', name: 'text-embedding-3-small' },
    });
  });

  it('honours the documented variables of MemScreen and OmniMemory', () => {
    const config = readConfig(
      {},
      {
        MEMSCREEN_API_HOST: 'localhost',
        MEMSCREEN_API_PORT: 'eight',
        MEMSCREEN_DB_DIR: '/data',
        MEMSCREEN_OLLAMA_URL: 'http://127.0.0.1:11434',
        MEMSCREEN_LLM_MODEL: 'qwen',
        OMNIMEMORY_DEFAULT_MAX_MESSAGES: '4',
        OMNIMEMORY_RECALL_THRESHOLD: '0.2',
        OMNIMEMORY_COMPOSITE_SCORE_THRESHOLD: '0.1',
        OMNIMEMORY_DEFAULT_N_RESULTS: '7',
        OMNIMEMORY_LINK_THRESHOLD: '0.9',
        USER: 'root',
      },
    );
    expect(config).toMatchObject({
      host: 'localhost',
      port: { value: 8765, isExplicit: false },
      dataDir: '/data',
      ollamaUrl: 'http://127.0.0.1:11434',
      model: { provider: 'ollama', name: 'qwen' },
      user: 'user',
      limits: { maxMessages: 4, recallThreshold: 0.2, compositeThreshold: 0.1, defaultResults: 7, linkThreshold: 0.9 },
    });
  });

  it('takes the models of the backend that MemScreen is told to use', () => {
    const env = {
      MEMSCREEN_LLM_BACKEND: 'vllm',
      MEMSCREEN_LLM_MODEL: 'of ollama',
      MEMSCREEN_OLLAMA_URL: 'http://127.0.0.1:11434',
      MEMSCREEN_VLLM_URL: 'http://127.0.0.1:8001',
      MEMSCREEN_VLLM_LLM_MODEL: 'big',
    };
    expect(readConfig({}, env)).toMatchObject({
      ollamaUrl: null,
      openaiBaseUrl: 'http://127.0.0.1:8001/v1',
      model: { provider: 'openai', name: 'big' },
    });
    expect(readConfig({}, { ...env, MEMSCREEN_DISABLE_MODELS: '1' })).toMatchObject({
      openaiBaseUrl: null,
      model: null,
    });
  });

  it.each<[OptionValues, Env, string]>([
    [{ port: 'x' }, {}, '--port must be a whole number from 0 to 65535, not "x"'],
    [{ port: '65536' }, {}, '--port must be a whole number from 0 to 65535, not 65536'],
    [{}, { LOCI_PORT: '1.5' }, 'LOCI_PORT must be a whole number from 0 to 65535, not 1.5'],
    [{}, { LOCI_LOG_LEVEL: 'loud' }, 'LOCI_LOG_LEVEL must be debug, info, warn or error, not "loud"'],
    [{}, { LOCI_NATIVE_PORTS: 'maybe' }, 'LOCI_NATIVE_PORTS must be true or false, not "maybe"'],
    [{}, { OMNIMEMORY_RECALL_THRESHOLD: '7' }, 'OMNIMEMORY_RECALL_THRESHOLD must be a number from 0 to 1, not 7'],
    [{ 'ollama-url': 'file:///x' }, {}, '--ollama-url must be an http:// or https:// address, not "file:///x"'],
    [{ 'idle-exit': '0' }, {}, '--idle-exit must be more than 0 minutes, not 0'],
    [
      { 'allowed-origin': ['https://a.example', 'https://b.example/path'] },
      {},
      '--allowed-origin must be an origin such as https://example.org, or *, not "https://b.example/path"',
    ],
  ])('names the place and the value of %j %j', (options, env, message) => {
    expect(refusal(options, env)).toBe(message);
  });

  it('does not repeat a secret that it refuses', () => {
    expect(refusal({}, { LOCI_TOKEN: 'two words' })).toBe('LOCI_TOKEN must be printable ASCII without blanks');
    expect(refusal({}, { LOCI_DATABASE_URL: 'mysql://me:hunter2@host/x' })).toBe(
      'LOCI_DATABASE_URL must be postgres://USER:PASSWORD@HOST[,HOST...]/DATABASE',
    );
    expect(refusal({ 'api-key': ['ok', 'schlüssel'] })).toBe('--api-key must be printable ASCII without blanks');
  });
});

describe('a host that others can reach', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'box.local', '127.0.0.1.example.org'])('needs a token: %s', (host) => {
    expect(refusal({ host })).toContain('needs a token');
    expect(readConfig({ host }, { LOCI_TOKEN: 'a-long-enough-token' }).host).toBe(host);
  });

  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('is not %s', (host) => {
    expect(readConfig({ host }, {}).host).toBe(host);
  });
});

describe('the token', () => {
  const file = join(directory, 'token');

  it('comes from a file, whose option wins over the environment', () => {
    writeFileSync(file, 'token-of-the-file\nsecond line\n');
    expect(readConfig({ 'token-file': file }, { LOCI_TOKEN: 'token-of-the-environment' }).token).toBe(
      'token-of-the-file',
    );
    expect(readConfig({}, { LOCI_TOKEN: 'of-env', LOCI_TOKEN_FILE: file }).token).toBe('of-env');
    expect(readConfig({}, { LOCI_TOKEN_FILE: file }).token).toBe('token-of-the-file');
  });

  it('must be there when a file was named', () => {
    writeFileSync(file, '\n');
    expect(refusal({ 'token-file': file })).toContain('holds no token');
    expect(refusal({ 'token-file': join(directory, 'none') })).toContain('ENOENT');
  });

  it('is remarked upon when it is short, as are keys on the command line', () => {
    expect(readConfig({ 'api-key': ['k'] }, { LOCI_TOKEN: 'short' }).notices).toHaveLength(2);
    expect(readConfig({}, { LOCI_TOKEN: 'a-token-that-is-long', LOCI_API_KEYS: 'k' }).notices).toEqual([]);
  });
});

describe('describeVariables', () => {
  it('says of each set variable what it does, or why nothing', () => {
    const lines = describeVariables({
      LOCI_PORT: '9000',
      MEMSCREEN_API_PORT: '9001',
      MEMSCREEN_DB_DIR: '/data',
      MEMSCREEN_VISION_MODEL: 'x',
      API_RATE_LIMIT: '60',
      QDRANT_HOST: 'q',
      USER: 'me',
      HOME: '/home/me',
    });
    expect(lines).toEqual([
      'MEMSCREEN_API_PORT is set but does not count: see LOCI_PORT',
      'MEMSCREEN_DB_DIR is honoured (as LOCI_DATA_DIR)',
      'MEMSCREEN_VISION_MODEL is honoured (as LOCI_VISION_MODEL)',
      'QDRANT_HOST is ignored: memories are kept in one embedded store',
      'API_RATE_LIMIT is ignored: no rate limit is applied to callers on this machine',
      "USER is ignored: it is this system's login name; use LOCI_USER",
    ]);
  });
});

describe('the settings', () => {
  it('each have a description, a variable of their own and a default', () => {
    const variables = SETTING_NAMES.map((name) => NOTATIONS[name].variable);
    expect(new Set(variables).size).toBe(SETTING_NAMES.length);
    expect(Object.keys(Settings.shape).sort()).toEqual([...SETTING_NAMES].sort());
    for (const name of SETTING_NAMES) expect(Settings.shape[name].description, name).toMatch(/\w/);
    expect(Settings.safeParse({}).success).toBe(true);
  });

  it('keep the token off the command line', () => {
    expect(NOTATIONS.token.option).toBeNull();
  });
});
