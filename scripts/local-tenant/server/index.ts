export { type LocalCertificate, localCertificate } from './certificate';
export { type Fetch, type Listener, type ListenOptions, listen } from './listen';
