import type { JsonObject } from '../../store';
import { notFound } from '../api-error';
import { prefixedId } from '../identifiers';
import { type Answer, type ApiRequest, bodyObject, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import { find } from '../resources/resource-operations';
import { resourceAt } from '../resources/resource-table';

const PATH = '/event-streams/:id';
const READ = ['read:event_deliveries'];
const ACCEPTED: Answer = { status: 202 };
const eventId = prefixedId('evt_', 22);

/** The local tenant sends no events: what is there to see is what somebody tried out, and it never arrived. */
export const EVENT_DELIVERY_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: `${PATH}/deliveries`,
    scopes: READ,
    handle: (request) => ok(checkpointPage(deliveriesOf(request), request.query, 'deliveries')),
  },
  {
    method: 'GET',
    path: `${PATH}/deliveries/:event_id`,
    scopes: READ,
    handle: (request) => ok(existing(request)),
  },
  {
    method: 'POST',
    path: `${PATH}/test`,
    scopes: ['update:event_streams'],
    handle(request) {
      const { event_type: type, data } = bodyObject(request);
      const time = request.tenant.now().toISOString();
      const delivery: JsonObject = {
        id: eventId(),
        event_stream_id: streamId(request),
        status: 'failed',
        event_type: type,
        attempts: [{ status: 'failed', timestamp: time, error_message: 'The local tenant sends no events.' }],
        event: { specversion: '1.0', type, source: request.baseUrl, time, data: data ?? {} },
      };
      collection(request).put(String(delivery.id), delivery);
      return ok(delivery);
    },
  },
  {
    method: 'POST',
    path: `${PATH}/redeliver`,
    scopes: ['update:event_deliveries'],
    handle(request) {
      streamId(request);
      return { ...ACCEPTED, body: bodyObject(request) };
    },
  },
  {
    method: 'POST',
    path: `${PATH}/redeliver/:event_id`,
    scopes: ['update:event_deliveries'],
    handle(request) {
      existing(request);
      return ACCEPTED;
    },
  },
];

function collection(request: ApiRequest) {
  return request.tenant.store.collection('event-deliveries');
}

function streamId(request: ApiRequest): string {
  return String(find(resourceAt('/event-streams'), request).id);
}

function deliveriesOf(request: ApiRequest): JsonObject[] {
  const id = streamId(request);
  return collection(request)
    .list()
    .filter(({ event_stream_id: stream }) => stream === id);
}

function existing(request: ApiRequest): JsonObject {
  const found = deliveriesOf(request).find(({ id }) => id === request.params.event_id);
  if (found === undefined) throw notFound('The event does not exist.', 'inexistent_event');
  return found;
}
