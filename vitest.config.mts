/** Unit tests of the core and its skins; the editor suite and the image lab have runners of their own. */
import { defineConfig, type Plugin } from 'vitest/config';

/** Rule pages are imported as text, as esbuild's text loader does for the bundles. */
const markdownAsText: Plugin = {
  name: 'markdown-as-text',
  transform(code, id) {
    return id.endsWith('.md') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined;
  },
};

export default defineConfig({
  plugins: [markdownAsText],
  define: { DISTILL_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/extension/**', 'test/lab/**'],
    testTimeout: 20_000,
  },
});
