import { describe, expect, test } from 'vitest';
import { shippedSources } from './workspace.ts';

/** The outside world. The pure packages may not look at it. */
const ambient =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\b|\bperformance\.|\bprocess\.|\bglobalThis\b|\bfetch\(|\bconsole\.|\bXMLHttpRequest\b|\bnew WebSocket\b/;

/** True randomness makes a run id, once, and nothing else. */
const dice = /\bcrypto\./;
const mayThrowDice = 'system/';

/** The room that traps them in strategies has to name them. */
const mayTrap = 'determinism/';

/** The one file per package where the clock and the timers are read. */
const mayTellTheTime = 'clock/system-clock.ts';

describe.each(['core', 'sim'])('%s', room => {
  const sources = shippedSources(room).filter(
    ({ file }) => file !== mayTellTheTime && !file.startsWith('node/') && !file.startsWith(mayTrap),
  );

  test.each(sources)('$file never reads clock, dice, environment or network', ({ file, text }) => {
    const found = withoutComments(text)
      .split('\n')
      .map((line, index) => `${index + 1}: ${line.trim()}`)
      .filter(line => ambient.test(line) || (dice.test(line) && !file.startsWith(mayThrowDice)));
    expect(found, 'take a Clock, a seeded source or a value as a parameter instead').toEqual([]);
  });
});

/** Comments may name what the code may not; their lines stay, so that line numbers hold. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ''))
    .replace(/(^|[\s;{}(,])\/\/[^\n]*/g, '$1');
}
