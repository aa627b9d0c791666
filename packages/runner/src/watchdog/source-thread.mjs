import { register } from 'tsx/esm/api';

register();
await import('./watchdog-thread.ts');
