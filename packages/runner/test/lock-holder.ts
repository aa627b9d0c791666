import process from 'node:process';
import { openInstanceLock } from '../src/journal/instance-lock.ts';

// A process that holds a lock until it is killed.
openInstanceLock({ file: process.argv[2] ?? '', subject: 'it' });
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
