/** Where to go from here: plain HTML, no script, nothing from elsewhere. */
export function homePage(baseUrl: string, user: string): string {
  const origin = escapeHtml(baseUrl);
  const owner = escapeHtml(encodeURIComponent(user));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Loci</title>
<style>
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2rem; font-size: 1.1rem; }
code { padding: .1em .35em; border-radius: 4px; background: color-mix(in srgb, currentColor 10%, transparent); overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } td { padding: .3rem .8rem .3rem 0; vertical-align: top; }
</style></head>
<body>
<h1>Loci</h1>
<p>One local memory for you and your AI agents. The service is running.</p>
<h2>API reference</h2>
<p><a href="/docs">All APIs</a> · <a href="/redoc">to read</a> · <a href="/openapi.json">OpenAPI document</a> · <a href="/openmemory/docs">OpenMemory</a> · <a href="/omnimemory/docs">OmniMemory</a> · <a href="/memscreen/docs">MemScreen</a> · <a href="/chat-desktop/docs">Chat Desktop</a> · <a href="/chattr/docs">Chattr</a></p>
<h2>Connect an agent (MCP)</h2>
<table>
<tr><td>Streamable HTTP</td><td><code>${origin}/mcp/CLIENT/http/${owner}</code></td></tr>
<tr><td>SSE</td><td><code>${origin}/mcp/CLIENT/sse/${owner}</code></td></tr>
</table>
<h2>Try it</h2>
<p><code>npx loci add "The staging database is called heron"</code></p>
<p><a href="/api/v1/search?q=staging%20database">Search for it</a></p>
</body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
