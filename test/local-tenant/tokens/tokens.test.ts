import { generateKeyPair, SignJWT } from 'jose';
import { openStore } from '../../../scripts/local-tenant/store';
import type { TenantContext } from '../../../scripts/local-tenant/tenant-context';
import { jwks, openToken, sealToken, signJwt, verifyJwt } from '../../../scripts/local-tenant/tokens';

describe('tokens', () => {
  const store = openStore(':memory:');
  const tenant = { store: store.tenant('one'), now: () => new Date() } as TenantContext;
  const inAMinute = () => Math.floor(Date.now() / 1000) + 60;
  afterAll(() => store.close());

  it('are signed with one key, also when the first requests come together, and after a restart', async () => {
    const [first, second] = await Promise.all([jwks(tenant), jwks(tenant)]);
    expect(first).toEqual(second);
    const restarted = { ...tenant, store: store.tenant('one') };
    expect(await jwks(restarted)).toEqual(first);
    expect(store.tenant('one').collection('signing-keys').count()).toBe(1);
    expect(JSON.stringify(first)).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
  });

  it('are verified: signature, algorithm, time, issuer and audience', async () => {
    const token = await signJwt(tenant, { sub: 'a', iss: 'i', aud: ['x', 'y'], exp: inAMinute() });
    await expect(verifyJwt(tenant, token, { issuer: 'i', audience: 'y' })).resolves.toMatchObject({
      sub: 'a',
    });
    await expect(verifyJwt(tenant, token, { issuer: 'j' })).rejects.toThrow();
    await expect(verifyJwt(tenant, token, { audience: 'z' })).rejects.toThrow();
    await expect(verifyJwt({ ...tenant, now: () => new Date(Date.now() + 61_000) }, token)).rejects.toThrow();
    await expect(verifyJwt(tenant, `${token.slice(0, -4)}AAAA`)).rejects.toThrow();

    const { privateKey } = await generateKeyPair('RS256');
    const foreign = await new SignJWT({ sub: 'a' }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    await expect(verifyJwt(tenant, foreign)).rejects.toThrow();
    const symmetric = await new SignJWT({ sub: 'a' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new Uint8Array(32));
    await expect(verifyJwt(tenant, symmetric)).rejects.toThrow();
  });

  it('are sealed so that only this tenant can read them', async () => {
    const token = await sealToken(tenant, { sub: 'secret', exp: inAMinute() });
    expect(token).not.toContain(Buffer.from('secret').toString('base64url'));
    await expect(openToken(tenant, token)).resolves.toMatchObject({ sub: 'secret' });
    const other = { ...tenant, store: store.tenant('two') };
    await expect(openToken(other, token)).rejects.toThrow();
  });
});
