import { Decimal } from '@trader/core';
import type { BacktestReport, ReportFees } from './backtest-report.ts';
import { type Html, html } from './html.ts';
import { amountsText, durationText, minuteText, numberText, percentText } from './number-words.ts';

/** Everything that the run was made of: who wants to repeat it finds it here. */
export function renderSettings(report: BacktestReport): Html {
  const { settings } = report;
  const facts: readonly (readonly [string, Html])[] = [
    [
      'Period',
      html`${minuteText(report.startMs)} to ${minuteText(report.endMs)} UTC (${durationText(report.endMs - report.startMs)})`,
    ],
    ['Market data', html`${numberText(report.rows, 0)} rows, ${numberText(report.events, 0)} events`],
    ['Seed', html`<code>${report.seed}</code>`],
    ['Hash of the result', html`<code>${report.hash}</code>`],
    ['Balances at the start', html`${amountsText(report.startBalances)}`],
    ['Balances at the end', html`${amountsText(report.endBalances)}`],
    ['Fees', html`${feesText(settings.fees)}`],
    ['Fill model', html`${settings.fills}`],
    ['Latency', html`${settings.latency}`],
    ['Slippage', html`${settings.slippage}`],
    ['Risk-free rate', html`${percentText(settings.riskFreeRate)} per year`],
  ];
  return html`<section><h2>Settings</h2><div class="columns">
<div><h3>Run</h3><table class="facts"><tbody>${facts.map(([name, value]) => factRow(name, value))}</tbody></table></div>
<div>${report.strategies.map(strategyFacts)}</div></div>
${renderData(report)}${renderInstruments(report)}</section>`;
}

function factRow(name: string, value: Html): Html {
  return html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
}

function strategyFacts(strategy: BacktestReport['strategies'][number]): Html {
  const params = Object.entries(
    typeof strategy.params === 'object' && strategy.params !== null ? strategy.params : {},
  ).map(([name, value]) =>
    factRow(name, html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`),
  );
  const capital = Object.keys(strategy.capital).length === 0 ? 'not limited' : amountsText(strategy.capital);
  return html`<h3>${strategy.id}</h3><table class="facts"><tbody>
${[
  factRow('Class', html`${strategy.name}`),
  factRow('Markets', html`${strategy.symbols.join(', ')}`),
  factRow('Capital', html`${capital}`),
  factRow('Capital at the end', html`${amountsText(strategy.endCapital)}`),
]}${params}</tbody></table>`;
}

function feesText(fees: readonly ReportFees[]): string {
  const texts = fees.map(({ symbol, side, maker, taker, asset }) => {
    return { market: `${symbol} ${side}`, text: `maker ${rateText(maker)}, taker ${rateText(taker)}`, asset };
  });
  const [first] = texts;
  if (first === undefined) return 'none';
  if (fees.every(({ maker, taker }) => Decimal.parse(maker).isZero() && Decimal.parse(taker).isZero())) return 'none';
  if (texts.every(({ text }) => text === first.text))
    return `${first.text}, in ${[...new Set(texts.map(({ asset }) => asset))].join(' or ')}`;
  return texts.map(({ market, text, asset }) => `${market}: ${text}, in ${asset}`).join('; ');
}

function rateText(rate: string): string {
  return `${Decimal.parse(rate).times(100).toString().replace('-', '−')} %`;
}

function renderData({ data }: BacktestReport): Html {
  const rows = data.map(({ name, symbol, kind, intervalMs, sha256 }) => {
    const what = intervalMs === null ? `${kind}s` : `${kind}s of ${durationText(intervalMs)}`;
    const hash = sha256 === null ? html`` : html`<code title="SHA-256 ${sha256}">${sha256.slice(0, 16)}…</code>`;
    return html`<tr><td>${name}</td><td>${symbol}</td><td>${what}</td><td>${hash}</td></tr>`;
  });
  return html`<h3>Market data</h3><div class="scroll"><table class="list">
<thead><tr><th>Source</th><th>Market</th><th>What</th><th>SHA-256</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function renderInstruments({ instruments }: BacktestReport): Html {
  const rows = instruments.map(({ symbol, brokerage, base, quote, tickSize, lotSize, quantityMin }) => {
    return html`<tr><td>${symbol}</td><td>${brokerage}</td><td>${base} for ${quote}</td><td>${String(tickSize)}</td>
<td>${String(lotSize)}</td><td>${quantityMin === undefined ? '' : String(quantityMin)}</td></tr>`;
  });
  return html`<h3>Instruments</h3><div class="scroll"><table class="list">
<thead><tr><th>Market</th><th>Brokerage</th><th>Trades</th><th>Tick</th><th>Lot</th><th>Smallest</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
