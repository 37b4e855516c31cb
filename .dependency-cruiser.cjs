// The rules of the house that concern who may import what. Run by `npm run house`.

/** The rooms of scripts/: each is entered through its index.ts. */
const ROOMS = [
  ...['bundle', 'config', 'local-run', 'sample-app', 'simulation', 'terminal'].map(
    (name) => `scripts/${name}`,
  ),
  ...[
    'actions-runtime',
    'authentication-api',
    'dashboard',
    'email',
    'management-api',
    'pages',
    'running',
    'seed',
    'server',
    'store',
    'tenant-log',
    'tokens',
    'universal-login',
    'users',
  ].map((name) => `scripts/local-tenant/${name}`),
];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one concept, or that a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'actions-stand-alone',
      comment: 'What runs inside Auth0 imports nothing from outside actions/ but types.',
      severity: 'error',
      from: { path: '^actions/' },
      to: {
        pathNot: ['^actions/', '^node:', '^(crypto|url)$'],
        dependencyTypesNot: ['type-only', 'core'],
      },
    },
    {
      name: 'policy-is-pure',
      comment: 'A decision knows neither the platform nor the Action that applies it.',
      severity: 'error',
      from: { path: '^actions/policy/' },
      to: { path: '^actions/(platform|post-login|pre-user-registration)/' },
    },
    {
      name: 'platform-does-not-know-actions',
      severity: 'error',
      from: { path: '^actions/platform/' },
      to: { path: '^actions/(post-login|pre-user-registration)/' },
    },
    {
      name: 'scripts-do-not-import-tests',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^test/' },
    },
    ...ROOMS.map((room) => ({
      name: `door-of-${room.split('/').at(-1)}`,
      comment: 'Import a room through its index.ts; types may be taken where they stand.',
      severity: 'error',
      from: { path: '^scripts/', pathNot: `^${room}/` },
      to: { path: `^${room}/`, pathNot: `^${room}/index\\.tsx?$`, dependencyTypesNot: ['type-only'] },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^(dist|node_modules)/' },
  },
};
