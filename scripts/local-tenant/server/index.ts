export { type LocalCertificate, localCertificate } from './certificate';
export { type Fetch, type Listener, listen } from './listen';
