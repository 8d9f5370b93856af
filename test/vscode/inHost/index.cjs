// Runs inside the real extension host, which calls run(). Results go to the file that LOCI_TEST_RESULTS names.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const vscode = require('vscode');

const EXTENSION = 'loci.loci';
const input = (input) => ({ input, toolInvocationToken: undefined });
const textOf = (result) => result.content.map((part) => part.value ?? '').join('');
const until = async (what, check) => {
  for (let attempt = 0; attempt < 200; attempt++) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited in vain for ${what}`);
};

const tests = {
  'registers every command of its manifest': async () => {
    const { packageJSON } = vscode.extensions.getExtension(EXTENSION);
    const known = new Set(await vscode.commands.getCommands(true));
    for (const { command } of packageJSON.contributes.commands) assert.ok(known.has(command), command);
  },
  'remembers and finds through the tools of language models': async () => {
    assert.equal(
      textOf(await vscode.lm.invokeTool('loci_add_memory', input({ text: 'The staging database is called heron.' }))),
      'Remembered.',
    );
    const found = JSON.parse(
      textOf(await vscode.lm.invokeTool('loci_search_memory', input({ query: 'staging database' }))),
    );
    assert.match(found[0].text, /heron/);
    const recent = JSON.parse(textOf(await vscode.lm.invokeTool('loci_recent_activity', input({}))));
    assert.match(recent.memories[0].text, /heron/);
    assert.match(
      textOf(await vscode.lm.invokeTool('loci_search_screen', input({ query: 'zebra crossing' }))),
      /Nothing/,
    );
  },
  'forgets for good through the tool': async () => {
    const search = async () =>
      textOf(await vscode.lm.invokeTool('loci_search_memory', input({ query: 'staging database' })));
    const [{ id }] = JSON.parse(await search());
    assert.equal(textOf(await vscode.lm.invokeTool('loci_forget', input({ ids: [id] }))), '1 forgotten.');
    assert.doesNotMatch(await search(), /heron/);
  },
  'refuses tool input that does not fit': async () => {
    await assert.rejects(async () => vscode.lm.invokeTool('loci_forget', input({ ids: [] })));
  },
  'gives agents its MCP tools without configuration': async () => {
    await vscode.commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true });
    const named = (name) => vscode.lm.tools.find((tool) => /^mcp_/.test(tool.name) && tool.name.endsWith(name));
    const add = await until('MCP tools', () => named('add_memories'));
    await vscode.lm.invokeTool(add.name, input({ text: 'The port of the gateway is 7001', infer: false }));
    const answer = textOf(await vscode.lm.invokeTool(named('search_memory').name, input({ query: 'gateway port' })));
    assert.match(answer, /7001/);
    for (const name of ['list_memories', 'delete_memories', 'delete_all_memories']) assert.ok(named(name), name);
  },
  "lends the editor's models once the person allows it": async () => {
    await vscode.lm.selectChatModels({ vendor: 'fake' });
    const configuration = vscode.workspace.getConfiguration('loci');
    await configuration.update('editor.offerModels', true, vscode.ConfigurationTarget.Global);
    const { url } = JSON.parse(fs.readFileSync(`${process.env.LOCI_DATA_DIR}/service.json`, 'utf8'));
    const model = await until('the model', async () => {
      const { models } = await (await fetch(`${url}/chat/models`)).json();
      return models.find((name) => name === 'editor:fake/echo-1');
    });
    await fetch(`${url}/chat/model`, { method: 'PUT', body: JSON.stringify({ model }) });
    const { reply } = await (
      await fetch(`${url}/chat`, { method: 'POST', body: JSON.stringify({ message: 'Hello over there' }) })
    ).json();
    assert.match(reply, /The fake model heard:.*Hello over there/s);
    await configuration.update('editor.offerModels', undefined, vscode.ConfigurationTarget.Global);
    await until('an empty list', async () => (await (await fetch(`${url}/chat/models`)).json()).models.length === 0);
  },
  'keeps secrets out of settings': async () => {
    const { packageJSON } = vscode.extensions.getExtension(EXTENSION);
    const names = packageJSON.contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    assert.equal(
      names.find((name) => /token|apiKey|secret/i.test(name)),
      undefined,
    );
  },
};

exports.run = async () => {
  const results = [];
  await vscode.extensions.getExtension(EXTENSION).activate();
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      results.push({ name, error: null });
    } catch (error) {
      results.push({ name, error: String(error?.stack ?? error) });
    }
  }
  fs.writeFileSync(process.env.LOCI_TEST_RESULTS, JSON.stringify(results));
};
