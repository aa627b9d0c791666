export type { FaultCounts, FaultKind } from './faults.ts';
export { faultKinds } from './faults.ts';
export type { CampaignOptions, CampaignReport } from './run-seeds.ts';
export { describeFailure, hashOf, missingFaults, runSeeds } from './run-seeds.ts';
export type { SimulationFailure, SimulationOptions, SimulationResult } from './simulate.ts';
export { simulate } from './simulate.ts';
