import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const folder = 'dist/webview';
const MOST = 400_000;

it('all that a panel loads is small, and asks for nothing from elsewhere', () => {
  const files = readdirSync(folder).filter((name) => /\.(?:js|css|ttf)$/.test(name));
  expect(files.sort()).toEqual(['codicon.ttf', 'panel.css', 'panel.js', 'theme.css']);
  const sizes = files.map((name) => gzipSync(readFileSync(join(folder, name))).length);
  console.log(files.map((name, index) => `${name} ${sizes[index]} bytes`).join(', '));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST);
  expect(readFileSync(join(folder, 'panel.css'), 'utf8')).not.toMatch(/url\((?!"?\.\/codicon|"?data:)/);
});
