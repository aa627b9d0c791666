/**
 * Kills a run with orders live, starts it again, and shows what it remembers and finds:
 *   node --conditions=@trader/source --import tsx examples/restart/src/restart.ts
 */
import { rmSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLunoSandbox, type LunoSandbox } from '@trader/luno-sandbox';
import { placeByHand } from './place-by-hand.ts';
import { TraderRun } from './trader-run.ts';

/** How long anything may take, in milliseconds. */
const waitMs = 30_000;

const say = (text: string): void => void process.stdout.write(`\n${text}\n`);
const show = (line: string): void => void process.stdout.write(`  ${line}\n`);

// The exchange of the last time is gone, so what was remembered about it goes too. Never do that with a real one.
rmSync(fileURLToPath(new URL('../state', import.meta.url)), { recursive: true, force: true });
const sandbox = await createLunoSandbox({ seed: 7, source: { kind: 'simulated', stepMs: 500 } });
try {
  process.exitCode = await play(sandbox);
} finally {
  await sandbox.close();
}

async function play(exchange: LunoSandbox): Promise<number> {
  const env = {
    LUNO_API_KEY_ID: 'sandbox',
    LUNO_API_KEY_SECRET: 'sandbox-secret',
    LUNO_BASE_URL: exchange.url,
    LUNO_STREAM_URL: exchange.streamUrl,
  };
  say('A first run. It keeps four buys below the market; the answer to the last one gets lost.');
  const first = new TraderRun(env, show);
  await until('three orders', () => openOrders(exchange).length === 3);
  exchange.control.addFault({ endpoint: 'postorder', fault: 'hang', when: 'after' });
  await until('a fourth order', () => openOrders(exchange).length === 4);
  await first.kill();
  say(`Killed: kill -9. The exchange has ${openOrders(exchange).length} orders open, one of which nobody was told of.`);

  await until('an execution', () => {
    exchange.control.step(1, 'XBTZAR');
    return openOrders(exchange).length < 4;
  });
  say('While nobody looks, one of them is filled, and a person places an order by hand on the same account.');
  await placeByHand(exchange, { pair: 'XBTZAR', type: 'BID', volume: '0.002', price: '900000' });

  say('The same command again.');
  const second = new TraderRun(env, show);
  // Four of the ladder, and the one by hand.
  await until('the whole ladder again', () => openOrders(exchange).length === 5);
  await until('its answer', () => second.lines.some(line => /^order .* submitted$/.test(line)));
  say('It goes on: the ladder has four buys again, none twice. Ctrl-C cancels them; the order by hand is left alone.');
  const code = await second.stop();
  say(`Exit code ${code}. Open at the exchange: ${openOrders(exchange).join(', ') || 'nothing'}.`);
  return code === 0 && openOrders(exchange).length === 1 ? 0 : 1;
}

/** The open orders of the account, in the exchange's own books. */
function openOrders(exchange: LunoSandbox): readonly string[] {
  const [user] = exchange.control.state().users;
  const open = user?.orders.filter(({ status }) => status !== 'finished') ?? [];
  return open.map(({ side, limitVolume, limitPrice }) => `${side} ${limitVolume} at ${limitPrice}`);
}

async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (const endMs = Date.now() + waitMs; !isTrue(); await delay(20)) {
    if (Date.now() > endMs) throw new Error(`there was no sign of ${what} within ${waitMs / 1_000} s`);
  }
}
