/** zod brings its messages in fifty languages; one is needed, and each costs time at every start. */
export const englishOnly = {
  name: 'english-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /locales\/index\.js$/ }, ({ resolveDir }) => ({ path: resolveDir, namespace: 'english-only' }));
    onLoad({ filter: /.*/, namespace: 'english-only' }, ({ path }) => ({
      contents: `export { default as en } from '../locales/en.js';`,
      resolveDir: path,
    }));
  },
};
