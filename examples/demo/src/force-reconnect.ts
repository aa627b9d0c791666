import type { RunRecorder } from './run-recorder.ts';
import type { SandboxAddress } from './sandbox-process.ts';

/** How long the streams may take to come back, in milliseconds. */
const reconnectTimeoutMs = 20_000;
const lookAgainMs = 50;

/**
 * Lets the exchange cut the market streams and the user stream in the middle of trading, and waits until all are back.
 *
 * @returns How many connections were cut.
 */
export async function forceReconnect(address: SandboxAddress, recorder: RunRecorder): Promise<number> {
  const before = recorder.reconnects;
  const market = await disconnect(address, 'market');
  const user = await disconnect(address, 'user');
  if (market === 0 || user === 0)
    throw new Error(`there were ${market} market streams and ${user} user streams to cut`);
  const isBack = (): boolean => {
    const { market: markets, private: privates } = recorder.reconnects;
    return markets - before.market >= market && privates - before.private >= user && recorder.downLinks === 0;
  };
  const deadlineMs = Date.now() + reconnectTimeoutMs;
  while (!isBack()) {
    if (Date.now() > deadlineMs) throw new Error(`the streams were not back within ${reconnectTimeoutMs / 1_000} s`);
    await new Promise(resolve => setTimeout(resolve, lookAgainMs));
  }
  return market + user;
}

async function disconnect({ url }: SandboxAddress, stream: 'market' | 'user'): Promise<number> {
  const response = await fetch(new URL('/sandbox/streams/disconnect', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ stream }),
  });
  if (!response.ok) throw new Error(`the sandbox would not cut its ${stream} streams: ${await response.text()}`);
  const { sessions } = (await response.json()) as { sessions: number };
  return sessions;
}
