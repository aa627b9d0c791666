export { RandomStream } from './random/random-stream.ts';
export { VirtualTime } from './time/virtual-time.ts';
