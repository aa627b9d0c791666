import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/make-project.ts';
import { trader } from '../../test/spawn-cli.ts';

const practice = readFileSync(new URL('../scaffold/template/practice-brokerage.ts', import.meta.url), 'utf8');

/** A strategy that never comes back from a hook; types and comments before it shift the lines of what runs. */
const spinning = `import { StrategyBase, type Tick } from '@trader/core';

interface Unused {
  readonly text: string;
}

/** Counts for as long as it is told. */
export default class Spin extends StrategyBase {
  #count = 0;

  override onTick(tick: Tick): void {
    const unused: Unused | undefined = undefined;
    if (unused === undefined && this.#count === 0) this.#spin(tick, FOR_MS);
  }

  #spin(_: Tick, forMs: number): void {
    const end = performance.now() + forMs;
    while (performance.now() < end) this.#count += 1;
  }
}
`;

function project(forMs: string, stallTimeoutMs: number): string {
  return makeProject({
    'configs/global_strategy_config.yaml': `brokerage: { adapter: ./practice.ts }
heartbeatMs: 50
stallTimeoutMs: ${stallTimeoutMs}
strategies: [{ id: spin, symbols: [XBTZAR] }]
`,
    'practice.ts': practice,
    'strategies/spin_strategy.ts': spinning.replace('FOR_MS', forMs),
  });
}

describe('a hook', () => {
  test('that never returns is named with its line, and ends trader run with exit code 9', async () => {
    const { code, stderr } = await trader(['run', '--plain'], project('Number.POSITIVE_INFINITY', 2_000));
    expect(stderr).toMatch(
      /The event loop has stood still for [\d.]+ s in Spin\.onTick at strategies\/spin_strategy\.ts:1[89]:\d+: .*; after 2 s the process is ended\./,
    );
    expect(stderr).toMatch(/has stood still for 2 s, so the process is ended\. Orders are as they were/);
    expect(code).toBe(9);
  }, 30_000);

  test('that takes long is only told of', { tags: ['slow'], timeout: 30_000 }, async () => {
    const { code, stderr } = await trader(['run', '--plain', '--for', '4'], project('3_000', 4_000));
    expect(stderr).toMatch(/The event loop has stood still for 1 s in Spin\.onTick/);
    expect(stderr).toContain('The event loop goes on.');
    expect(code).toBe(0);
  });
});
