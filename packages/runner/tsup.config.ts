import { packageBuild } from '../../tsup.base.ts';

export default packageBuild([
  'src/index.ts',
  'src/cli.ts',
  'src/optimize/trial-worker.ts',
  'src/watchdog/watchdog-thread.ts',
]);
