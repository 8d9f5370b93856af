import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Router } from 'express';
import type { JsonObject } from '../ports/json.js';
import { sendBytes, sendJson } from './answer.js';

const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'redoc.standalone.js': 'text/javascript; charset=utf-8',
};

/** Both pages run one inline script each and inject their own styles; nothing is loaded from elsewhere. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; frame-ancestors 'none'; base-uri 'none'";

/** `/openapi.json`, `/docs` (Swagger UI) and `/redoc`, all offline. Paths in the pages are relative, so any mount works. */
export function createDocs(document: () => JsonObject, title: string, filesDirectory: string): Router {
  const router = Router({ strict: true });
  router.get('/openapi.json', (_request, response) => {
    sendJson(response, 200, document());
  });
  router.get('/docs', (_request, response) => {
    page(response, swaggerPage(title));
  });
  router.get('/redoc', (_request, response) => {
    page(response, redocPage(title));
  });
  router.get('/docs-assets/:name', async (request, response, next) => {
    const type = FILES[request.params.name];
    const file = join(filesDirectory, request.params.name);
    if (type === undefined || !existsSync(file)) next();
    else sendBytes(response, 200, type, await readFile(file), { 'Cache-Control': 'private, max-age=3600' });
  });
  return router;
}

function page(response: Parameters<typeof sendBytes>[0], html: string): void {
  sendBytes(response, 200, 'text/html; charset=utf-8', Buffer.from(html), { 'Content-Security-Policy': PAGE_POLICY });
}

function swaggerPage(title: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} API</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="docs-assets/swagger-ui.css"></head>
<body><div id="api"></div><script src="docs-assets/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', deepLinking: true, docExpansion: 'none', filter: true, validatorUrl: null });</script></body></html>
`;
}

function redocPage(title: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} API</title>
<link rel="icon" href="data:,"></head>
<body><div id="api"></div><script src="docs-assets/redoc.standalone.js"></script>
<script>Redoc.init('openapi.json', { disableSearch: false, nativeScrollbars: true }, document.getElementById('api'));</script></body></html>
`;
}
