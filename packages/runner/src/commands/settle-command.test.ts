import type { OrderState, TraderRecord } from '@trader/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { journalFile, recordOfType, someEntries } from '../../test/journal-entries.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { runCli } from './run-cli.ts';

const request = recordOfType['order-requested'];
const { clientOrderId } = request.terms;

/** The journal of a run that ended with an order whose outcome is unknown. */
function leftUnknown(to: OrderState = 'unknown'): string {
  return journalWith([request, recordOfType['order-submitted'], { ...recordOfType['order-changed'], to }]);
}

/** The same after a fill. */
function leftPartlyFilled(): string {
  const { fill } = recordOfType;
  const { quantity: filled } = fill.fill;
  return journalWith([request, fill, { ...recordOfType['order-changed'], to: 'unknown', filled }]);
}

/** An order that had ended, and of which money came afterwards. */
function leftInconsistent(): string {
  const message = `order ${clientOrderId}: money arrived after it had ended as canceled; it was applied`;
  const alarm = { type: 'alarm', code: 'fill-after-end', message, severity: 'halt', strategy: 'naive' } as const;
  const changed = { ...recordOfType['order-changed'], to: 'canceled' as const };
  return journalWith([request, changed, alarm]);
}

function journalWith(records: readonly TraderRecord[]): string {
  const file = journalFile();
  const journal = openSqliteJournal({ file });
  for (const [index, record] of records.entries()) journal.append({ sequence: index + 1, timeMs: 1, record });
  journal.commit();
  journal.close();
  return file;
}

async function settle(args: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const write = (name: keyof typeof said) => ({ write: (text: string) => (said[name] += text) });
  const { signal } = new AbortController();
  const context = { stdout: write('stdout'), stderr: write('stderr'), env: {}, signal, colour: false };
  const code = await runCli(['settle', ...args], { ...context, hide: () => undefined });
  return { code, ...said };
}

function factsIn(file: string): unknown {
  const journal = openSqliteJournal({ file });
  try {
    return [...journal.read(4)].map(({ record }) => (record.type === 'fact' ? record.event : record.type));
  } finally {
    journal.close();
  }
}

describe('trader settle', () => {
  test('writes the word of a person into the journal', async () => {
    const file = leftUnknown();
    const said = await settle([
      clientOrderId,
      'canceled',
      '--note',
      'not in their list',
      '--by',
      'ann',
      '--file',
      file,
    ]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(
      /^ok: order .* \(buy on XBTZAR, strategy naive\) was unknown and is settled as canceled, entry 4/,
    );
    const command = { command: 'settle', clientOrderId, state: 'canceled', note: 'not in their list' };
    expect(factsIn(file)).toEqual([{ type: 'command', command, by: 'ann' }]);
    const again = await settle([clientOrderId, 'canceled', '--note', 'again', '--file', file]);
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toMatch(/it has ended as canceled; nothing was changed/);
  });

  test('takes the totals that an order ended with', async () => {
    const file = leftUnknown();
    const totals = ['--base', '0.001', '--quote', '1234.5', '--fee', 'ZAR=1.2'];
    const said = await settle([clientOrderId, 'filled', '--note', 'their statement', '--file', file, ...totals]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(JSON.stringify(factsIn(file)))).toMatchObject([
      { command: { totals: { base: '0.001', quote: '1234.5', fees: [{ asset: 'ZAR', amount: '1.2' }] } } },
    ]);
  });

  test.each([
    [
      'an order that is open',
      [clientOrderId, 'canceled'],
      () => leftUnknown('open'),
      /it is open, not unknown: cancel it at the brokerage, or start a run, which looks it up; .* say --although-open/,
    ],
    [
      'an order that waits for its look-up',
      [clientOrderId, 'canceled'],
      () => leftUnknown('submitted'),
      /it is submitted, and the next run looks it up: wait for that; .* say --although-open/,
    ],
    [
      'another end for an order that ended inconsistent',
      [clientOrderId, 'expired'],
      leftInconsistent,
      /it has ended as canceled and stays that; settle it as canceled to clear it/,
    ],
    [
      'more base for no more quote',
      [clientOrderId, 'canceled', '--base', '0.0005', '--quote', '370.3701'],
      leftPartlyFilled,
      /--base is above its fills and --quote is not/,
    ],
    ['an order that is not there', ['other', 'canceled'], leftUnknown, /has no order other/],
    ['an order that has ended', [clientOrderId, 'rejected'], () => leftUnknown('canceled'), /it has ended as canceled/],
    [
      'totals below the size',
      [clientOrderId, 'filled'],
      leftUnknown,
      /its totals are below its size; give --base and --quote/,
    ],
    [
      'more base than was ordered',
      [clientOrderId, 'filled', '--base', '5', '--quote', '1234.5'],
      leftUnknown,
      /--base 5 is more than its size of 0\.001; give what was filled of this order/,
    ],
    [
      'less quote than its fills are known to have exchanged',
      [clientOrderId, 'canceled', '--base', '0.000300000000000001', '--quote', '370'],
      leftPartlyFilled,
      /its fills are at .* base for 370\.3701 quote already/,
    ],
    ['half of the totals', [clientOrderId, 'filled', '--base', '1'], leftUnknown, /need both --base and --quote/],
    [
      'a state that nobody may declare',
      [clientOrderId, 'open'],
      leftUnknown,
      /one of filled, canceled, expired, rejected/,
    ],
  ])('refuses %s', async (_, args, make, message) => {
    const file = make();
    const said = await settle([...args, '--note', 'seen', '--file', file]);
    expect(said.code).not.toBe(0);
    expect(said.stderr).toMatch(message);
    expect(factsIn(file)).toEqual([]);
  });

  test('takes an order that is open when that is said', async () => {
    const file = leftUnknown('open');
    const said = await settle([clientOrderId, 'canceled', '--note', 'seen', '--although-open', '--file', file]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain('was open and is settled as canceled');
  });

  test('clears up an order that ended inconsistent, once', async () => {
    const file = leftInconsistent();
    const args = [clientOrderId, 'canceled', '--note', 'their statement has it', '--file', file];
    const said = await settle(args);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain('had ended as canceled, inconsistent, and is cleared up, entry 4');
    expect((await settle(args)).stderr).toContain('it has ended as canceled; nothing was changed');
  });

  test('takes an order whose settlement a run refused', async () => {
    const command = { command: 'settle', clientOrderId, state: 'filled', note: 'seen' } as const;
    const message = `order ${clientOrderId}: it was not settled as filled: the totals are below its size`;
    const file = journalWith([
      request,
      { ...recordOfType['order-changed'], to: 'unknown' },
      { type: 'fact', event: { type: 'command', command, by: 'ann' } },
      { type: 'alarm', code: 'settlement-refused', message, severity: 'warning', strategy: 'naive' },
    ]);
    const said = await settle([clientOrderId, 'canceled', '--note', 'seen', '--file', file]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain('was unknown and is settled as canceled, entry 5');
  });

  test('is refused while a run has the journal', async () => {
    const file = leftUnknown();
    const journal = openSqliteJournal({ file });
    onTestFinished(() => journal.close());
    for (const entry of someEntries(4, 5)) journal.append(entry);
    const said = await settle([clientOrderId, 'canceled', '--note', 'seen', '--file', file]);
    expect(said.code).toBe(1);
    expect(said.stderr).toMatch(/is in use by process \d+ since .*; stop that process first/);
  });
});
