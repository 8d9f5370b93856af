import * as vscode from 'vscode';
import type { PanelName } from '../server/contract/panelWire.js';
import type { App } from './app.js';

/** Of the manifest, what is registered here. */
interface Manifest {
  contributes: {
    commands: { command: string }[];
    views: { loci: { id: string }[] };
    languageModelTools: { name: string }[];
    mcpServerDefinitionProviders: { id: string }[];
    chatParticipants: { id: string }[];
  };
}

/**
 * Registers what the manifest promises and nothing more: the rest of the extension is loaded once this has returned, or
 * is asked for something.
 */
export function activate(context: vscode.ExtensionContext): void {
  let loading: Promise<App> | null = null;
  const mcpChanged = new vscode.EventEmitter<void>();
  const app = (): Promise<App> =>
    (loading ??= import('./app.js').then(({ createApp }) => createApp(context, () => mcpChanged.fire())));
  const { contributes } = context.extension.packageJSON as Manifest;
  const { commands, views, languageModelTools, mcpServerDefinitionProviders, chatParticipants } = contributes;
  const timer = setTimeout(() => void app(), 0);
  context.subscriptions.push(
    mcpChanged,
    { dispose: () => clearTimeout(timer) },
    ...commands.map(({ command }) =>
      vscode.commands.registerCommand(command, async (...args: unknown[]) => (await app()).run(command, args)),
    ),
    ...views.loci.map(({ id }) =>
      vscode.window.registerWebviewViewProvider(id, {
        resolveWebviewView: async (view) => (await app()).panels.resolve(id.replace('loci.', '') as PanelName, view),
      }),
    ),
    ...languageModelTools.map(({ name }) =>
      vscode.lm.registerTool(name, {
        invoke: async (options, token) => (await app()).tool(name).invoke(options, token),
        prepareInvocation: async (options, token) => (await app()).tool(name).prepareInvocation?.(options, token),
      }),
    ),
    ...mcpServerDefinitionProviders.map(({ id }) =>
      vscode.lm.registerMcpServerDefinitionProvider(id, {
        onDidChangeMcpServerDefinitions: mcpChanged.event,
        provideMcpServerDefinitions: async () => (await app()).mcp.provide(),
        resolveMcpServerDefinition: async () => (await app()).mcp.resolve(),
      }),
    ),
    ...chatParticipants.map(({ id }) => {
      const participant = vscode.chat.createChatParticipant(id, async (request, _context, stream, token) =>
        (await app()).answerChat(request, stream, token),
      );
      participant.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png');
      return participant;
    }),
  );
}
