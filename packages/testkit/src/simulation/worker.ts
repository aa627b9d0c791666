import process from 'node:process';
import { type CampaignOptions, runSeeds } from './run-seeds.ts';
import type { SimulationResult } from './simulate.ts';

/** What a worker tells: each seed as it ends, and at last that it is done. */
export type WorkerMessage = { readonly result: SimulationResult } | { readonly done: true };

process.once('message', (share: CampaignOptions) => {
  const tell = (message: WorkerMessage, done: () => void = () => undefined): void => {
    process.send?.(message, done);
  };
  void runSeeds({ ...share, onSeed: result => tell({ result }) }).then(() =>
    tell({ done: true }, () => process.disconnect()),
  );
});
