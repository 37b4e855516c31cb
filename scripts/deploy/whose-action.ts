import type { ReleaseRecords } from './release-records';

/** What is known of an Action that has one of our names, but not our banner. */
export function whoseIsIt(name: string, records: Pick<ReleaseRecords, 'latest'>): string {
  const released = records.latest()?.after.actions;
  return released !== undefined && Object.hasOwn(released, name)
    ? 'gatehouse released it, but somebody has replaced its code since'
    : 'gatehouse did not make it';
}
