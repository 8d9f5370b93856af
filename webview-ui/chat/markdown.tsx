import DOMPurify from 'dompurify';
import { Marked, type Token, type Tokens } from 'marked';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useApp } from '../client/app.js';
import { CodeBlock } from './codeBlock.js';

/** What an answer may be made of. No pictures: one from elsewhere would tell its owner that this was read. */
const ALLOWED = {
  ALLOWED_TAGS: [
    ...['a', 'b', 'blockquote', 'br', 'code', 'del', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'li', 'ol'],
    ...['p', 'pre', 's', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'start', 'align'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
};

const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** HTML that stands in Markdown is text to be read. */
const reader = new Marked({ renderer: { html: ({ text }) => escape(text) } });

/** The safe HTML of some Markdown; whatever else stands in it is shown as text, or left out. */
export function renderMarkdown(tokens: Token[]): string {
  return DOMPurify.sanitize(reader.parser(tokens), ALLOWED);
}

type Part = { kind: 'code'; code: string; language: string } | { kind: 'html'; html: string };

/** Code blocks apart from the rest: they have buttons. */
export function splitMarkdown(text: string): Part[] {
  return reader.lexer(text).map((token): Part => {
    if (token.type !== 'code') return { kind: 'html', html: renderMarkdown([token]) };
    const { text: code, lang = '' } = token as Tokens.Code;
    return { kind: 'code', code, language: lang.split(/\s/, 1)[0] ?? '' };
  });
}

/** Markdown as people read it; links open outside, after the host has been asked. */
export function Markdown({ text }: { text: string }): JSX.Element {
  const { client } = useApp();
  const parts = useMemo(() => splitMarkdown(text), [text]);
  const follow = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link) return;
    event.preventDefault();
    const url = link.getAttribute('href') ?? '';
    if (/^https?:/i.test(url)) void client.call('host.open', { url }).catch(() => undefined);
  };
  return (
    <div class="markdown" onClick={follow}>
      {parts.map((part, index) =>
        part.kind === 'code' ? (
          <CodeBlock key={index} code={part.code} language={part.language} />
        ) : (
          <div key={index} dangerouslySetInnerHTML={{ __html: part.html }} />
        ),
      )}
    </div>
  );
}
