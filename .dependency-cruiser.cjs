// The rules of the house that concern who may import what. Run by `npm run house`.

const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/** The rooms of scripts/: each folder with an index is entered through it. */
const ROOMS = ['scripts', 'scripts/local-tenant'].flatMap((folder) =>
  readdirSync(join(__dirname, folder))
    .map((name) => `${folder}/${name}`)
    .filter((room) => ['ts', 'tsx'].some((ending) => existsSync(join(__dirname, room, `index.${ending}`)))),
);

/** Rooms with a second door, and why. */
const SIDE_DOORS = {
  // What `npm start` needs of it does without Auth0's SDK, which takes long to load.
  'scripts/deploy': ['deploy-to-local'],
};

/** The rooms of the local tenant that answer requests, and which other of them each may import. */
const ANSWERING = {
  'authentication-api': [],
  'universal-login': ['authentication-api'],
  'management-api': [],
  dashboard: [],
};

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
      comment: 'What runs inside Auth0 imports nothing from outside actions/ but what Node brings along.',
      severity: 'error',
      from: { path: '^actions/' },
      to: { pathNot: '^actions/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'policy-is-pure',
      comment: 'A decision knows neither the platform, nor its types, nor the Action that applies it.',
      severity: 'error',
      from: { path: '^actions/policy/' },
      to: { path: '^actions/(platform|types|post-login|pre-user-registration)/' },
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
      to: {
        path: `^${room}/`,
        pathNot: `^${room}/(${['index', ...(SIDE_DOORS[room] ?? [])].join('|')})\\.tsx?$`,
        dependencyTypesNot: ['type-only'],
      },
    })),
    {
      name: 'scripts-share-decisions-only',
      comment: 'What touches the platform runs inside Auth0 or in its sandbox, from the bundle.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^actions/(platform|post-login|pre-user-registration)/' },
    },
    ...Object.entries(ANSWERING).map(([room, may]) => ({
      name: `${room}-stands-apart`,
      comment: 'What several of these rooms need has a room of its own.',
      severity: 'error',
      from: { path: `^scripts/local-tenant/${room}/` },
      to: {
        path: `^scripts/local-tenant/(${Object.keys(ANSWERING)
          .filter((other) => other !== room && !may.includes(other))
          .join('|')})/`,
      },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^(dist|node_modules)/' },
  },
};
