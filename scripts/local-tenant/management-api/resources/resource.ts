import type { JsonObject } from '../../store';
import type { Answer, ApiRequest } from '../operation';

/** A collection of alike things: listed, created, read, changed and deleted in the same way. */
export interface Resource {
  /** `/roles`; the documents are kept in the collection of that name unless `collection` says otherwise. */
  path: string;
  collection?: string;
  /** The list's key in answers. Absent: the list is a bare array. */
  key?: string;
  /**
   * classic: offset pages, totals on request, `take` where asked for · checkpoint: `take`, `from`, `next` ·
   * totals: offset pages with totals always · none: everything at once
   */
  paging: 'classic' | 'checkpoint' | 'totals' | 'none';
  newId: () => string;
  /** `id` by default. */
  idField?: string;
  /** `roles` stands for read:roles, create:roles, update:roles, delete:roles. */
  scope: string;
  /** Where creating needs another one. */
  createScope?: string;
  /** Methods that the API does not have. */
  without?: readonly ('list' | 'create' | 'get' | 'update' | 'replace' | 'delete')[];
  createStatus?: 200 | 201;
  /** 204 without body by default. */
  deleted?: (now: Date) => Answer;
  /** Whether the documents carry `created_at` and `updated_at`. */
  timestamps?: boolean;
  /** What the API fills in where the caller said nothing. */
  defaults?: (body: JsonObject, request: ApiRequest) => JsonObject;
  /** Root objects that a PATCH merges key by key (`null` removes a key); all others are replaced. */
  merged?: readonly string[];
  /** Properties that can be written but never read: dot paths, `*` for every key. */
  hidden?: readonly string[];
  /** Properties that stay out of the list. */
  onlyInDetail?: readonly string[];
  /** Properties that together must be unique, and the errorCode of the 409. */
  unique?: { properties: readonly string[]; errorCode: string; message?: string };
  /** Query keys that filter the list by a property. */
  filters?: Readonly<Record<string, string>>;
  notFound?: { message: string; errorCode: string };
  /** What a caller does not get to see, neither in the list nor by its id. */
  visible?: (document: JsonObject, request: ApiRequest) => boolean;
  /** The last touch before a document goes out, e.g. what depends on the request's origin. */
  present?: (document: JsonObject, request: ApiRequest) => JsonObject;
  /** Completes what `defaults` cannot, because it lies inside what the caller sent. */
  beforeCreate?: (document: JsonObject) => void;
  /** Refuses a change or tidies up, before it is stored. */
  beforeWrite?: (document: JsonObject, request: ApiRequest) => void;
  beforeDelete?: (document: JsonObject, request: ApiRequest) => void;
}
