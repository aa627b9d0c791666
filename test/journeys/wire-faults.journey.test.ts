import type { LunoSandbox } from '@trader/luno-sandbox';
import { describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { SeededTrader } from './seeded-trader.ts';
import { type AtEnd, type DeskOptions, openDesk, type TradingDesk } from './trading-desk.ts';

/** Orders placed before, during and after a fault, so that each case meets some in every state. */
const ordersBefore = 4;
const ordersDuring = 8;
const ordersAfter = 4;
const phaseTimeoutMs = 20_000;

const postOrder = /^POST \/api\/1\/postorder/;
const stopOrder = /^POST \/api\/1\/stoporder/;
const order = /^POST \/api\/1\/(?:post|stop)order/;

interface Fault {
  /** Puts the fault on. */
  readonly begin: (parts: { readonly proxy: FaultProxy; readonly sandbox: LunoSandbox }) => void;
  /** Orders placed through it and after it, where the request budget is slow to recover; default {@link ordersDuring}. */
  readonly orders?: number;
  /** What must have been met when the fault is over; default nothing. */
  readonly met?: (parts: { readonly proxy: FaultProxy; readonly desk: TradingDesk }) => boolean;
}

const metOnWire: Fault['met'] = ({ proxy }) => proxy.met > 0;
const wire = (plan: Parameters<FaultProxy['begin']>[0]): Fault => ({
  begin: ({ proxy }) => proxy.begin(plan),
  met: metOnWire,
});
const request = (fault: Parameters<LunoSandbox['control']['addFault']>[0]): Fault => ({
  begin: ({ sandbox }) => sandbox.control.addFault(fault),
  met: ({ desk }) => desk.sandbox.control.pendingFaults().length === 0,
});
const frames = (fault: Parameters<LunoSandbox['control']['addFrameFault']>[0]): Fault => ({
  begin: ({ sandbox }) => void sandbox.control.addFrameFault(fault),
});

const streams = (begin: (sandbox: LunoSandbox) => number): Fault => ({
  begin: ({ sandbox }) => void begin(sandbox),
  met: ({ desk }) => desk.recorder.reconnects.private > 0 && desk.recorder.downLinks === 0,
});

const faults: Readonly<Record<string, Fault>> = {
  'nothing at all': { begin: () => undefined },
  'latency on everything': wire({ fault: 'latency', delayMs: 60 }),
  'resets before orders and cancels': wire({ fault: 'reset-before', matching: order, count: 4 }),
  'resets after orders': wire({ fault: 'reset-after', matching: postOrder, count: 4 }),
  'resets after cancels': wire({ fault: 'reset-after', matching: stopOrder, count: 3 }),
  'resets of everything, streams too': wire({ fault: 'reset-after', count: 12 }),
  'truncated answers': wire({ fault: 'truncate', matching: order, count: 4 }),
  'answers that hang': wire({ fault: 'hang', matching: order, count: 3 }),
  'half-open connections': wire({ fault: 'half-open', matching: order, count: 3 }),
  'connections that close after each answer': wire({ fault: 'slow-close', matching: /^(?:GET|POST) (?!.*stream)/ }),
  '429 without Retry-After': { ...request({ endpoint: 'postorder', fault: 'rate-limited', count: 2 }), orders: 2 },
  '429 after acceptance': {
    ...request({ endpoint: 'postorder', fault: 'rate-limited', when: 'after', count: 2 }),
    orders: 2,
  },
  'HTML 502 after acceptance': request({ endpoint: 'postorder', fault: 'html', when: 'after', count: 4 }),
  'HTML 502 after cancels': request({ endpoint: 'stoporder', fault: 'html', when: 'after', count: 3 }),
  '5xx before acceptance': request({ endpoint: 'postorder', fault: 'error', status: 503, count: 4 }),
  'hanging after acceptance': request({ endpoint: 'postorder', fault: 'hang', when: 'after', count: 3 }),
  'look-ups that fail after lost answers': {
    begin({ sandbox }) {
      sandbox.control.addFault({ endpoint: 'postorder', fault: 'reset', when: 'after', count: 3 });
      sandbox.control.addFault({ endpoint: 'order-v3', fault: 'html', count: 2 });
    },
  },
  'streams that are cut': streams(({ control }) => control.disconnectStreams()),
  'a user stream that is closed': streams(({ control }) => control.disconnectStreams({ stream: 'user' }, 'close')),
  'streams that fall silent': streams(({ control }) => control.freezeStreams()),
  'private frames that get lost': frames({ stream: 'user', fault: 'drop', count: 5 }),
  'private fills that get lost': frames({ stream: 'user', fault: 'drop', count: 3, containing: '"order_fill"' }),
  'frames that come twice': frames({ fault: 'duplicate', count: 40 }),
  'frames that come late': frames({ fault: 'reorder', count: 20 }),
  'market frames that get lost': frames({ stream: 'market', fault: 'drop', count: 5 }),
};

/** A desk with everything real, and a wire between adapter and exchange that can be broken. */
async function openDeskOverWire(atEnd: AtEnd): Promise<{ readonly desk: TradingDesk; readonly proxy: FaultProxy }> {
  let proxy: FaultProxy | undefined;
  const options: DeskOptions = {
    strategy: SeededTrader,
    sandbox: { seed: 11, source: { kind: 'simulated', stepMs: 40, takeChance: 0.6 } },
    async reach(sandbox) {
      const started = await startFaultProxy(sandbox.port);
      proxy = started;
      const { port } = started;
      atEnd(() => started.close());
      return { baseUrl: `http://127.0.0.1:${port}`, streamUrl: `ws://127.0.0.1:${port}` };
    },
    luno: {
      requestTimeoutMs: 400,
      readRetryDelaysMs: [50],
      rateBudget: { requestsPerMinuteMax: 300, burst: 100, pauseMs: 100, retryAfterMaxMs: 100 },
      reconnect: { delayMs: 50, delayMaxMs: 200, openTimeoutMs: 1_000, pingIntervalMs: 200, silenceMaxMs: 800 },
    },
    system: { heartbeatMs: 50, seed: '7' },
  };
  const desk = await openDesk(options, atEnd);
  if (proxy === undefined) throw new Error('there is no proxy');
  return { desk, proxy };
}

// They mostly wait for the wire, so several wait at once.
describe.concurrent('trading through', { tags: ['slow'] }, () => {
  test.for(Object.entries(faults))(
    '%s ends with the exchange’s books',
    { timeout: 60_000 },
    async ([, fault], { onTestFinished }) => {
      const { desk, proxy } = await openDeskOverWire(onTestFinished);
      const { recorder, sandbox } = desk;
      const placed = () => recorder.orders.filter(each => each.order.submittedTimeMs !== undefined).length;
      await desk.until('orders', () => placed() >= ordersBefore, phaseTimeoutMs);

      const during = placed() + (fault.orders ?? ordersDuring);
      fault.begin({ proxy, sandbox });
      const isMet = () => fault.met?.({ proxy, desk }) ?? true;
      await desk.until('orders through the fault', () => placed() >= during && isMet(), phaseTimeoutMs);
      proxy.end();
      sandbox.control.clearFaults();

      const after = placed() + Math.min(fault.orders ?? ordersAfter, ordersAfter);
      await desk.until('orders after the fault', () => placed() >= after, phaseTimeoutMs);
      desk.system.signal('rest', undefined);
      await desk.until(
        'no order left',
        () => desk.system.snapshot().strategies.every(({ standing }) => standing.length === 0),
        phaseTimeoutMs,
      );
      expect(await desk.stop()).toBe(true);
      expect(await desk.differences()).toEqual([]);
      expect(recorder.orders.filter(({ order: { state } }) => state === 'unknown')).toEqual([]);
      expect(recorder.orders.some(({ fills }) => fills > 0)).toBe(true);
    },
  );
});

test('an order whose last messages got lost on a healthy stream is found by the audit, with fills and balances', async () => {
  const desk = await openDesk({ system: { auditMs: 1_000 } });
  const { control } = desk.sandbox;
  const asks = () => control.state().markets.find(({ marketId }) => marketId === 'XBTZAR')?.asks ?? [];
  const price = String(Number(asks()[0]?.price) - 1);
  const order = await desk.place({ symbol: 'XBTZAR', side: 'buy', type: 'limit', quantity: '0.002', price });
  await desk.until('an open order', () => order.state === 'open');
  expect(control.addFrameFault({ stream: 'user', fault: 'drop', count: 1_000 })).toBe(1);
  const isFilled = () => control.state().users[0]?.orders[0]?.status === 'finished';
  for (let steps = 0; steps < 5_000 && !isFilled(); steps += 1) control.step(1, 'XBTZAR');
  expect(isFilled()).toBe(true);
  await desk.until('a filled order', () => order.state === 'filled');
  expect(desk.recorder.reconnects.private).toBe(0);
  expect(await desk.stop()).toBe(true);
  expect(await desk.differences()).toEqual([]);
});
