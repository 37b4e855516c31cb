export { SAMPLE_API, SEEDED_CLIENTS, seedApplications } from './applications';
export { seedConnections } from './connections';
export { HELP_DESK_ORGANIZATION } from './organizations';
export { sampleBackend } from './sample-backend';
export { EXAMPLE_PASSWORD, type ExampleUser, seedExampleUsers } from './users';
