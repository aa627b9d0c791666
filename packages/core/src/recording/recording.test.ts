import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { isTradingError } from '../errors/trading-error.ts';
import { MemoryJournal } from '../journal/memory-journal.ts';
import { encodeRecord } from '../journal/record-codec.ts';
import type { JournalEntry, TraderRecord } from '../journal/trader-record.ts';
import type { Tick } from '../market/market-event.ts';
import type { Order } from '../order/order.ts';
import { StrategyBase, type StrategyClass, type TimerFired } from '../strategy/strategy-base.ts';
import { balance, ScriptedBrokerage, tick, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import type { TradingSystemOptions } from '../system/trading-system-options.ts';
import { createReplayEngine } from './create-replay-engine.ts';
import type { ConsumedEvent, Recording, RecordingHead } from './recording.ts';
import {
  decodeConsumed,
  decodeRecordingHead,
  encodeConsumed,
  encodeEffect,
  encodeRecordingHead,
} from './recording-codec.ts';
import type { RecordingNote } from './recording-note.ts';

/** Buys, sells, cancels, sets timers and draws chance. */
class Busy extends StrategyBase {
  static override pace = 'event' as const;
  ticks = 0;
  override onTick({ symbol, ask = 0 }: Tick): void {
    this.ticks += 1;
    if (this.ticks % 2 === 1) this.buy({ symbol, type: 'limit', quantity: '0.01', price: ask });
    else if (this.random() < 0.9) this.setTimer('later', 50);
  }
  override onTimer(_: TimerFired): void {
    this.cancelAll();
  }
  override onOrder({ state }: Order): void {
    if (state === 'open') this.setTimer('soon', 10);
  }
  override onSave(): unknown {
    return { ticks: this.ticks };
  }
  override onLoad(saved: unknown): void {
    this.ticks = (saved as { ticks: number }).ticks;
  }
}

/** A recording as lines of text, as a file would keep it. */
class TextRecording implements Recording {
  head = '';
  readonly lines: string[] = [];
  readonly notes: RecordingNote[] = [];
  isClosed = false;
  begin(head: RecordingHead): void {
    this.head = encodeRecordingHead(head);
  }
  record(consumed: ConsumedEvent): void {
    this.lines.push(encodeConsumed(this.lines.length + 1, consumed));
  }
  takeNotes(): readonly RecordingNote[] {
    return this.notes.splice(0);
  }
  close(): void {
    this.isClosed = true;
    this.notes.push({ note: 'segment', file: 'a', firstEvent: 1, lastEvent: this.lines.length, bytes: 1, sha256: '0' });
  }
}

class LastingJournal extends MemoryJournal {
  override close(): void {
    // The next run and the replay read it.
  }
}

const runIds = ['a', 'b', 'c'].map(letter => letter.repeat(32));

async function runOnce(
  journal: MemoryJournal,
  recording: Recording,
  index = 0,
  options: Partial<TradingSystemOptions> & { brokerage?: ScriptedBrokerage } = {},
): Promise<TradingSystem> {
  const clock = new SimulatedClock(1_000_000 + index * 100_000);
  const { brokerage = new ScriptedBrokerage() } = options;
  const system = new TradingSystem({
    brokerage,
    journal,
    recording,
    clock,
    runId: runIds[index] ?? '',
    strategies: [{ id: 'busy', strategy: Busy, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
    ...options,
  });
  let isStarted = false;
  const starting = system.start().finally(() => {
    isStarted = true;
  });
  while (!isStarted) await clock.advanceAsync(10);
  await starting;
  brokerage.emit(balance('ZAR', '9000'));
  for (let step = 0; step < 8; step += 1) {
    brokerage.emit(tick(99_999 - step, 100_001 + step));
    await clock.advanceAsync(30);
  }
  system.signal('news', { size: 1 });
  await clock.advanceAsync(1_100);
  const stopping = system.stop();
  await clock.advanceAsync(2_000);
  await stopping;
  return system;
}

/** What a replay decides differently from the recording, as text; nothing when it is identical. */
function differences(
  recording: TextRecording,
  journal: MemoryJournal,
  strategy: StrategyClass = Busy,
): readonly string[] {
  const head = decodeRecordingHead(recording.head);
  const all = [...journal.read(1)];
  const engine = createReplayEngine(head, {
    strategies: new Map([['busy', strategy]]),
    entries: all.filter(({ sequence }) => sequence <= head.journalSequence),
  });
  const found: string[] = [];
  for (const line of recording.lines) {
    const { sequence, event, stampMs, effects, journal: range } = decodeConsumed(line);
    const output = engine.process(event, stampMs);
    const [first = 0, last = -1] = range ?? [];
    const recorded = [...effects, ...all.slice(first - 1, last).map(({ record }) => encodeRecord(record))];
    const replayed = [...output.effects.map(encodeEffect), ...output.records.map(encodeRecord)];
    if (recorded.join('\n') !== replayed.join('\n')) found.push(`event ${sequence} (${event.type})`);
  }
  return found;
}

function recordsOf<Type extends TraderRecord['type']>(journal: MemoryJournal, type: Type) {
  return [...journal.read(1)]
    .map(({ record }: JournalEntry) => record)
    .filter(record => record.type === type) as Extract<TraderRecord, { type: Type }>[];
}

describe('a recorded run', () => {
  test('replays to the same effects and records', async () => {
    const journal = new LastingJournal();
    const recording = new TextRecording();
    await runOnce(journal, recording);
    expect(recording.lines.length).toBeGreaterThan(20);
    expect(recording.lines.filter(line => line.includes('"type":"place"')).length).toBeGreaterThan(2);
    expect(recording.lines.filter(line => line.includes('"type":"cancel"')).length).toBeGreaterThan(0);
    expect(differences(recording, journal)).toEqual([]);
  });

  test('that began from the journal of another one replays too', async () => {
    const journal = new LastingJournal();
    const brokerage = new ScriptedBrokerage();
    await runOnce(journal, new TextRecording(), 0, { brokerage });
    const second = new TextRecording();
    await runOnce(journal, second, 1, { brokerage });
    expect(decodeRecordingHead(second.head).journalSequence).toBeGreaterThan(10);
    expect(differences(second, journal)).toEqual([]);
  });

  test('shows the event where a changed strategy decides differently', async () => {
    class Changed extends Busy {
      override onTick(shown: Tick): void {
        if (this.ticks < 4) super.onTick(shown);
      }
    }
    const journal = new LastingJournal();
    const recording = new TextRecording();
    await runOnce(journal, recording);
    const ticks = recording.lines.filter(line => line.includes('"type":"tick"'));
    const fifth = decodeConsumed(ticks[4] ?? '').sequence;
    expect(differences(recording, journal, Changed)[0]).toBe(`event ${fifth} (tick)`);
  });

  test('cannot be replayed on a journal that is not its own', async () => {
    const recording = new TextRecording();
    await runOnce(new LastingJournal(), recording);
    let error: unknown;
    try {
      differences(recording, new LastingJournal());
    } catch (thrown) {
      error = thrown;
    }
    expect(isTradingError(error, 'journal/failed') && error.message).toMatch(/does not belong to the recording/);
  });
});

describe('the journal', () => {
  test('knows of the segments, the last one included', async () => {
    const journal = new LastingJournal();
    const recording = new TextRecording();
    recording.notes.push({ note: 'dropped', files: ['old'] });
    await runOnce(journal, recording);
    expect(recording.isClosed).toBe(true);
    expect(recordsOf(journal, 'recording').map(({ note }) => note)).toEqual([
      { note: 'dropped', files: ['old'] },
      { note: 'segment', file: 'a', firstEvent: 1, lastEvent: recording.lines.length, bytes: 1, sha256: '0' },
    ]);
  });

  test('knows why an order was asked for, and what risk looked at', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, new TextRecording(), 0, { risk: { orderNotionalMax: { ZAR: '2000' } } });
    const [requested] = recordsOf(journal, 'order-requested');
    expect(requested?.cause).toEqual({ event: 'tick', hook: 'onTick', subject: tick(99_999, 100_001) });
    const [submitted] = recordsOf(journal, 'order-submitted');
    expect(submitted?.risk?.rules).toMatchObject({ 'system-order-notional': '2000 ZAR', 'strategy-open-orders': '50' });
    expect(submitted?.risk?.notional?.toString()).toBe('1000.01');
    const canceled = recordsOf(journal, 'order-changed').find(({ cause }) => cause !== undefined);
    expect(canceled?.cause).toMatchObject({ event: 'timer', hook: 'onTimer', subject: { name: 'soon' } });
  });

  test('knows which rule denied an order, with limit and value', async () => {
    const journal = new LastingJournal();
    await runOnce(journal, new TextRecording(), 0, { risk: { orderNotionalMax: { ZAR: '10' } } });
    const [reviewed] = recordsOf(journal, 'order-reviewed');
    expect(reviewed).toMatchObject({ rule: 'system-order-notional', code: 'order-notional' });
    expect([reviewed?.limit?.toString(), reviewed?.value?.toString()]).toEqual(['10', '1000.01']);
  });
});

test.each(['begin', 'record', 'takeNotes', 'close'] as const)(
  'a recording whose %s throws does not disturb trading; it is told once',
  async method => {
    const journal = new LastingJournal();
    const recording = new TextRecording();
    recording[method] = () => {
      throw new Error('no space left');
    };
    const system = await runOnce(journal, recording);
    expect(system.state).toBe('stopped');
    expect(recordsOf(journal, 'fact').length).toBeGreaterThan(5);
    expect(recordsOf(journal, 'order-submitted').length).toBeGreaterThan(1);
    const alarms = recordsOf(journal, 'alarm').filter(({ code }) => code === 'recording-failed');
    expect(alarms.map(({ message }) => message)).toEqual([
      expect.stringContaining('the recording failed: no space left'),
    ]);
  },
);

test('rules of instruments, fee rates and amounts come back from the head to the last digit', () => {
  const head: RecordingHead = {
    format: 1,
    coreVersion: '0',
    journalSequence: 1,
    riskRules: [],
    engine: {
      instruments: [xbtzar],
      feeRates: new Map([[xbtzar.id, { maker: xbtzar.lotSize, taker: xbtzar.tickSize }]]),
    } as unknown as RecordingHead['engine'],
  };
  const back = decodeRecordingHead(encodeRecordingHead(head));
  expect(back.engine.instruments[0]?.toJSON()).toEqual(xbtzar.toJSON());
  expect(back.engine.feeRates?.get(xbtzar.id)?.taker).toEqual(xbtzar.tickSize);
});
