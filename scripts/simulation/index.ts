export { completeEvent } from './default-event';
export { type ReadScenario, readScenario } from './read-scenario';
export { renderResult } from './render-result';
export type { Leg, Scenario, ScenarioInput } from './scenario';
export { closeSimulations, type SimulateOptions, simulate, simulateFile } from './simulate';
export { type Simulation, simulateActions } from './simulate-actions';
export type { SimulatedAction, SimulationOutcome, SimulationResult } from './simulation-result';
