import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { editorManifest } from '../../server/config/editorManifest.js';
import { PANELS } from '../../server/contract/panelWire.js';

const read = (file: string): any => JSON.parse(readFileSync(file, 'utf8'));
const manifest = read('package.json');
const { contributes } = manifest;
const english = read('package.nls.json');
const sources = readdirSync('extension', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) =>
    ts.createSourceFile(name, readFileSync(join('extension', name), 'utf8'), ts.ScriptTarget.Latest, true),
  );

/** Every node of the extension's sources. */
function* nodes(): Generator<ts.Node> {
  const below = function* (node: ts.Node): Generator<ts.Node> {
    yield node;
    for (const child of node.getChildren()) yield* below(child);
  };
  for (const source of sources) yield* below(source);
}

describe('the manifest', () => {
  it('says of settings and tools what their schemas say (npm run generate)', () => {
    const { configuration, languageModelTools, texts } = editorManifest();
    expect(contributes.configuration).toEqual(JSON.parse(JSON.stringify(configuration)));
    expect(contributes.languageModelTools).toEqual(JSON.parse(JSON.stringify(languageModelTools)));
    expect(english).toMatchObject(texts);
  });

  it('lets no folder change a setting, and keeps secrets and consent out of them', () => {
    const properties = contributes.configuration.flatMap((group: any) => Object.entries(group.properties));
    expect(properties.length).toBeGreaterThan(10);
    for (const [, property] of properties) expect(property.scope).toBe('application');
    const names = properties.map(([name]: [string]) => name);
    for (const name of ['token', 'tokenFile', 'apiKeys', 'allowCapture', 'idleExit', 'databaseUrl'])
      expect(names).not.toContain(`loci.${name}`);
  });

  it('promises just the commands that there are', () => {
    const written = new Set<string>();
    for (const node of nodes())
      if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && node.name.text.startsWith('loci.'))
        written.add(node.name.text);
    const promised = contributes.commands.map(({ command }: { command: string }) => command);
    expect([...written].toSorted()).toEqual(promised.toSorted());
    for (const { category } of contributes.commands) expect(category).toBe('Loci');
  });

  it('refers only to commands and views that it has', () => {
    const text = JSON.stringify([contributes.menus, contributes.walkthroughs, english, contributes.viewsWelcome]);
    const known = new Set(contributes.commands.map(({ command }: { command: string }) => command));
    const used = [...text.matchAll(/(?:command:|"command":"|onCommand:)(loci\.\w+)/g)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(20);
    for (const name of used) expect(known).toContain(name);
    expect(contributes.views.loci.map(({ id }: { id: string }) => id)).toEqual(PANELS.map((name) => `loci.${name}`));
  });

  it('has every text that it names, in English and in Chinese', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    expect(Object.keys(english).toSorted()).toEqual([...new Set(used)].toSorted());
    expect(Object.keys(read('package.nls.zh-cn.json')).toSorted()).toEqual(Object.keys(english).toSorted());
  });
});

describe('the texts of the extension', () => {
  it('are all translated, and nothing else is', () => {
    const used = new Set<string>();
    for (const node of nodes()) {
      if (!ts.isCallExpression(node) || !/^(vscode\.l10n\.)?t$/.test(node.expression.getText())) continue;
      const [text] = node.arguments;
      expect(text && ts.isStringLiteral(text), node.getText()).toBe(true);
      if (text && ts.isStringLiteral(text)) used.add(text.text);
    }
    const translated = read('l10n/bundle.l10n.zh-cn.json');
    expect(Object.keys(translated).toSorted()).toEqual([...used].toSorted());
    const holes = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([hole]) => hole).toSorted();
    for (const [text, translation] of Object.entries<string>(translated))
      expect(holes(translation)).toEqual(holes(text));
  });
});
