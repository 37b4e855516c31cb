export { SAMPLE_API, SAMPLE_BACKEND_SCOPES, SEEDED_CLIENTS, seedApplications } from './applications';
export { DATABASE_CONNECTION, seedConnections } from './connections';
export { MANAGEMENT_SCOPES } from './management-scopes';
export { EXAMPLE_PASSWORD, type ExampleUser, seedExampleUsers } from './users';
