import * as vscode from 'vscode';
import { TOKEN_HEADER } from '../../server/contract/hello.js';
import type { Connection } from '../service/connection.js';
import type { Secrets } from '../secrets.js';

export interface McpOptions {
  connection: Connection;
  secrets: Secrets;
  user: string;
  version: string;
}

/** As the access log of the memories names this editor's agent. */
export function mcpClientName(appName: string): string {
  const known = ['cursor', 'windsurf', 'vscodium', 'positron', 'trae'];
  return known.find((name) => appName.toLowerCase().includes(name)) ?? 'copilot';
}

/** The address of MCP for one client and user. */
export function mcpAddress(serviceUrl: string, client: string, user: string): string {
  return `${serviceUrl}/mcp/${encodeURIComponent(client)}/http/${encodeURIComponent(user)}`;
}

/** What a program sends where the person set a token that every program must send; else nothing. */
export async function tokenHeaders(secrets: Secrets): Promise<Record<string, string>> {
  const token = await secrets.get('LOCI_TOKEN');
  return token === undefined ? {} : { [TOKEN_HEADER]: token };
}

/** Gives the editor's own agents the memory's tools without configuration. */
export interface Mcp {
  /** Asked eagerly: where the service is, if it runs; else where it will most likely be. */
  provide(): vscode.McpHttpServerDefinition[];
  /** Asked when the tools are needed: the service is begun for it. */
  resolve(): Promise<vscode.McpHttpServerDefinition>;
}

const USUAL_ADDRESS = 'http://127.0.0.1:8765';

export function createMcp({ connection, secrets, user, version }: McpOptions): Mcp {
  const define = (url: string): vscode.McpHttpServerDefinition => {
    const address = mcpAddress(url, mcpClientName(vscode.env.appName), user);
    return new vscode.McpHttpServerDefinition('Loci', vscode.Uri.parse(address), {}, version);
  };
  return {
    provide: () => [define(connection.state.kind === 'ready' ? connection.state.service.url : USUAL_ADDRESS)],
    async resolve() {
      const definition = define((await connection.ready()).url);
      definition.headers = await tokenHeaders(secrets);
      return definition;
    },
  };
}
