// @ts-check
// The charts of the page; report-page.js is there before.

const charts = /** @type {any} */ (globalThis).LightweightCharts;

/** @param {string} name */
const colour = name => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

function themeOptions() {
  return {
    layout: {
      background: { color: colour('surface') },
      textColor: colour('faint'),
      panes: { separatorColor: colour('line'), separatorHoverColor: colour('line') },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colour('line') } },
  };
}

/** @param {HTMLElement} place */
function createChart(place) {
  const chart = charts.createChart(place, {
    autoSize: true,
    // The footer has the attribution.
    layout: { attributionLogo: false, fontFamily: getComputedStyle(document.body).fontFamily },
    rightPriceScale: { borderVisible: false, entireTextOnly: true },
    timeScale: { borderVisible: false, timeVisible: true, minBarSpacing: 0.01, tickMarkMaxCharacterLength: 5 },
    crosshair: { mode: 0 },
    // The wheel scrolls the page.
    handleScroll: { vertTouchDrag: false, mouseWheel: false },
    handleScale: { mouseWheel: false },
  });
  chart.applyOptions(themeOptions());
  chart.applyOptions({ timeScale: { tickMarkFormatter: tickMarkText(chart) } });
  return chart;
}

/** Room beside the first and the last bar, in pixels: half of what stands below them on the time axis. */
const edge = 22;

/** Shows everything, and the marks at both ends of the time axis whole. @param {any} chart @param {number} bars */
function showAll(chart, bars) {
  const width = chart.timeScale().width();
  const room = width > 4 * edge ? (Math.max(bars, 1) * edge) / (width - 2 * edge) : 0;
  chart.timeScale().setVisibleLogicalRange({ from: -0.5 - room, to: bars - 0.5 + room });
}

/** Shows everything, now and when the chart gets another width, until somebody has zoomed in. @param {any} chart @param {() => number} bars */
function keepAllInSight(chart, bars) {
  const timeScale = chart.timeScale();
  showAll(chart, bars());
  timeScale.subscribeSizeChange(() => {
    const range = timeScale.getVisibleLogicalRange();
    if (range === null || (range.from <= 0 && range.to >= bars() - 1)) showAll(chart, bars());
  });
}

/** Marks of the time axis: 2025, Mar, 2 Mar, and times of day only where days are wide. @param {any} chart */
function tickMarkText(chart) {
  /** @param {number} seconds @param {number} kind */
  return (seconds, kind) => {
    const date = new Date(seconds * 1000);
    if (kind === 0) return String(date.getUTCFullYear());
    const month = date.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' });
    if (kind === 1) return month;
    const range = chart.timeScale().getVisibleRange();
    const isWide = range !== null && range.to - range.from > 3 * 86_400;
    return kind === 2 || isWide ? `${date.getUTCDate()} ${month}` : date.toISOString().slice(11, 16);
  };
}

/** @param {HTMLElement | null} place @param {any} chart @param {() => number} bars */
function zoomButtons(place, chart, bars) {
  /** @param {number} factor */
  const zoom = factor => {
    const range = chart.timeScale().getVisibleLogicalRange();
    if (range === null) return;
    const half = Math.max(((range.to - range.from) / 2) * factor, 3);
    const middle = (range.from + range.to) / 2;
    chart.timeScale().setVisibleLogicalRange({ from: middle - half, to: middle + half });
  };
  const [closer, wider] = [button('+', () => zoom(0.5)), button('\u2212', () => zoom(2))];
  closer.title = 'Zoom in';
  wider.title = 'Zoom out';
  place?.append(
    closer,
    wider,
    button('All', () => showAll(chart, bars())),
  );
}

/** @param {{ t: number[], v: number[] }} curve */
const points = ({ t, v }) => t.map((time, index) => ({ time, value: v[index] }));

/** The value of a curve at or before a time. @param {{ t: number[], v: number[] }} curve @param {number} time */
function valueAt({ t, v }, time) {
  let [low, high] = [0, t.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((t[middle] ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return v[low] ?? 0;
}

const strategyColours = ['#e08a1e', '#8e5bd0', '#1f9fa8', '#d0568e', '#7a8f1f', '#5573c8', '#b0653a', '#3d9a5f'];

/** @param {{ kind: string }} curve @param {number} place */
function curveColour({ kind }, place) {
  if (kind === 'total') return colour('accent');
  return kind === 'hold' ? colour('hold') : (strategyColours[(place - 1) % strategyColours.length] ?? colour('hold'));
}

/** @param {any} data */
function drawEquity(data) {
  const place = byId('equity-chart');
  const legend = byId('equity-legend');
  if (place === null || legend === null) return;
  const chart = createChart(place);
  const decimals = Math.max(...data.equity[0].v.map(Math.abs)) >= 1000 ? 0 : 4;
  const priceFormat = {
    type: 'custom',
    minMove: 10 ** -decimals,
    formatter: (/** @type {number} */ value) => numberText(value, decimals),
  };
  const plain = { priceFormat, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false };
  const series = data.equity.map((/** @type {any} */ curve) => {
    const kind = curve.kind === 'total' ? charts.AreaSeries : charts.LineSeries;
    const made = chart.addSeries(kind, { ...plain, lineWidth: curve.kind === 'total' ? 2 : 1 });
    made.setData(points(curve));
    return made;
  });
  const percent = {
    type: 'custom',
    minMove: 0.01,
    formatter: (/** @type {number} */ value) => `${numberText(value, 1)} %`,
  };
  const fall = chart.addSeries(
    charts.BaselineSeries,
    { ...plain, priceFormat: percent, baseValue: { type: 'price', price: 0 }, lineWidth: 1 },
    1,
  );
  fall.setData(points(data.drawdown));
  chart.panes()[0]?.setStretchFactor(3);
  chart.panes()[1]?.setStretchFactor(1);
  const paint = () => {
    chart.applyOptions(themeOptions());
    for (const [index, curve] of data.equity.entries()) {
      const line = curveColour(curve, index);
      const styles =
        curve.kind === 'total'
          ? { lineColor: line, topColor: colour('area'), bottomColor: 'transparent' }
          : { color: line };
      series[index].applyOptions(styles);
    }
    const red = {
      bottomLineColor: colour('bad'),
      bottomFillColor1: colour('fall'),
      bottomFillColor2: colour('fall'),
    };
    fall.applyOptions({
      ...red,
      topLineColor: colour('bad'),
      topFillColor1: 'transparent',
      topFillColor2: 'transparent',
    });
    tell(undefined);
  };
  /** @param {number | undefined} time */
  const tell = time => {
    const at = time ?? data.equity[0].t.at(-1);
    const shown = data.equity.map((/** @type {any} */ curve, /** @type {number} */ index) => {
      const value = `${numberText(valueAt(curve, at), decimals)} ${data.asset}`;
      return legendEntry(curve.label, value, curveColour(curve, index));
    });
    shown.push(legendEntry('Drawdown', `${numberText(valueAt(data.drawdown, at), 2)} %`, colour('bad')));
    legend.replaceChildren(element('span', timeText(at)), ...shown);
  };
  chart.subscribeCrosshairMove((/** @type {any} */ { time }) => tell(time));
  onTheme.push(paint);
  paint();
  const samples = () => new Set([...data.equity, data.drawdown].flatMap((/** @type {any} */ { t }) => t)).size;
  keepAllInSight(chart, samples);
  zoomButtons(byId('equity-choices'), chart, samples);
}

/** @param {string} label @param {string} value @param {string} fill */
function legendEntry(label, value, fill) {
  const entry = element('span');
  const key = element('i', undefined, 'key');
  key.style.background = fill;
  entry.append(key, `${label} `, element('b', value));
  return entry;
}

/** @param {number | undefined} seconds */
function timeText(seconds) {
  return seconds === undefined ? '' : `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** @param {any} data */
function drawPrices(data) {
  const place = byId('price-chart');
  const legend = byId('price-legend');
  const picks = byId('price-choices');
  if (place === null || legend === null || picks === null) return;
  const chart = createChart(place);
  const series = chart.addSeries(charts.CandlestickSeries, { priceLineVisible: false, lastValueVisible: false });
  const markers = charts.createSeriesMarkers(series, []);
  const hasFills = data.prices.some((/** @type {any} */ { marks }) => marks.length > 0);
  const sums = hasFills ? addSums(chart) : [];
  const view = { chart, series, markers, sums, legend, strategies: data.strategies, current: data.prices[0] };
  chart.timeScale().subscribeVisibleLogicalRangeChange(() => markFills(view));
  chart.subscribeCrosshairMove((/** @type {any} */ { logical }) => tellBar(view, logical));
  onTheme.push(() => paintPrices(view));
  const names = data.prices.map((/** @type {any} */ each) => each.symbol);
  if (names.length > 1) choices(picks, names, index => showPrices(view, data.prices[index]));
  else showPrices(view, view.current);
  const bars = () => view.current.t.length;
  keepAllInSight(chart, bars);
  zoomButtons(picks, chart, bars);
}

/** @param {any} view @param {any} prices */
function showPrices(view, prices) {
  view.current = prices;
  const { decimals, t, bars } = prices;
  const formatter = (/** @type {number} */ value) => numberText(value, decimals);
  view.series.applyOptions({ priceFormat: { type: 'custom', minMove: 10 ** -decimals, formatter } });
  view.series.setData(
    t.map((/** @type {number} */ time, /** @type {number} */ index) => {
      const [open, high, low, close] = bars[index];
      return { time, open, high, low, close };
    }),
  );
  for (const [index, side] of [1, -1].entries()) view.sums[index]?.setData(sumsOf(prices, side));
  paintPrices(view);
  showAll(view.chart, t.length);
}

/** @param {any} view */
function paintPrices(view) {
  const [up, down] = [colour('good'), colour('bad')];
  const candles = { upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false };
  view.chart.applyOptions(themeOptions());
  view.series.applyOptions(candles);
  for (const [index, name] of ['accent', 'bad'].entries()) view.sums[index]?.applyOptions({ color: colour(name) });
  markFills(view);
  tellBar(view, undefined);
}

/** Arrows that hide the prices help nobody: they come when there are few enough in sight. @param {any} view */
function markFills({ chart, markers, current }) {
  const range = chart.timeScale().getVisibleLogicalRange() ?? { from: 0, to: current.t.length };
  const inSight = current.marks.filter((/** @type {any} */ [bar]) => bar >= range.from - 1 && bar <= range.to + 1);
  const isTooMany = inSight.length > arrowsMax;
  markers.setMarkers(isTooMany ? [] : marksOf(inSight, current.t));
  const hint = byId('price-hint');
  if (hint !== null) hint.hidden = !isTooMany;
}

/** Tells prices and fills of a bar, of the last one without. @param {any} view @param {number | undefined} bar */
function tellBar({ current, legend, strategies }, bar) {
  const last = current.t.length - 1;
  const index = bar === undefined ? last : Math.max(Math.min(bar, last), 0);
  const [open, high, low, close] = current.bars[index] ?? [];
  const text = (/** @type {number | undefined} */ value) => numberText(value ?? 0, current.decimals);
  const prices = `O ${text(open)}  H ${text(high)}  L ${text(low)}  C ${text(close)}`;
  const parts = [element('span', timeText(current.t[index])), element('span', prices)];
  const marks = current.marks.filter((/** @type {any} */ mark) => mark[0] === index);
  for (const [, strategy, side, count, quantity, price] of marks) {
    const times = count === 1 ? '' : `${count} fills, `;
    const amount = numberText(quantity, 6).replace(/\.?0+$/, '');
    const label = `${strategies[strategy] ?? ''} ${side > 0 ? 'bought' : 'sold'}`;
    parts.push(legendEntry(label, `${times}${amount} at ${text(price)}`, colour(side > 0 ? 'accent' : 'bad')));
  }
  legend.replaceChildren(...parts);
}

/** Arrows that are shown at once at most. */
const arrowsMax = 250;

/** Arrows for fills; buys below the bar, sells above. @param {any[]} marks @param {number[]} times */
function marksOf(marks, times) {
  const [buy, sell] = [colour('accent'), colour('bad')];
  return marks.map(([bar, , side]) => ({
    time: times[bar],
    position: side > 0 ? 'belowBar' : 'aboveBar',
    shape: side > 0 ? 'arrowUp' : 'arrowDown',
    color: side > 0 ? buy : sell,
  }));
}

/** What was bought and sold, below the prices. @param {any} chart */
function addSums(chart) {
  const formatter = (/** @type {number} */ value) => numberText(Math.abs(value), 3);
  const options = {
    priceFormat: { type: 'custom', minMove: 1e-8, formatter },
    priceLineVisible: false,
    lastValueVisible: false,
  };
  const made = [1, -1].map(() => chart.addSeries(charts.HistogramSeries, options, 1));
  chart.panes()[0]?.setStretchFactor(4);
  chart.panes()[1]?.setStretchFactor(1);
  return made;
}

/** Base quantity by bar that was bought (1) or sold (−1), sells below zero. @param {any} prices @param {number} wanted */
function sumsOf({ marks, t }, wanted) {
  /** @type {Map<number, number>} */
  const sums = new Map();
  for (const [bar, , side, , quantity] of marks)
    if (side === wanted) sums.set(bar, (sums.get(bar) ?? 0) + side * quantity);
  return [...sums].map(([bar, value]) => ({ time: t[bar], value }));
}

const data = readJson('chart-data');
if (data.equity[0].t.length > 0) drawEquity(data);
if (data.prices.length > 0) drawPrices(data);
