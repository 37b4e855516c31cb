export * from './entities';
export { type Collection, openStore, type Store, StoreError, type TenantStore } from './store';
