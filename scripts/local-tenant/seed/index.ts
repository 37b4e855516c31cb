export { SAMPLE_API, SEEDED_CLIENTS, seedApplications } from './applications';
export { DATABASE_CONNECTION, seedConnections } from './connections';
export { MANAGEMENT_SCOPES } from './management-scopes';
export { HELP_DESK_ORGANIZATION } from './organizations';
export { sampleBackend } from './sample-backend';
export { EXAMPLE_PASSWORD, type ExampleUser, seedExampleUsers } from './users';
