import {
  type FillModel,
  fixedLatency,
  fractionSlippage,
  type LatencyModel,
  makerTakerFees,
  queueFills,
  randomLatency,
  type SimulatedTradingOptions,
  type SlippageModel,
  tickSlippage,
  touchFills,
  tradeThroughFills,
  volumeFills,
  volumeSlippage,
} from '@trader/sim';
import type { FillsConfig, LatencyConfig, SimulationConfig, SlippageConfig } from '../config/backtest-config.ts';

/** The simulator's models as a configuration names them; what it does not name is left to the simulator. */
export function simulationModels(config: SimulationConfig): Omit<SimulatedTradingOptions, 'balances'> {
  const { fees, fills, latency, slippage } = config;
  return {
    ...(fees === undefined ? {} : { fees: makerTakerFees(fees) }),
    ...(fills === undefined ? {} : { fills: toFillModel(fills) }),
    ...(latency === undefined ? {} : { latency: toLatencyModel(latency) }),
    ...(slippage === undefined ? {} : toSlippage(slippage)),
  };
}

function toFillModel(config: FillsConfig): FillModel {
  const { model, participation } = typeof config === 'string' ? { model: config, participation: undefined } : config;
  switch (model) {
    case 'touch':
      return touchFills();
    case 'trade-through':
      return tradeThroughFills();
    case 'queue':
      return queueFills();
    case 'volume':
      return volumeFills(participation === undefined ? {} : { participation });
  }
}

function toLatencyModel({ sigma, ...fixed }: LatencyConfig): LatencyModel {
  if (sigma === undefined) return fixedLatency(fixed);
  const { entryMs = 0, responseMs = 0, feedMs = 0 } = fixed;
  const delay = (medianMs: number) => ({ medianMs, sigma });
  return randomLatency({ entry: delay(entryMs), response: delay(responseMs), feed: delay(feedMs) });
}

function toSlippage({ ticks, fraction, impact }: SlippageConfig): { readonly slippage?: SlippageModel } {
  if (ticks !== undefined) return { slippage: tickSlippage(ticks) };
  if (fraction !== undefined) return { slippage: fractionSlippage(fraction) };
  return impact === undefined ? {} : { slippage: volumeSlippage({ impact }) };
}
