// What a frame costs whose members come in another order than Luno was ever seen to send: JSON.parse and a schema.
import { oursFile } from '../../harness/setup.mjs';
import { createOurs } from '../ours.mjs';

const { parseMarketFrame } = await import(oursFile);

export default createOurs(parseMarketFrame);
