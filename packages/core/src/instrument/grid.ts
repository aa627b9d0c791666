import type { Decimal } from '../money/decimal.ts';

/** Why an instrument does not take a price, a quantity or a notional. */
export type GridViolation = Readonly<{
  /** Which rule is broken. */
  code:
    | 'price-off-grid'
    | 'price-below-min'
    | 'price-above-max'
    | 'price-not-positive'
    | 'quantity-off-grid'
    | 'quantity-below-min'
    | 'quantity-above-max'
    | 'quantity-not-positive'
    | 'notional-below-min'
    | 'notional-above-max';
  /** The value that was checked. */
  value: Decimal;
  /** The bound that is broken, or the step of the grid that was missed; absent for values that are not above 0. */
  limit?: Decimal;
  /** For off-grid values: the valid value below and the one above; a side without a valid value is left out. */
  nearest?: readonly [below: Decimal, above: Decimal] | readonly [only: Decimal];
  /** One sentence for a person, with the value, the limit and what would be valid. */
  message: string;
}>;

/** The values that one field of an order may have on one instrument: multiples of a step within bounds, above 0. */
export type Grid = Readonly<{
  /** Which family of codes violations carry. */
  kind: 'price' | 'quantity';
  /** The field in messages, such as `quote quantity`. */
  name: string;
  /** The same in the plural. */
  plural: string;
  /** The name of its step in messages, such as `tick`. */
  stepName: string;
  /** The instrument's symbol, for messages. */
  symbol: string;
  /** Valid values are multiples of this; above 0. */
  step: Decimal;
  /** Smallest valid value, if bounded. */
  min: Decimal | undefined;
  /** Largest valid value, if bounded. */
  max: Decimal | undefined;
}>;

/** The first rule of the grid that a value breaks, or nothing. */
export function checkGrid(grid: Grid, value: Decimal): GridViolation | undefined {
  const { kind, name, symbol, step, min, max } = grid;
  if (!value.isPositive()) return checkAboveZero(kind, name, symbol, value);
  if (min !== undefined && value.lessThan(min)) return belowMin(`${kind}-below-min`, name, symbol, value, min);
  if (max !== undefined && value.greaterThan(max)) return aboveMax(`${kind}-above-max`, name, symbol, value, max);
  return value.isMultipleOf(step) ? undefined : offGrid(grid, value);
}

/** The violation of a value that is not above 0, or nothing. */
export function checkAboveZero(
  kind: Grid['kind'],
  name: string,
  symbol: string,
  value: Decimal,
): GridViolation | undefined {
  if (value.isPositive()) return undefined;
  return { code: `${kind}-not-positive`, value, message: `${name} was ${value} for ${symbol}; it must be above 0` };
}

/** The violation of a lower bound. */
export function belowMin(
  code: GridViolation['code'],
  name: string,
  symbol: string,
  value: Decimal,
  limit: Decimal,
): GridViolation {
  return { code, value, limit, message: `${name} ${value} is below the minimum of ${limit} for ${symbol}` };
}

/** The violation of an upper bound. */
export function aboveMax(
  code: GridViolation['code'],
  name: string,
  symbol: string,
  value: Decimal,
  limit: Decimal,
): GridViolation {
  return { code, value, limit, message: `${name} ${value} is above the maximum of ${limit} for ${symbol}` };
}

/** The smallest and the largest valid value of a grid, or nothing where its bounds leave no valid value. */
export function gridEnds(grid: Grid): readonly [lowest: Decimal, highest: Decimal | undefined] | undefined {
  const { step, min, max } = grid;
  const lowest = min?.isPositive() ? min.roundToStep(step, 'up') : step;
  const highest = max?.roundToStep(step, 'down');
  return highest?.lessThan(lowest) ? undefined : [lowest, highest];
}

function offGrid(grid: Grid, value: Decimal): GridViolation {
  const { kind, name, plural, stepName, symbol, step, min, max } = grid;
  const below = value.roundToStep(step, 'down');
  const above = below.plus(step);
  const around = `${name} ${value} is not on the ${stepName} grid of ${step} for ${symbol}; nearest valid`;
  const rest = { code: `${kind}-off-grid`, value, limit: step } as const;
  // An instrument has at least one valid value, so that a value within the bounds has one on at least one side.
  const only = !below.isPositive() || min?.greaterThan(below) ? above : max?.lessThan(above) ? below : undefined;
  if (only !== undefined) return { ...rest, nearest: [only], message: `${around} ${name} is ${only}` };
  return { ...rest, nearest: [below, above], message: `${around} ${plural} are ${below} and ${above}` };
}
