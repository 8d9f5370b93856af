import { z } from 'zod';
import { EDITOR_TOOLS, type EditorToolName } from '../contract/editorTools.js';
import { SETTING_NAMES, Settings, type SettingName } from './settings.js';

/** Headings of the settings page, in its order. */
const GROUPS = ['service', 'models', 'recording', 'access', 'interfaces', 'editor'] as const;
type Group = (typeof GROUPS)[number];

/** Where each setting stands; null = not in the editor: a secret (kept in its secret storage) or its own business. */
const PLACES: { readonly [Name in SettingName]: Group | null } = {
  port: 'service',
  host: 'service',
  dataDir: 'service',
  user: 'service',
  databasePool: 'service',
  logLevel: 'service',
  learnFromChat: 'service',
  ollamaUrl: 'models',
  openaiBaseUrl: 'models',
  model: 'models',
  embedder: 'models',
  visionModel: 'models',
  speechUrl: 'models',
  speechModel: 'models',
  videoUrl: 'models',
  videoModel: 'models',
  disableModels: 'models',
  modelDeadlineMs: 'models',
  excludedWindows: 'recording',
  keepTypedKeys: 'recording',
  readScreen: 'recording',
  screenLanguages: 'recording',
  screenLanguagesUrl: 'recording',
  recordingsMaxGb: 'recording',
  recordingsMaxDays: 'recording',
  allowedOrigins: 'access',
  allowedHosts: 'access',
  nativePorts: 'interfaces',
  chattrRequestsPerMinute: 'interfaces',
  voicesPerHour: 'interfaces',
  videosPerHour: 'interfaces',
  videosAtOnce: 'interfaces',
  mediaQueue: 'interfaces',
  mediaMegabytes: 'interfaces',
  mediaDays: 'interfaces',
  maxMessages: 'interfaces',
  defaultResults: 'interfaces',
  recallThreshold: 'interfaces',
  compositeThreshold: 'interfaces',
  linkThreshold: 'interfaces',
  allowCapture: null,
  databaseUrl: null,
  apiKeys: null,
  mediaApiKey: null,
  token: null,
  recordingsFolder: null,
  mediaFolder: null,
  tokenFile: null,
  userTokens: null,
  tlsCert: null,
  tlsKey: null,
  trustedProxies: null,
  idleExit: null,
};

/** The extension's own, which never reach the service. */
const EditorSettings = z.object({
  startService: z.boolean().default(true).describe('Start the Loci service with the editor, so that agents find it'),
  offerModels: z
    .boolean()
    .default(false)
    .describe("Let Loci use this editor's language models; nothing is sent to one until you choose it"),
});

/** They name addresses, folders or programs of one machine: what is right here is wrong elsewhere. */
const OF_THIS_MACHINE: readonly string[] = [
  ...['port', 'host', 'dataDir', 'ollamaUrl', 'openaiBaseUrl', 'allowedHosts'],
  ...['speechUrl', 'videoUrl'],
];
const ONLINE: readonly string[] = [
  ...['screenLanguagesUrl', 'openaiBaseUrl', 'model', 'embedder', 'visionModel', 'speechUrl', 'videoUrl'],
  'editor.offerModels',
];

export interface EditorManifest {
  configuration: object[];
  languageModelTools: object[];
  /** English texts by the keys that stand for them in the manifest. */
  texts: Record<string, string>;
}

/** What the extension's manifest says about settings and tools: all from their schemas. */
export function editorManifest(): EditorManifest {
  const texts: Record<string, string> = {};
  const groups = new Map<Group, Record<string, object>>(GROUPS.map((group) => [group, {}]));
  const place = (group: Group, name: string, schema: z.ZodType): void => {
    texts[`setting.${name}`] = schema.description ?? '';
    const properties = groups.get(group);
    if (properties) properties[`loci.${name}`] = property(name, schema, Object.keys(properties).length);
  };
  for (const name of SETTING_NAMES) {
    const group = PLACES[name];
    if (group) place(group, name, Settings.shape[name]);
  }
  for (const [name, schema] of Object.entries(EditorSettings.shape)) place('editor', `editor.${name}`, schema);
  const configuration = [...groups].map(([group, properties], order) => ({
    title: `%settings.${group}%`,
    order,
    properties,
  }));
  const languageModelTools = (Object.keys(EDITOR_TOOLS) as EditorToolName[]).map((name) => {
    texts[`tool.${name}.title`] = EDITOR_TOOLS[name].title;
    texts[`tool.${name}.about`] = EDITOR_TOOLS[name].about;
    return tool(name);
  });
  return { configuration, languageModelTools, texts };
}

/** Only the person's own settings count (`application`), so that no folder they open can change any of these. */
function property(name: string, schema: z.ZodType, order: number): object {
  return {
    ...jsonSchema(schema),
    description: `%setting.${name}%`,
    scope: 'application',
    order,
    ...(OF_THIS_MACHINE.includes(name) ? { ignoreSync: true } : {}),
    ...(ONLINE.includes(name) ? { tags: ['usesOnlineServices'] } : {}),
  };
}

function tool(name: EditorToolName): object {
  const { reference, icon, forModels, input } = EDITOR_TOOLS[name];
  return {
    name,
    displayName: `%tool.${name}.title%`,
    userDescription: `%tool.${name}.about%`,
    modelDescription: forModels,
    toolReferenceName: reference,
    canBeReferencedInPrompt: true,
    icon,
    tags: ['memory'],
    inputSchema: jsonSchema(input),
  };
}

/** As the editor reads it: what may be null has two types, and dialect and limits of numbers are not spelt out. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema: _dialect, description: _text, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  if (!rest.anyOf) return rest;
  const { anyOf, ...others } = rest;
  const value = anyOf.find((one) => one.type !== 'null') ?? {};
  return { ...others, ...value, type: [value.type ?? 'string', 'null'] };
}
