/** `npm run bench`: builds the programs of test/bench into out/bench and runs them; see test/bench/bench.ts for its arguments. */
import path from 'node:path'
import { root, run } from './process.mjs'
import { withDisplay } from './setup/display.mjs'

const programs = ['server', 'bare', 'pool', 'fill', 'read', 'exporter', 'schedule'].map((name) => [name, `test/bench/programs/${name}.ts`])
const workers = { 'scan-worker': 'main/log/scan/worker.ts', 'job-worker': 'main/log/job/worker.ts' }

/** What node_modules has stays there; the processes of a benchmark are as many programs side by side. */
async function buildPrograms() {
  const { build } = await import('vite')
  const input = { bench: 'test/bench/bench.ts', ...Object.fromEntries(programs), ...workers }
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    publicDir: false,
    build: {
      ssr: true,
      target: 'node20',
      outDir: path.join(root, 'out/bench'),
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, path.join(root, file)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared-[name].js' },
      },
    },
  })
}

export async function runBench({ env }, args) {
  await buildPrograms()
  await withDisplay((display) => run(process.execPath, [path.join(root, 'out/bench/bench.js'), ...args], { env: { ...env, ...display } }))
}
