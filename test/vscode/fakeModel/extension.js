// A language model for tests: it says what it was asked last, in two pieces.
const vscode = require('vscode');

const MODEL = {
  id: 'echo-1',
  name: 'Echo One',
  family: 'echo',
  version: '1',
  maxInputTokens: 32000,
  maxOutputTokens: 4000,
  capabilities: { toolCalling: true },
};

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('fake', {
      provideLanguageModelChatInformation: async () => [MODEL],
      provideLanguageModelChatResponse: async (_model, messages, _options, progress) => {
        const text = messages.flatMap(({ content }) => content).map((part) => part.value ?? '');
        progress.report(new vscode.LanguageModelTextPart('The fake model heard: '));
        progress.report(new vscode.LanguageModelTextPart(text.join(' ')));
      },
      provideTokenCount: async () => 10,
    }),
  );
  // Models are known to the chat once somebody has asked for them.
  return vscode.lm.selectChatModels({ vendor: 'fake' });
};
