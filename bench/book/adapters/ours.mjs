// The way every frame takes.
import { oursFile } from '../../harness/setup.mjs';
import { createOurs } from '../ours.mjs';

const { readMarketFrame } = await import(oursFile);

export default createOurs(readMarketFrame);
