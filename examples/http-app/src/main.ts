import process from 'node:process';
import { createLuno } from '@trader/luno';
import SignalStrategy from './signal-strategy.ts';
import { startTradingApp } from './trading-app.ts';

const { LUNO_API_KEY_ID: keyId, LUNO_API_KEY_SECRET: keySecret } = process.env;
const { LUNO_BASE_URL: baseUrl, LUNO_STREAM_URL: streamUrl, PORT: port = '8090' } = process.env;

// Whoever owns the process listens to its signals; the app only gets an AbortSignal.
const ending = new AbortController();
process.once('SIGINT', () => ending.abort());
process.once('SIGTERM', () => ending.abort());

const app = await startTradingApp({
  system: {
    brokerage: createLuno({ keyId, keySecret, baseUrl, streamUrl }),
    strategies: [{ id: 'signal', strategy: SignalStrategy, symbols: ['XBTZAR'], capital: { ZAR: '20000' } }],
  },
  port: Number(port),
  signal: ending.signal,
});
process.stdout.write(`${app.url} answers GET /portfolio, GET /orders, POST /halt and POST /signal\n`);
await app.ended;
