import process from 'node:process';
import { type CampaignOptions, type CampaignReport, runSeeds } from './run-seeds.ts';

/** What a worker tells. */
export type WorkerMessage =
  | { readonly seed: number; readonly invariant: string | undefined }
  | { readonly report: CampaignReport };

process.once('message', (share: CampaignOptions) => {
  const tell = (message: WorkerMessage, done: () => void = () => undefined): void => {
    process.send?.(message, done);
  };
  const onSeed: CampaignOptions['onSeed'] = ({ seed, failure }) => tell({ seed, invariant: failure?.invariant });
  void runSeeds({ ...share, onSeed }).then(report => tell({ report }, () => process.disconnect()));
});
