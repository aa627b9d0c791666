import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readRecordedMessage } from '@trader/luno';
import { BookReplay, booksFromOrders, type OrderSource, ticksFromOrders, tradesFromOrders } from '@trader/sim';
import { openOrderFile, orderRecording, writeColumnFile } from '@trader/sim/node';
import { describe, expect, onTestFinished, test } from 'vitest';

const recording = '../shared/data/l3/bitstamp_as_luno_first25000.jsonl.gz';

/** A few messages as Luno sends them, a reconnect among them. */
const messages = [
  '{"sequence":"10","asks":[{"id":"a","price":"100.00","volume":"1.5"}],"bids":[{"id":"b","price":"99.00","volume":"2.00"}],"status":"ACTIVE","timestamp":1000}',
  '{"sequence":"11","trade_updates":[{"sequence":1,"base":"0.5","counter":"50","maker_order_id":"a","taker_order_id":"t","order_id":"a"}],"create_update":null,"delete_update":null,"status_update":null,"timestamp":1001}',
  '""',
  '{"sequence":"12","trade_updates":null,"create_update":{"order_id":"c","type":"BID","price":"99.50","volume":"1"},"delete_update":null,"status_update":null,"timestamp":1002}',
  '{"sequence":"14","trade_updates":null,"create_update":null,"delete_update":{"order_id":"c"},"status_update":null,"timestamp":1003}',
  '{"sequence":"20","asks":[],"bids":[{"id":"b","price":"99.00","volume":"2.00"}],"timestamp":1010}',
];

function aFile(name: string, text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trader-luno-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

interface NaiveOrder {
  readonly side: 'bids' | 'asks';
  readonly price: number;
  left: number;
}

/** Whole hundredths of a price, whole 10^-8 of a volume: what these recordings have. */
const units = (text: string, decimals: number): number => Math.round(Number(text) * 10 ** decimals);

/** The best ten levels after every message, from a book that is a plain list of orders, as one text per message. */
function* naiveTops(lines: readonly string[]): Generator<string, void> {
  const orders = new Map<string, NaiveOrder>();
  for (const line of lines) {
    const message = JSON.parse(line);
    if (message.asks !== undefined) {
      orders.clear();
      for (const side of ['bids', 'asks'] as const) {
        for (const { id, price, volume } of message[side])
          orders.set(id, { side, price: units(price, 2), left: units(volume, 8) });
      }
    }
    for (const { base, maker_order_id: id } of message.trade_updates ?? []) {
      const order = orders.get(id) as NaiveOrder;
      order.left -= units(base, 8);
      if (order.left === 0) orders.delete(id);
    }
    const created = message.create_update;
    if (created) {
      const side = created.type === 'BID' ? 'bids' : 'asks';
      orders.set(created.order_id, { side, price: units(created.price, 2), left: units(created.volume, 8) });
    }
    if (message.delete_update) orders.delete(message.delete_update.order_id);
    yield JSON.stringify([top(orders, 'bids'), top(orders, 'asks')]);
  }
}

function top(orders: ReadonlyMap<string, NaiveOrder>, side: 'bids' | 'asks'): number[][] {
  const levels = new Map<number, number>();
  for (const order of orders.values()) {
    if (order.side === side) levels.set(order.price, (levels.get(order.price) ?? 0) + order.left);
  }
  return [...levels].sort(([a], [b]) => (side === 'asks' ? a - b : b - a)).slice(0, 10);
}

async function* replayedTops(source: OrderSource): AsyncGenerator<string, void> {
  const book = new BookReplay();
  for await (const rows of source.chunks({})) {
    for (let row = 0; row < rows.length; ) {
      row = book.applyMessage(rows, row);
      const side = (name: 'bids' | 'asks') =>
        Array.from({ length: Math.min(10, book.depth(name)) }, (_, level) => [
          book.priceAt(name, level),
          book.quantityAt(name, level),
        ]);
      yield JSON.stringify([side('bids'), side('asks')]);
    }
  }
}

async function count(source: {
  chunks(range: object): Iterable<{ length: number }> | AsyncIterable<{ length: number }>;
}): Promise<number> {
  let rows = 0;
  for await (const { length } of source.chunks({})) rows += length;
  return rows;
}

describe('a recorded stream of Luno', () => {
  test('becomes trades, ticks and books, and a missing message becomes a gap', async () => {
    const file = aFile('a.jsonl', `${messages.join('\n')}\n{"sequence":"21","trade_upd`);
    const source = orderRecording({ file, symbol: 'XBTZAR', readMessage: readRecordedMessage });
    const ticks: unknown[] = [];
    for await (const { length, bid, ask, last, timeMs, gaps } of ticksFromOrders(source).chunks({})) {
      for (let row = 0; row < length; row += 1) ticks.push([timeMs[row], bid[row], ask[row], last[row]]);
      expect(gaps).toEqual([{ fromMs: 1002, toMs: 1010, reason: 'message 14 came after 12' }]);
    }
    expect(ticks).toEqual([
      [1000, 99, 100, Number.NaN],
      [1001, 99, 100, 100],
      [1002, 99.5, 100, 100],
      [1010, 99, Number.NaN, Number.NaN],
    ]);
    expect(await count(tradesFromOrders(source))).toBe(1);
    expect(await count(booksFromOrders(source, 2))).toBe(4);
  });

  test('with a line that is none is refused, with its number', async () => {
    const file = aFile('a.jsonl', `${messages[0]}\n{"sequence":\n${messages[1]}\n`);
    const source = orderRecording({ file, symbol: 'XBTZAR', readMessage: readRecordedMessage });
    await expect(count(source)).rejects.toMatchObject({
      code: 'market-data/invalid',
      context: { source: file, line: 2 },
    });
  });

  test('with more decimals than the first snapshot says what to give', async () => {
    const file = aFile(
      'a.jsonl',
      `${messages[0]}\n${messages[3]?.replace('99.50', '99.12345').replace('"12"', '"11"')}\n`,
    );
    const source = orderRecording({ file, symbol: 'XBTZAR', readMessage: readRecordedMessage });
    await expect(count(source)).rejects.toThrow('give priceDecimals');
    expect(
      await count(orderRecording({ file, symbol: 'XBTZAR', readMessage: readRecordedMessage, priceDecimals: 5 })),
    ).toBe(4);
  });

  test.skipIf(!existsSync(recording))(
    `of 25,000 real updates equals a naive book after every message, as text and as columns (${recording}, skipped where it is missing)`,
    { timeout: 120_000 },
    async () => {
      const lines = gunzipSync(readFileSync(recording)).toString().trim().split('\n');
      const text = orderRecording({ file: recording, symbol: 'BTCUSD', readMessage: readRecordedMessage });
      const file = aFile('a.tcol', '');
      await writeColumnFile(file, text, { overwrite: true });
      for (const source of [text, await openOrderFile(file)]) {
        // The naive book is slow: the first thousand messages one by one, then every fiftieth.
        const naive = naiveTops(lines);
        let number = 0;
        for await (const shown of replayedTops(source)) {
          const { value } = naive.next();
          if (number < 1_000 || number % 50 === 0 || number === lines.length - 1)
            expect(shown, `message ${number}`).toBe(value);
          number += 1;
        }
        expect(number).toBe(25_001);
      }
    },
  );
});
