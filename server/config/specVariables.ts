import type { Env } from './sources.js';
import type { SettingName } from './settings.js';

interface Honoured {
  name: string;
  setting: SettingName;
  /** The setting's text; null where the variable means nothing as it stands. Absent: taken as it is. */
  read?: (value: string, env: Env) => string | null;
}

interface Ignored {
  /** A trailing `*` stands for any ending. */
  name: string;
  reason: string;
}

export type SpecVariable = Honoured | Ignored;

const usesVllm = (env: Env): boolean => env.MEMSCREEN_LLM_BACKEND?.toLowerCase() === 'vllm';
const ollamaModel = (name: string, env: Env): string | null => (usesVllm(env) ? null : `ollama:${name}`);
const vllmModel = (name: string, env: Env): string | null => (usesVllm(env) ? `openai:${name}` : null);

const TOO_GENERAL = 'other programs use this name too';
const ONE_STORE = 'memories are kept in one embedded store';

/** The environment variables of the documented APIs' own servers, and what becomes of each here. The first match counts. */
export const SPEC_VARIABLES: readonly SpecVariable[] = [
  { name: 'MEMSCREEN_API_HOST', setting: 'host' },
  // Documented: what is not an integer is passed over.
  { name: 'MEMSCREEN_API_PORT', setting: 'port', read: (value) => (/^\d+$/.test(value.trim()) ? value : null) },
  { name: 'MEMSCREEN_DB_DIR', setting: 'dataDir' },
  { name: 'MEMSCREEN_OLLAMA_URL', setting: 'ollamaUrl', read: (url, env) => (usesVllm(env) ? null : url) },
  { name: 'MEMSCREEN_LLM_MODEL', setting: 'model', read: ollamaModel },
  { name: 'MEMSCREEN_VISION_MODEL', setting: 'visionModel', read: ollamaModel },
  { name: 'MEMSCREEN_EMBEDDING_MODEL', setting: 'embedder', read: ollamaModel },
  {
    name: 'MEMSCREEN_VLLM_URL',
    setting: 'openaiBaseUrl',
    read: (url, env) => (usesVllm(env) ? withVersion(url) : null),
  },
  { name: 'MEMSCREEN_VLLM_LLM_MODEL', setting: 'model', read: vllmModel },
  { name: 'MEMSCREEN_VLLM_EMBEDDING_MODEL', setting: 'embedder', read: vllmModel },
  { name: 'MEMSCREEN_DISABLE_MODELS', setting: 'disableModels' },
  { name: 'MEMSCREEN_LLM_BACKEND', reason: 'it only says which of the MEMSCREEN_*_MODEL and *_URL variables count' },
  { name: 'MEMSCREEN_API_ENABLED', reason: 'the service is the API: it is on while it runs' },
  { name: 'MEMSCREEN_*', reason: 'what it sets does not exist here' },
  { name: 'OMNIMEMORY_DEFAULT_MAX_MESSAGES', setting: 'maxMessages' },
  { name: 'OMNIMEMORY_DEFAULT_N_RESULTS', setting: 'defaultResults' },
  { name: 'OMNIMEMORY_RECALL_THRESHOLD', setting: 'recallThreshold' },
  { name: 'OMNIMEMORY_COMPOSITE_SCORE_THRESHOLD', setting: 'compositeThreshold' },
  { name: 'OMNIMEMORY_LINK_THRESHOLD', setting: 'linkThreshold' },
  { name: 'OMNIMEMORY_VECTOR_DB_MAX_CONNECTIONS', reason: ONE_STORE },
  { name: 'OMNIMEMORY_*', reason: 'there is no metrics server, nor anything else that it sets' },
  { name: 'OMNI_MEMORY_PROVIDER', reason: ONE_STORE },
  { name: 'QDRANT_*', reason: ONE_STORE },
  { name: 'CHROMA_*', reason: ONE_STORE },
  { name: 'POSTGRES_URI', reason: ONE_STORE },
  { name: 'MONGODB_URI', reason: ONE_STORE },
  { name: 'MONGO_URI', reason: ONE_STORE },
  { name: 'LLM_*', reason: `${TOO_GENERAL}; use LOCI_MODEL` },
  { name: 'EMBEDDING_*', reason: `${TOO_GENERAL}; use LOCI_EMBEDDER` },
  { name: 'LOG_LEVEL', reason: `${TOO_GENERAL}; use LOCI_LOG_LEVEL` },
  { name: 'LOG_DIR', reason: `${TOO_GENERAL}; logs go to stderr` },
  { name: 'PORT', reason: `${TOO_GENERAL}; use LOCI_PORT` },
  { name: 'REQUIRE_API_KEY', reason: 'keys are required once LOCI_API_KEYS holds one' },
  { name: 'API_KEY_HEADER', reason: 'keys come as Authorization: Bearer, as Chattr documents' },
  { name: 'API_RATE_LIMIT', reason: 'no rate limit is applied to callers on this machine' },
  { name: 'API_BURST_LIMIT', reason: 'no rate limit is applied to callers on this machine' },
  { name: 'VOICE_RATE_LIMIT', setting: 'voicesPerHour' },
  { name: 'VIDEO_RATE_LIMIT', setting: 'videosPerHour' },
  { name: 'CONCURRENT_GENERATIONS', setting: 'videosAtOnce' },
  { name: 'OPENAI_API_KEY', reason: 'read only where the saved configuration names it (env:OPENAI_API_KEY)' },
  { name: 'USER', reason: "it is this system's login name; use LOCI_USER" },
  { name: 'NEXT_PUBLIC_API_URL', reason: 'it belongs to the build of the OpenMemory web pages' },
  { name: 'NEXT_PUBLIC_USER_ID', reason: 'it belongs to the build of the OpenMemory web pages' },
];

/** The set variables that a documented API's own server would read, in the order of the table. */
export function listSpecVariables(env: Env): { name: string; variable: SpecVariable }[] {
  const names = Object.keys(env).filter((name) => env[name]);
  const found = names.flatMap((name) => {
    const rank = SPEC_VARIABLES.findIndex((variable) => isNamed(variable, name));
    const variable = SPEC_VARIABLES[rank];
    return variable ? [{ name, variable, rank }] : [];
  });
  return found.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
}

function isNamed(variable: SpecVariable, name: string): boolean {
  return variable.name.endsWith('*') ? name.startsWith(variable.name.slice(0, -1)) : name === variable.name;
}

/** MemScreen names a vLLM server by its root; the OpenAI-compatible API lies under /v1. */
function withVersion(url: string): string {
  return URL.canParse(url) && new URL(url).pathname === '/' ? `${url.replace(/\/$/, '')}/v1` : url;
}
