export { createSampleApp } from './create-sample-app';
export type { SampleAppOptions } from './options';
