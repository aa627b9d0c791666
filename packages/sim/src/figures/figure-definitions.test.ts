import { expect, test } from 'vitest';
import { figureDefinitions } from './figure-definitions.ts';

function page(): string {
  const parts = Object.entries(figureDefinitions).map(([name, { title, definition, undefinedWhen, source }]) => {
    const lines = [`### ${title}`, '', `\`${name}\`. ${definition}`];
    if (undefinedWhen !== '') lines.push('', `Not computed: ${undefinedWhen}`);
    if (source !== '') lines.push('', `Source: ${source}`);
    return lines.join('\n');
  });
  return `# Figures of a backtest

What \`computeFigures\` of \`@trader/sim\` and every report mean by their words. This page is written from \`figureDefinitions\`: run
\`vitest run packages/sim/src/figures -u\` after changing them.

- Equity is cash and positions at the market price, in the reporting asset, sampled at even steps. A *return* is the change from one sample to the
  next.
- A year has 365 days: markets that never close. Figures per year use the calendar time from the first sample to the last.
- A *round trip* is a stretch from flat to flat of one strategy in one market; its result is after all fees.
- Ratios are doubles. Sums of money are exact, and text in JSON.
- What cannot be computed is \`undefined\` (\`null\` in JSON, “–” on pages): never \`NaN\`, never infinite.

${parts.join('\n\n')}
`;
}

test('the page of definitions says what the code says', async () => {
  await expect(page()).toMatchFileSnapshot('../../../../docs/figures.md');
});
