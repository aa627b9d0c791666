// @ts-check
// What moves on the page: charts, lists, tabs, light and dark. It reads two JSON blocks and asks no network for anything.
(() => {
  const charts = /** @type {any} */ (globalThis).LightweightCharts;
  const root = document.documentElement;
  /** @type {(() => void)[]} */
  const onTheme = [];

  /** @param {string} id */
  const byId = id => document.getElementById(id);

  /** @param {string} id */
  const readJson = id => JSON.parse(byId(id)?.textContent ?? 'null');

  /** @param {string} name */
  const colour = name => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

  /** @param {number} value @param {number} decimals */
  const numberText = (value, decimals) =>
    value
      .toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      .replace('-', '\u2212');

  /**
   * @param {string} tag
   * @param {string} [text]
   * @param {string} [className]
   */
  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className !== undefined) made.className = className;
    return made;
  }

  /** @param {string} text @param {() => void} onClick */
  function button(text, onClick) {
    const made = /** @type {HTMLButtonElement} */ (element('button', text));
    made.type = 'button';
    made.addEventListener('click', onClick);
    return made;
  }

  /** One of several buttons is pressed. @param {HTMLElement} place @param {string[]} names @param {(place: number) => void} choose */
  function choices(place, names, choose) {
    const buttons = names.map((name, index) =>
      button(name, () => {
        for (const [other, each] of buttons.entries()) each.setAttribute('aria-pressed', String(other === index));
        choose(index);
      }),
    );
    place.append(...buttons);
    buttons[0]?.click();
  }

  // Light and dark.
  function setUpTheme() {
    const toggle = byId('theme');
    /** @param {string} theme */
    const apply = theme => {
      root.dataset['theme'] = theme;
      if (toggle !== null) toggle.textContent = theme === 'dark' ? 'Light' : 'Dark';
      for (const each of onTheme) each();
    };
    const wanted = new URLSearchParams(location.search).get('theme');
    const preferred = matchMedia('(prefers-color-scheme: dark)');
    apply(wanted ?? (preferred.matches ? 'dark' : 'light'));
    preferred.addEventListener('change', () => apply(preferred.matches ? 'dark' : 'light'));
    if (toggle === null) return;
    toggle.hidden = false;
    toggle.addEventListener('click', () => apply(root.dataset['theme'] === 'dark' ? 'light' : 'dark'));
  }

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
      rightPriceScale: { borderVisible: false },
      timeScale: { borderVisible: false, timeVisible: true, minBarSpacing: 0.01 },
      crosshair: { mode: 0 },
      // The wheel scrolls the page.
      handleScroll: { vertTouchDrag: false, mouseWheel: false },
      handleScale: { mouseWheel: false },
    });
    chart.applyOptions(themeOptions());
    return chart;
  }

  /** @param {HTMLElement | null} place @param {any} chart */
  function zoomButtons(place, chart) {
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
      button('All', () => chart.timeScale().fitContent()),
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
    chart.timeScale().fitContent();
    zoomButtons(byId('equity-choices'), chart);
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
    const sums = data.prices.some((/** @type {any} */ { marks }) => marks.length > 0) ? addSums(chart) : [];
    let current = data.prices[0];
    const paint = () => {
      chart.applyOptions(themeOptions());
      const [up, down] = [colour('good'), colour('bad')];
      series.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false });
      for (const [index, name] of ['accent', 'bad'].entries()) sums[index]?.applyOptions({ color: colour(name) });
      mark();
      tell(undefined);
    };
    /** Arrows that hide the prices help nobody: they come when there are few enough in sight. */
    const mark = () => {
      const range = chart.timeScale().getVisibleLogicalRange() ?? { from: 0, to: current.t.length };
      const inSight = current.marks.filter((/** @type {any} */ [bar]) => bar >= range.from - 1 && bar <= range.to + 1);
      const isTooMany = inSight.length > arrowsMax;
      markers.setMarkers(isTooMany ? [] : marksOf(inSight, current.t));
      if (hint !== null) hint.hidden = !isTooMany;
    };
    const hint = byId('price-hint');
    /** @param {number | undefined} bar */
    const tell = bar => {
      const index = bar ?? current.t.length - 1;
      const [open, high, low, close] = current.bars[index] ?? [];
      const text = (/** @type {number | undefined} */ value) => numberText(value ?? 0, current.decimals);
      const parts = [
        element('span', timeText(current.t[index])),
        element('span', `O ${text(open)}  H ${text(high)}  L ${text(low)}  C ${text(close)}`),
      ];
      for (const [, strategy, side, count, quantity, price] of current.marks.filter(
        (/** @type {any} */ mark) => mark[0] === index,
      )) {
        const times = count === 1 ? '' : `${count} fills, `;
        const words = `${times}${numberText(quantity, 6).replace(/\.?0+$/, '')} at ${text(price)}`;
        parts.push(
          legendEntry(
            `${data.strategies[strategy] ?? ''} ${side > 0 ? 'bought' : 'sold'}`,
            words,
            colour(side > 0 ? 'accent' : 'bad'),
          ),
        );
      }
      legend.replaceChildren(...parts);
    };
    /** @param {any} prices */
    const show = prices => {
      current = prices;
      const precision = {
        type: 'custom',
        minMove: 10 ** -prices.decimals,
        formatter: (/** @type {number} */ value) => numberText(value, prices.decimals),
      };
      series.applyOptions({ priceFormat: precision });
      series.setData(
        prices.t.map((/** @type {number} */ time, /** @type {number} */ index) => {
          const [open, high, low, close] = prices.bars[index];
          return { time, open, high, low, close };
        }),
      );
      for (const [index, side] of [1, -1].entries()) sums[index]?.setData(sumsOf(prices, side));
      paint();
      chart.timeScale().fitContent();
    };
    chart.timeScale().subscribeVisibleLogicalRangeChange(mark);
    chart.subscribeCrosshairMove((/** @type {any} */ { logical }) =>
      tell(logical === undefined ? undefined : Math.max(Math.min(logical, current.t.length - 1), 0)),
    );
    onTheme.push(paint);
    if (data.prices.length > 1)
      choices(
        picks,
        data.prices.map((/** @type {any} */ each) => each.symbol),
        index => show(data.prices[index]),
      );
    else show(current);
    zoomButtons(picks, chart);
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

  const pageSize = 25;

  /** @param {{ name: string, columns: string[], rows: string[][], total: number }} data */
  function drawTable({ name, columns, rows, total }) {
    const table = byId(`${name}-table`);
    const place = byId(`${name}-pages`);
    if (table === null || place === null) return;
    let page = 0;
    const pages = Math.max(Math.ceil(rows.length / pageSize), 1);
    const head = element('tr');
    for (const column of columns)
      head.append(element('th', column.replace('#', ''), column.startsWith('#') ? 'number' : ''));
    const body = element('tbody');
    const tableHead = element('thead');
    tableHead.append(head);
    table.append(tableHead, body);
    const position = element('span');
    const show = () => {
      const shown = rows.slice(page * pageSize, (page + 1) * pageSize);
      body.replaceChildren(
        ...shown.map(cells => {
          const row = element('tr');
          for (const [index, text] of cells.entries())
            row.append(element('td', text, cellClass(columns[index] ?? '', text)));
          return row;
        }),
      );
      const left = total > rows.length ? `, the newest ${numberText(rows.length, 0)}` : '';
      position.textContent = `page ${page + 1} of ${pages}${left}`;
      newer.disabled = page === 0;
      older.disabled = page === pages - 1;
    };
    const newer = button('Newer', () => turn(-1));
    const older = button('Older', () => turn(1));
    /** @param {number} by */
    const turn = by => {
      page += by;
      show();
    };
    place.append(position);
    if (pages > 1) place.append(newer, older);
    show();
  }

  /** @param {string} column @param {string} text */
  function cellClass(column, text) {
    if (!column.startsWith('#')) return '';
    const isResult = column === '#Result' || column === '#Realised';
    if (!isResult || text === '' || text === '0.00') return 'number';
    return text.startsWith('−') ? 'number bad' : 'number good';
  }

  function setUpTabs() {
    for (const section of document.querySelectorAll('.tabbed')) {
      const panels = /** @type {HTMLElement[]} */ ([...section.querySelectorAll('.panel')]);
      if (panels.length < 2) continue;
      const place = element('p', undefined, 'choices');
      section.querySelector('h2')?.after(place);
      choices(
        place,
        panels.map(panel => panel.dataset['panel'] ?? ''),
        chosen => {
          for (const [index, panel] of panels.entries()) panel.hidden = index !== chosen;
        },
      );
    }
  }

  setUpTheme();
  setUpTabs();
  for (const table of readJson('table-data')) drawTable(table);
  const data = readJson('chart-data');
  if (data.equity[0].t.length > 0) drawEquity(data);
  if (data.prices.length > 0) drawPrices(data);
})();
