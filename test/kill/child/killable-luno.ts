import type { Brokerage, BrokerageEvent, Trading } from '@trader/core';
import { createLuno, type LunoOptions } from '@trader/luno';
import { reach } from './kill-switch.ts';

/** The Luno adapter, whole; calls and events come by the points on both sides of it. */
export function createBrokerage(options: LunoOptions): Brokerage {
  const luno = createLuno(options);
  const { trading } = luno;
  if (trading === undefined) throw new Error('the kill test trades: give a key');
  return {
    name: luno.name,
    capabilities: luno.capabilities,
    ...(luno.market === undefined ? {} : { market: luno.market }),
    trading: watched(trading),
    connect(sink, connectOptions) {
      reach('start-connecting');
      return luno.connect(event => {
        if (isExecution(event)) reach('fill-arriving');
        sink(event);
      }, connectOptions);
    },
    instruments: callOptions => luno.instruments(callOptions),
    close() {
      reach('brokerage-closing');
      return luno.close();
    },
  };
}

function watched(trading: Trading): Trading {
  return {
    async place(intent, options) {
      reach('place-called');
      const outcome = await trading.place(intent, options);
      reach('place-answered');
      return outcome;
    },
    async cancel(intent, options) {
      reach('cancel-called');
      const outcome = await trading.cancel(intent, options);
      reach('cancel-answered');
      return outcome;
    },
    async find(query, options) {
      reach('look-up-asked');
      const outcome = await trading.find(query, options);
      reach('look-up-answered');
      return outcome;
    },
    async openOrders(options) {
      reach('account-reading');
      const reports = await trading.openOrders(options);
      reach('account-read');
      return reports;
    },
    fillsSince: (query, options) => trading.fillsSince(query, options),
    balances: options => trading.balances(options),
    feeRates: (instrument, options) => trading.feeRates(instrument, options),
  };
}

function isExecution(event: BrokerageEvent): boolean {
  if (event.type === 'fill-report') return true;
  return event.type === 'order-report' && event.cumulative !== undefined && !event.cumulative.base.isZero();
}
