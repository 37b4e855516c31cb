export { jwks } from './jwks';
export { type Expected, signJwt, verifyJwt } from './jwt';
export { hashToken, randomToken } from './opaque';
