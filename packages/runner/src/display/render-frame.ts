import type { InstrumentSnapshot, OrderSnapshot, StrategySnapshot, SystemSnapshot } from '@trader/core';
import picocolors from 'picocolors';
import type { RunEvent } from '../run/run-event.ts';
import { clip, type DrawnLine, drawnLine, lengthOf, type Paint } from './drawn-line.ts';
import { ageText, amountsText, durationText, moneyText, priceText, quantityText, timeText } from './number-text.ts';
import { type Cell, type Column, textTable } from './text-table.ts';

/** An event with the time at which it was shown. */
export interface TimedEvent {
  /** In milliseconds since the epoch. */
  readonly timeMs: number;
  /** What happened. */
  readonly event: RunEvent;
}

/** Everything that one frame shows. */
export interface FrameContent {
  /** The system as it is. */
  readonly snapshot: SystemSnapshot;
  /** How long the run lasts, in milliseconds. */
  readonly elapsedMs: number;
  /** How long it has left, in milliseconds, when that is known. */
  readonly remainingMs: number | undefined;
  /** Streams by name with their state. */
  readonly links: ReadonlyMap<string, string>;
  /** The latest events, oldest first. */
  readonly recent: readonly TimedEvent[];
  /** Rows kept for standing orders even when there are fewer, so that what is below stays where it is. */
  readonly orderRowsMin: number;
}

/** How large a frame may be, and whether it has colours. */
export interface FrameSize {
  /** Characters per line. */
  readonly width: number;
  /** Lines. */
  readonly height: number;
  /** Whether colours are used. */
  readonly colour: boolean;
}

type Colours = ReturnType<typeof picocolors.createColors>;

const recentMin = 3;
const recentMax = 8;

/** One frame of the live table: what people want to see of a run, in the lines that a terminal has. */
export function renderFrame(content: FrameContent, size: FrameSize): readonly DrawnLine[] {
  const colours = picocolors.createColors(size.colour);
  const { snapshot } = content;
  const head = header(content, size.width, colours);
  // Before the markets are loaded there is nothing to put into tables.
  if (snapshot.strategies.length === 0) {
    return [...head, ...recentTable(content.recent, size.width, size.height - head.length, colours)];
  }
  const prices = priceTable(snapshot.instruments, size.width, colours);
  const strategies = strategyTable(snapshot.strategies, size.width, colours);
  const fixed = head.length + prices.length + strategies.length + 2;
  const recentLines = Math.min(Math.max(content.recent.length, recentMin), recentMax) + 2;
  const ordersRoom = Math.max(size.height - fixed - recentLines, 0);
  const orders = orderTable(content, size.width, ordersRoom, colours);
  const recentRoom = size.height - fixed - orders.length;
  const recent = recentTable(content.recent, size.width, Math.min(recentRoom, recentMax + 2), colours);
  const blank = drawnLine('', size.width);
  return [...head, blank, ...prices, blank, ...strategies, ...orders, ...recent].slice(0, size.height);
}

function header(
  { snapshot, elapsedMs, remainingMs, links }: FrameContent,
  width: number,
  colours: Colours,
): DrawnLine[] {
  const count = snapshot.strategies.length;
  const left = `trader ${snapshot.state} ${durationText(elapsedMs)}`;
  const remaining =
    remainingMs === undefined || snapshot.state !== 'running' ? '' : `, ${durationText(remainingMs)} left`;
  const strategies = count === 0 ? '' : `${count} ${count === 1 ? 'strategy' : 'strategies'} · `;
  const right = `${snapshot.brokerage} · ${strategies}run ${snapshot.runId.slice(0, 8)}`;
  const first = spread(`${left}${remaining}`, right, width);
  const states = [...links].map(([name, state]) => `${name} ${state}`).join(' · ');
  const isTroubled = [...links.values()].some(state => state !== 'up');
  const lines = [drawnLine(first, width, colours.bold)];
  if (states !== '') lines.push(drawnLine(states, width, isTroubled ? colours.yellow : colours.dim));
  if (snapshot.halted !== undefined) lines.push(drawnLine(`HALTED: ${snapshot.halted.message}`, width, colours.red));
  return lines;
}

function spread(left: string, right: string, width: number): string {
  const space = width - lengthOf(left) - lengthOf(right);
  return space < 2 ? clip(`${left}  ${right}`, width) : `${left}${' '.repeat(space)}${right}`;
}

const priceColumns: readonly Column[] = [
  { title: 'PRICES', shrinks: true },
  { title: 'BID', align: 'right' },
  { title: 'ASK', align: 'right' },
  { title: 'LAST', align: 'right' },
  { title: 'AGE', align: 'right', dropOrder: 2, widthMin: 5 },
  { title: 'MARKET', dropOrder: 1 },
];

function priceTable(instruments: readonly InstrumentSnapshot[], width: number, colours: Colours): readonly DrawnLine[] {
  const rows = instruments.map(({ symbol, bid, ask, last, ageMs, status }): Cell[] => [
    symbol,
    priceText(bid),
    priceText(ask),
    priceText(last),
    ageMs === undefined ? { text: 'none', paint: colours.yellow } : ageText(ageMs),
    status === 'active' ? status : { text: status, paint: colours.yellow },
  ]);
  return textTable(priceColumns, rows, width, colours.dim);
}

const strategyColumns: readonly Column[] = [
  { title: 'STRATEGY', shrinks: true },
  { title: 'STATUS', dropOrder: 1 },
  { title: 'OPEN', align: 'right' },
  { title: 'FILLS', align: 'right' },
  { title: 'POSITION', align: 'right', widthMin: 14 },
  { title: 'AVERAGE', align: 'right', dropOrder: 2 },
  { title: 'REALISED', align: 'right', widthMin: 10 },
  { title: 'UNREALISED', align: 'right' },
  { title: 'FEES', align: 'right', dropOrder: 3 },
];

function strategyTable(strategies: readonly StrategySnapshot[], width: number, colours: Colours): readonly DrawnLine[] {
  const rows = strategies.flatMap(strategy => strategyRows(strategy, colours));
  return textTable(strategyColumns, rows, width, colours.dim);
}

/** One row per position; a strategy without any has one row all the same. */
function strategyRows(strategy: StrategySnapshot, colours: Colours): readonly (readonly Cell[])[] {
  const { id, status, standing, fills, positions } = strategy;
  const [first, ...others] = positions;
  const paused: Cell = status === 'running' ? status : { text: status, paint: colours.yellow };
  const realised = signed(strategy.realisedPnl, colours);
  const unrealised = signed(strategy.unrealisedPnl, colours);
  const counts = [String(standing.length), String(fills)];
  const top = [id, paused, ...counts, ...positionCells(first), realised, unrealised, amountsText(strategy.fees)];
  return [top, ...others.map(position => ['', '', '', '', ...positionCells(position), '', '', ''])];
}

function positionCells(position: StrategySnapshot['positions'][number] | undefined): readonly Cell[] {
  if (position === undefined) return ['–', ''];
  const { quantity, symbol, averagePrice } = position;
  return [`${quantityText(quantity)} ${symbol}`, averagePrice === undefined ? '–' : moneyText(averagePrice)];
}

function signed(amounts: Readonly<Record<string, string>>, colours: Colours): Cell {
  const texts = Object.values(amounts);
  const isLoss = texts.some(text => text.startsWith('-'));
  const isGain = texts.some(text => !text.startsWith('-') && text !== '0');
  const paint: Paint = isLoss ? colours.red : isGain ? colours.green : unpainted;
  return { text: amountsText(amounts), paint };
}

const orderColumns: readonly Column[] = [
  { title: 'STANDING ORDERS', shrinks: true },
  { title: 'SIDE', widthMin: 4 },
  { title: 'TYPE', dropOrder: 2, widthMin: 5 },
  { title: 'SYMBOL', dropOrder: 1 },
  { title: 'QUANTITY', align: 'right', widthMin: 8 },
  { title: 'FILLED', align: 'right', widthMin: 8 },
  { title: 'PRICE', align: 'right' },
  { title: 'STATE', widthMin: 9 },
];

/** As many standing orders as there is room for, and how many more there are. */
function orderTable(
  { snapshot, orderRowsMin }: FrameContent,
  width: number,
  room: number,
  colours: Colours,
): readonly DrawnLine[] {
  const all = snapshot.strategies.flatMap(({ id, standing }) => standing.map(order => orderCells(id, order, colours)));
  const rowsMax = room - 2;
  if (rowsMax < 1) return [];
  const rows = all.length <= rowsMax ? all : all.slice(0, rowsMax - 1);
  const more = all.length - rows.length;
  const blank = drawnLine('', width);
  const tail = more === 0 ? [] : [drawnLine(`… and ${more} more`, width, colours.dim)];
  const none = all.length === 0 ? [drawnLine('none', width, colours.dim)] : [];
  const shown = [...textTable(orderColumns, rows, width, colours.dim), ...tail, ...none];
  const missing = Math.min(Math.max(orderRowsMin, 1), rowsMax) + 1 - shown.length;
  return [blank, ...shown, ...Array.from({ length: Math.max(missing, 0) }, () => blank)];
}

function orderCells(strategy: string, order: OrderSnapshot, colours: Colours): readonly Cell[] {
  const { side, type, symbol, quantity, filled, price, state, cancelRequested } = order;
  const stateText = cancelRequested && state === 'open' ? 'canceling' : state;
  return [
    strategy,
    { text: side, paint: side === 'buy' ? colours.green : colours.red },
    type,
    symbol,
    quantity === undefined ? '–' : quantityText(quantity),
    quantityText(filled),
    price === undefined ? 'market' : quantityText(price),
    state === 'unknown' ? { text: stateText, paint: colours.yellow } : stateText,
  ];
}

/** The latest events that there is room for; those that matter may take a second line. */
function recentTable(
  recent: readonly TimedEvent[],
  width: number,
  room: number,
  colours: Colours,
): readonly DrawnLine[] {
  if (recent.length === 0 || room < 3) return [];
  const lines = recent.flatMap(each => eventLines(each, width, colours)).slice(-(room - 2));
  return [drawnLine('', width), drawnLine('RECENT (UTC)', width, colours.dim), ...lines];
}

function eventLines({ timeMs, event }: TimedEvent, width: number, colours: Colours): readonly DrawnLine[] {
  const paint = { detail: colours.dim, info: unpainted, warning: colours.yellow, error: colours.red }[event.level];
  const whose = event.strategy === undefined ? '' : `${event.strategy}  `;
  const line = `${timeText(timeMs)}  ${whose}${event.text}`;
  if (event.level === 'info' || lengthOf(line) <= width) return [drawnLine(line, width, paint)];
  const cut = line.lastIndexOf(' ', width);
  return [drawnLine(line.slice(0, cut), width, paint), drawnLine(`          ${line.slice(cut + 1)}`, width, paint)];
}

const unpainted: Paint = text => text;
