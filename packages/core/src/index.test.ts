import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as core from './index.ts';

test('exports exactly these values', () => {
  expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
    [
      "AssetLedger",
      "Decimal",
      "Engine",
      "EventBus",
      "Instrument",
      "MemoryJournal",
      "SimulatedClock",
      "StrategyBase",
      "SystemClock",
      "TradingError",
      "TradingSystem",
      "attachStrategy",
      "compareAccounts",
      "coreVersion",
      "createReplayEngine",
      "createSeededRandom",
      "decodeConsumed",
      "decodeRecord",
      "decodeRecordingHead",
      "describeAccount",
      "encodeConsumed",
      "encodeEffect",
      "encodeRecord",
      "encodeRecordingHead",
      "instrumentId",
      "isLiveOrderState",
      "isTradingError",
      "silentLogger",
      "terminalOrderStates",
    ]
  `);
});

test('tells the version that package.json has', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(core.coreVersion).toBe(manifest.version);
});
