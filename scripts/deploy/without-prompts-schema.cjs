// Loaded into the Deploy CLI's process before it, and only for the local tenant: every import compiles one JSON
// schema, of which `prompts` is 8.06 of 8.14 MB and costs about 20 s of CPU. Nothing else of the CLI changes.
const schema = require('auth0-deploy-cli/lib/tools/auth0/schema');

if (schema.default?.properties?.prompts === undefined) {
  throw new Error('auth0-deploy-cli has moved its schema: adapt scripts/deploy/without-prompts-schema.cjs');
}
schema.default.properties.prompts = { type: 'object' };
