import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentNames } from '../../scripts/config';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { configOf } from './built-environment';
import { type Figure, inTurn, type PeerFigure, type Sample } from './figure';
import { installPeer, peersFolder } from './peers';
import { exitOf, timeOfProcess } from './run-process';

const ROUNDS = 5;
const PACKAGES = {
  tsup: '9.0.0',
  webpack: '5.112.2',
  'webpack-cli': '7.3.1',
  'ts-loader': '9.6.2',
  typescript: '6.0.3',
};
const TOOLS = ['tsc', 'tsup', 'webpack'] as const;
type Tool = (typeof TOOLS)[number];
const NAMES: Record<Tool, string> = {
  tsc: `tsc ${PACKAGES.typescript}, type check included, nothing bundled`,
  tsup: `tsup ${PACKAGES.tsup}`,
  webpack: `webpack ${PACKAGES.webpack} + ts-loader, type check included`,
};

/** The same Actions by each tool, as a process from its start to its end, into a folder that was empty. */
export default async function buildTime(): Promise<Figure[]> {
  const environments = environmentNames(PROJECT_ROOT);
  const inProcess = await inTurn(ROUNDS, { gatehouse: () => buildInFreshProcess(environments) });
  const figures: Figure[] = [
    {
      name: 'policy and texts read and checked, first in the process',
      unit: 'ms',
      ...inProcess.gatehouse.checked,
    },
    {
      name: 'all Actions of one environment built, first in the process',
      unit: 'ms',
      ...inProcess.gatehouse.first,
      goal: { atMost: 100 },
    },
    { name: '… checked and built again', unit: 'ms', ...inProcess.gatehouse.again },
    {
      name: `all ${environments.length} environments checked and built, in the same process`,
      unit: 'ms',
      ...inProcess.gatehouse.all,
      goal: { atMost: 250 },
    },
  ];

  const side = (program: string[]) => async () => {
    rmSync(outputFolder(), { recursive: true, force: true });
    return { time: await timeOfProcess(process.execPath, program, { cwd: PROJECT_ROOT }) };
  };
  const ours = side(['scripts/gatehouse.cjs', 'build', 'local', '--out', 'dist/bench']);
  try {
    const peer = await installPeer('build', PACKAGES);
    if ('missing' in peer) {
      const { gatehouse } = await inTurn(ROUNDS, { gatehouse: ours });
      return [...figures, figure(gatehouse.time, { name: TOOLS.join(', '), ...peer })];
    }
    const { tsc, tsup, webpack } = await toolCommands(peer.folder);
    const { gatehouse, ...others } = await inTurn(ROUNDS, {
      gatehouse: ours,
      tsc: side(tsc),
      tsup: side(tsup),
      webpack: side(webpack),
    });
    return [
      ...figures,
      ...TOOLS.map((tool) => figure(gatehouse.time, { name: NAMES[tool], ...others[tool].time })),
    ];
  } finally {
    rmSync(join(PROJECT_ROOT, 'dist/bench'), { recursive: true, force: true });
  }
}

function figure(sample: Sample, peer: PeerFigure): Figure {
  return { name: '`gatehouse build local`, the whole command', unit: 'ms', ...sample, peer };
}

function outputFolder(): string {
  return join(peersFolder('build'), 'out');
}

/** Each tool gets the same entry points. It does nothing else of what `gatehouse build` does. */
async function toolCommands(folder: string): Promise<Record<Tool, string[]>> {
  const { tenant } = await configOf('local');
  const entries = Object.entries(tenant.triggers).flatMap(([trigger, names]) =>
    names.map((name) => join(PROJECT_ROOT, 'actions', trigger, `${name}.ts`)),
  );
  const out = outputFolder();
  const tsconfig = join(folder, 'tsconfig.json');
  mkdirSync(folder, { recursive: true });
  const compilerOptions = {
    noEmit: false,
    outDir: out,
    rootDir: PROJECT_ROOT,
    types: ['node'],
    typeRoots: [join(PROJECT_ROOT, 'node_modules/@types')],
    module: 'commonjs',
    moduleResolution: 'bundler',
  };
  const shared = { extends: join(PROJECT_ROOT, 'tsconfig.json'), include: [join(PROJECT_ROOT, 'actions')] };
  writeFileSync(tsconfig, JSON.stringify({ ...shared, compilerOptions }));
  const webpack = join(folder, 'webpack.config.cjs');
  const rules = [
    { test: '\\.ts$', loader: join(folder, 'node_modules/ts-loader'), options: { configFile: tsconfig } },
  ];
  const entry = Object.fromEntries(entries.map((file) => [file.split('/').at(-1)?.replace('.ts', ''), file]));
  writeFileSync(
    webpack,
    `const rules = ${JSON.stringify(rules)}.map((rule) => ({ ...rule, test: new RegExp(rule.test) }));
module.exports = { mode: 'production', target: 'node22', devtool: false, module: { rules },
  resolve: { extensions: ['.ts', '.js'] }, entry: ${JSON.stringify(entry)},
  output: { path: ${JSON.stringify(out)}, libraryTarget: 'commonjs2' } };`,
  );
  const tool = (path: string) => join(folder, 'node_modules', path);
  return {
    tsc: [tool('typescript/bin/tsc'), '-p', tsconfig],
    tsup: [
      tool('tsup/dist/cli-default.js'),
      ...entries,
      '--format',
      'cjs',
      '--target',
      'node22',
      '--out-dir',
      out,
    ],
    webpack: [tool('webpack/bin/webpack.js'), '--config', webpack],
  };
}

/** In milliseconds. */
type BuildTimes = Record<'checked' | 'first' | 'again' | 'all', number>;

/** See build-once.ts: the same measured in one process that has built nothing before. */
async function buildInFreshProcess(environments: string[]): Promise<BuildTimes> {
  const program = ['--import', 'tsx', join(__dirname, 'build-once.ts'), ...environments];
  const child = spawn(process.execPath, program, { cwd: PROJECT_ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const code = await exitOf(child);
  if (code !== 0) throw new Error(`build-once ended with ${code}`);
  return JSON.parse(said) as BuildTimes;
}
