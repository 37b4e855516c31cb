import { generateKeyPairSync } from 'node:crypto';
import { readActionSecrets, readCredentials } from '../../scripts/deploy/credentials';

const DOMAIN = 'acme-dev.eu.auth0.com';
const ID = { GATEHOUSE_DEV_CLIENT_ID: 'client' };

describe('credentials of a tenant', () => {
  test('are an id and a secret', () => {
    const variables = { ...ID, GATEHOUSE_DEV_CLIENT_SECRET: 'secret' };
    expect(readCredentials('dev', DOMAIN, variables)).toEqual({ clientId: 'client', clientSecret: 'secret' });
  });

  test('or an id and a private key', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const wanted = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const older = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    for (const key of [wanted, older, wanted.replaceAll('\n', '\\n')]) {
      const variables = { ...ID, GATEHOUSE_DEV_PRIVATE_KEY: key };
      expect(readCredentials('dev', DOMAIN, variables)).toEqual({ clientId: 'client', privateKey: wanted });
    }
    expect(() => readCredentials('dev', DOMAIN, { ...ID, GATEHOUSE_DEV_PRIVATE_KEY: 'no key' })).toThrow(
      expect.objectContaining({
        code: 'PRIVATE_KEY_INVALID',
        message: expect.not.stringContaining('no key'),
      }),
    );
  });

  test('are named where they are missing, all at once', () => {
    expect(() => readCredentials('eu-west', DOMAIN, {})).toThrow(
      /GATEHOUSE_EU_WEST_CLIENT_ID and GATEHOUSE_EU_WEST_CLIENT_SECRET/,
    );
  });

  test('are not used for another tenant’s domain', () => {
    const variables = {
      ...ID,
      GATEHOUSE_DEV_CLIENT_SECRET: 'secret',
      GATEHOUSE_DEV_DOMAIN: 'acme.eu.auth0.com',
    };
    expect(() => readCredentials('dev', DOMAIN, variables)).toThrow(
      expect.objectContaining({ code: 'DOMAIN_MISMATCH' }),
    );
  });

  test('never stand in an error', () => {
    const variables = { GATEHOUSE_DEV_CLIENT_SECRET: 'very-secret' };
    expect(() => readCredentials('dev', DOMAIN, variables)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('very-secret') }),
    );
  });
});

test('secrets of Actions: what is missing and what is there in vain', () => {
  const variables = {
    GATEHOUSE_DEV_SECRET_A: '1',
    GATEHOUSE_DEV_SECRET_C: '3',
    GATEHOUSE_STAGING_SECRET_B: '2',
  };
  expect(readActionSecrets('dev', ['A', 'B'], variables)).toEqual({
    values: { A: '1' },
    missing: ['GATEHOUSE_DEV_SECRET_B'],
    unused: ['GATEHOUSE_DEV_SECRET_C'],
  });
});
