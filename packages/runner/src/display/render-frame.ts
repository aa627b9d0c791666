import type {
  ContingentOrderSnapshot,
  InstrumentSnapshot,
  OrderSnapshot,
  StrategySnapshot,
  SystemSnapshot,
} from '@trader/core';
import picocolors from 'picocolors';
import { paperMark } from '../config/paper-config.ts';
import { resumeHint } from '../run/halt-words.ts';
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
/** A blank line, a heading and a row. */
const listLinesMin = 3;

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
  const blank = drawnLine('', size.width);
  const top = [...head, blank, ...prices, blank, ...strategies];
  const room = Math.max(size.height - top.length, 0);
  const news = recentTable(content.recent, size.width, recentMax + 2, colours);
  const below = listTables(content, size.width, room - recentReserve(content, room, news.length), colours);
  const recent = recentTable(content.recent, size.width, Math.min(room - below.length, recentMax + 2), colours);
  return [...top, ...below, ...recent].slice(0, size.height);
}

/** Lines kept for the latest events: one event alone where the lists would not have a row each. */
function recentReserve({ snapshot }: FrameContent, room: number, wanted: number): number {
  const lists = snapshot.strategies.some(({ contingentOrders }) => contingentOrders.length > 0) ? 2 : 1;
  const usual = Math.min(wanted, recentMin + 2);
  const reserve = room - usual >= lists * listLinesMin ? usual : Math.min(wanted, listLinesMin);
  return Math.min(reserve, Math.max(room, 0));
}

/** What stands at the market or waits here: exits first, since they guard what is held; neither takes the other's last rows. */
function listTables(content: FrameContent, width: number, room: number, colours: Colours): readonly DrawnLine[] {
  const { snapshot, orderRowsMin } = content;
  const exits = snapshot.strategies.flatMap(({ id, contingentOrders }) =>
    contingentOrders.map(order => exitCells(id, order, colours)),
  );
  const orders = snapshot.strategies.flatMap(({ id, standing }) =>
    standing.map(order => orderCells(id, order, colours)),
  );
  const ordersWanted = Math.max(orders.length, orderRowsMin, 1) + 2;
  const exitsRoom =
    exits.length === 0
      ? 0
      : Math.min(exits.length + 2, Math.max(room - ordersWanted, Math.floor(room / 2), listLinesMin));
  const shownExits = listTable(exitColumns, exits, { width, room: exitsRoom, rowsMin: 0 }, colours);
  const ordersRoom = { width, room: room - shownExits.length, rowsMin: Math.max(orderRowsMin, 1) };
  return [...shownExits, ...listTable(orderColumns, orders, ordersRoom, colours)];
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
  const { brokerage } = snapshot;
  const first = firstThatFits(
    [
      [`${left}${remaining}`, `${brokerage} · ${strategies}run ${snapshot.runId.slice(0, 8)}`],
      [`${left}${remaining}`, strategies === '' ? brokerage : `${brokerage} · ${strategies.slice(0, -3)}`],
      [`${left}${remaining}`, brokerage],
      [left, brokerage],
    ],
    // That nothing of it is real is the last thing to be cut off.
    brokerage.endsWith(paperMark) ? `PAPER ${left}` : left,
    width,
  );
  // What is down comes first: the line may be cut.
  const byTrouble = [...links].sort(([, a], [, b]) => Number(a === 'up') - Number(b === 'up'));
  const states = byTrouble.map(([name, state]) => `${name} ${state}`).join(' · ');
  const isTroubled = [...links.values()].some(state => state !== 'up');
  const lines = [drawnLine(first, width, colours.bold)];
  if (states !== '') lines.push(drawnLine(states, width, isTroubled ? colours.yellow : colours.dim));
  if (snapshot.halted !== undefined) {
    // What a person can do comes before why: the line may be cut.
    const { code, message } = snapshot.halted;
    lines.push(drawnLine(`HALTED (${code}), ${resumeHint}. ${message}`, width, colours.red));
  }
  return lines;
}

/** The first pair of texts that has room on one line, left and right; otherwise one text, cut. */
function firstThatFits(pairs: readonly (readonly [string, string])[], otherwise: string, width: number): string {
  for (const [left, right] of pairs) {
    const space = width - lengthOf(left) - lengthOf(right);
    if (space >= 2) return `${left}${' '.repeat(space)}${right}`;
  }
  return clip(otherwise, width);
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
  { title: 'STATUS' },
  { title: 'OPEN', align: 'right', dropOrder: 1 },
  { title: 'FILLS', align: 'right', dropOrder: 2 },
  { title: 'POSITION', align: 'right', widthMin: 14 },
  { title: 'AVERAGE', align: 'right', dropOrder: 3 },
  { title: 'REALISED', align: 'right', widthMin: 10 },
  { title: 'UNREALISED', align: 'right' },
  { title: 'FEES', align: 'right', dropOrder: 4 },
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

interface ListRoom {
  readonly width: number;
  readonly room: number;
  readonly rowsMin: number;
}

/** A blank line and as many rows as there is room for, and how many more there are. */
function listTable(
  columns: readonly Column[],
  all: readonly (readonly Cell[])[],
  { width, room, rowsMin }: ListRoom,
  colours: Colours,
): readonly DrawnLine[] {
  const rowsMax = room - 2;
  if (rowsMax < 1) return [];
  const rows = all.length <= rowsMax ? all : all.slice(0, rowsMax - 1);
  const more = all.length - rows.length;
  const blank = drawnLine('', width);
  const tail = more === 0 ? [] : [drawnLine(`… and ${more} more`, width, colours.dim)];
  const none = all.length === 0 ? [drawnLine('none', width, colours.dim)] : [];
  const shown = [...textTable(columns, rows, width, colours.dim), ...tail, ...none];
  const missing = Math.min(rowsMin, rowsMax) + 1 - shown.length;
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

const exitColumns: readonly Column[] = [
  { title: 'EXITS', shrinks: true },
  { title: 'SIDE', widthMin: 4 },
  { title: 'KIND', dropOrder: 2 },
  { title: 'SYMBOL', dropOrder: 1 },
  { title: 'QUANTITY', align: 'right', widthMin: 8 },
  { title: 'TARGET', align: 'right' },
  { title: 'STOP', align: 'right' },
  { title: 'STATE', widthMin: 7 },
];

/** What guards a position, whether it rests at the brokerage or the engine holds it. */
function exitCells(strategy: string, order: ContingentOrderSnapshot, colours: Colours): readonly Cell[] {
  const { kind, side, symbol, left, takeProfitPrice, stopLevel, trailingDistance, state } = order;
  const unknownStop = trailingDistance === undefined ? '–' : `trails ${quantityText(trailingDistance)}`;
  const stateText = state === 'working' && left === '0' ? 'waiting' : exitStates[state];
  return [
    strategy,
    { text: side, paint: side === 'buy' ? colours.green : colours.red },
    kindWords[kind],
    symbol,
    quantityText(left),
    takeProfitPrice === undefined ? '–' : quantityText(takeProfitPrice),
    stopLevel === undefined ? unknownStop : quantityText(stopLevel),
    state === 'working' ? stateText : { text: stateText, paint: colours.yellow },
  ];
}

const kindWords = { bracket: 'bracket', 'one-cancels-other': 'OCO', 'trailing-stop': 'trailing' } as const;

const exitStates = {
  working: 'working',
  'target-reached': 'at target',
  triggered: 'triggered',
  canceling: 'canceling',
  ended: 'ended',
} as const;

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
