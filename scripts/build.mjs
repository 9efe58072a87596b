// Builds dist/: the command as one bundled file with its starter, and the library with its types.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const pathOf = (name) => `${root}${name}`;

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  minify: true,
  legalComments: 'external',
  logLevel: 'warning',
};

/** Lets every part that is loaded later, by `import()`, say so: the starter renews the code cache when it holds a part not yet. */
const tellParts = {
  name: 'tell-parts',
  setup({ onResolve, onLoad, resolve }) {
    const parts = new Set();
    onResolve({ filter: /./ }, async ({ path, kind, pluginData, ...from }) => {
      if (kind !== 'dynamic-import' || pluginData === tellParts) return undefined;
      const part = await resolve(path, { ...from, kind, pluginData: tellParts });
      if (!part.external) parts.add(part.path);
      return part;
    });
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!parts.has(path)) return undefined;
      return { contents: `${readFileSync(path, 'utf8')}\npartLoaded(${JSON.stringify(relative(root, path))});\n`, loader: 'ts' };
    });
  },
};

/** Leaves out the client's generated API, half of the bundle: objects are read as raw JSON, and of the client only KubeConfig is used. */
const withoutTypedApi = {
  name: 'without-typed-api',
  setup({ onLoad }) {
    onLoad({ filter: /client-node.dist.gen.index\.js$/ }, () => ({
      contents: 'export const createConfiguration = undefined;\nexport const ServerConfiguration = undefined;',
    }));
  },
};

await build({
  ...common,
  entryPoints: ['src/cli/run.ts'],
  plugins: [tellParts, withoutTypedApi],
  outfile: 'dist/kubectl-netexplain.cjs',
  // The bundle is CommonJS; what it is made of asks for import.meta.url.
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { 'import.meta.url': 'importMetaUrl' },
  alias: {
    '@kubernetes/client-node': './node_modules/@kubernetes/client-node/dist/config.js',
    // Node's own URL instead of node-fetch's stand-in for old versions, which is large and asks for what Node 22 calls deprecated (punycode).
    'whatwg-url': 'node:url',
  },
  // Code from a vm.Script may not import(): what is left of it after bundling, modules of Node, is required when it is reached.
  supported: { 'dynamic-import': false },
});
const hash = createHash('sha256')
  .update(readFileSync(pathOf('dist/kubectl-netexplain.cjs')))
  .digest('hex');
await build({
  ...common,
  entryPoints: ['src/cli/start.ts'],
  outfile: 'dist/start.cjs',
  define: { BUNDLE_HASH: JSON.stringify(hash.slice(0, 16)) },
});
chmodSync(pathOf('bin/kubectl-netexplain'), 0o755);
rmSync(pathOf('dist/lib'), { recursive: true, force: true });
execFileSync(process.execPath, [pathOf('node_modules/typescript/bin/tsc'), '-p', pathOf('tsconfig.lib.json')], { stdio: 'inherit' });
