import { register as registerCommonJs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

registerCommonJs();
register();
const { default: runTrial } = await import('./trial-worker.ts');
export default runTrial;
