export { jwks } from './jwks';
export { type Expected, signJwt, verifyJwt } from './jwt';
export { hashToken, randomToken } from './opaque';
export { openToken, sealToken } from './sealed-token';
export { rotateSigningKey, signingKey, storedKeys } from './signing-key';
