import process from 'node:process';
import { type CampaignOptions, runSeeds } from './run-seeds.ts';

process.once('message', (share: CampaignOptions) => {
  void runSeeds(share).then(report => process.send?.(report, () => process.disconnect()));
});
