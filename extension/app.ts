import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { PANELS } from '../server/contract/panelWire.js';
import { startService } from '../server/contract/start.js';
import { lendModels } from './ai/editorModels.js';
import { createMcp, type Mcp } from './ai/mcp.js';
import { answerChat } from './ai/participant.js';
import { createTools } from './ai/tools.js';
import { createCommands, type Run } from './commands/table.js';
import { createPanels, type Panels } from './panels/panels.js';
import { createSecrets } from './secrets.js';
import { createConnection } from './service/connection.js';
import { serviceEnvironment } from './service/launch.js';
import { createMemory } from './service/memory.js';
import { dataDirOf, editorSetting, givenSettings, settingNames, userOf } from './settings.js';
import { createStatusBar } from './statusBar.js';
import { watchSettings } from './watchSettings.js';

/** All that the extension does in a window. */
export interface App {
  run: Run;
  panels: Panels;
  mcp: Mcp;
  tool(name: string): vscode.LanguageModelTool<unknown>;
  answerChat(
    request: vscode.ChatRequest,
    stream: vscode.ChatResponseStream,
    token: vscode.CancellationToken,
  ): Promise<void>;
}

/** Puts it together; it ends with the extension's context. */
export function createApp(context: vscode.ExtensionContext, mcpChanged: () => void): App {
  const log = vscode.window.createOutputChannel('Loci', { log: true });
  const manifest: unknown = context.extension.packageJSON;
  const { version } = manifest as { version: string };
  const names = settingNames(manifest);
  const given = givenSettings(names);
  const [dataDir, user] = [dataDirOf(given), userOf(given)];
  const mainFile = join(context.extensionPath, 'dist', 'server', 'main.cjs');
  const secrets = createSecrets(context.secrets);
  const windowId = randomUUID();
  const connection = createConnection({
    dataDir,
    version,
    windowId,
    startsAtOnce: editorSetting('startService'),
    log,
    start: async () => {
      const env = serviceEnvironment(process.env, givenSettings(names), await secrets.all());
      return startService({ mainFile, dataDir, env });
    },
  });
  const memory = createMemory(() => connection.ready(), user);
  const panels = createPanels(context.extensionUri, connection);
  const statusBar = createStatusBar(connection);
  const models = lendModels({ connection, windowId, isAllowed: () => editorSetting('offerModels'), log });
  const offerModels = (): Promise<void> => models.offer();
  const tools = createTools(memory);
  context.subscriptions.push(
    log,
    { dispose: () => connection.close() },
    panels,
    statusBar,
    models,
    watchSettings(connection, offerModels),
    { dispose: connection.onState(mcpChanged) },
    // Not while activating, where each costs tens of milliseconds: tabs wait for it.
    ...PANELS.map((panel) =>
      vscode.window.registerWebviewPanelSerializer(`loci.${panel}`, {
        deserializeWebviewPanel: (tab) => panels.openTab(panel, tab),
      }),
    ),
  );
  return {
    run: createCommands({
      ...{ context, connection, memory, panels, statusBar, secrets, log },
      ...{ offerModels, user, dataDir, mainFile },
    }),
    panels,
    mcp: createMcp({ connection, secrets, user, version }),
    tool(name) {
      const tool = tools.get(name);
      if (!tool) throw new Error(`There is no tool ${name}`);
      return tool;
    },
    answerChat: (request, stream, token) => answerChat({ request, stream, token, memory }),
  };
}
