// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { splitMarkdown } from '../../webview-ui/chat/markdown.js';

// What is left out of hostile Markdown is tested in a real browser (test/browser/chat.test.ts).

it('keeps code blocks apart, also one that is still coming', () => {
  const code = { kind: 'code', code: 'ls <dir>', language: 'sh' };
  expect(splitMarkdown('Run\n\n```sh\nls <dir>\n```')).toContainEqual(code);
  expect(splitMarkdown('```ts\nconst a')).toEqual([{ kind: 'code', code: 'const a', language: 'ts' }]);
});
