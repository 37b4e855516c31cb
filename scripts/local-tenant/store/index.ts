export * from './entities';
export { type Collection, openStore, type Store, type TenantStore } from './store';
