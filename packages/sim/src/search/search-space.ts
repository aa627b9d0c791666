import { TradingError } from '@trader/core';

/** One value of one param. */
export type ParamValue = number | string | boolean;

/** One set of params, as a strategy takes them. */
export type ParamSet = Readonly<Record<string, ParamValue>>;

/** Whole numbers from `from` to `to`, both included. */
export interface IntegerDimension {
  /** Discriminant. */
  readonly type: 'integer';
  /** Smallest value. */
  readonly from: number;
  /** Largest value. */
  readonly to: number;
  /** Distance of two neighbours, at least 1. Default 1. */
  readonly step?: number;
}

/** Any number from `from` to `to`. */
export interface RealDimension {
  /** Discriminant. */
  readonly type: 'real';
  /** Smallest value. */
  readonly from: number;
  /** Largest value. */
  readonly to: number;
  /** `log`: equal ratios are equally far apart; both ends are then above 0. Default `linear`. */
  readonly scale?: 'linear' | 'log';
  /** How many values a grid takes, at least 2. Default 10. */
  readonly gridPoints?: number;
}

/** One of some values. */
export interface ChoiceDimension {
  /** Discriminant. */
  readonly type: 'choice';
  /** The values, at least one. */
  readonly values: readonly ParamValue[];
}

/** The values that one param may take. */
export type SearchDimension = IntegerDimension | RealDimension | ChoiceDimension;

/** Every param to search, by name. */
export type SearchSpace = Readonly<Record<string, SearchDimension>>;

/**
 * A space that was checked, with a map from the unit cube: methods work with coordinates from 0 to 1, strategies with values.
 */
export class CheckedSpace {
  /** Names of the params, in the order of the space. */
  readonly names: readonly string[];
  readonly #dimensions: readonly SearchDimension[];
  readonly #isAllowed: (params: ParamSet) => boolean;

  /**
   * @param space - What to search; at least one param.
   * @param isAllowed - Leaves sets out, such as a fast average slower than the slow one.
   * @throws `system/invalid-options` naming the dimension, its value and the remedy.
   */
  constructor(space: SearchSpace, isAllowed: (params: ParamSet) => boolean = () => true) {
    this.names = Object.keys(space);
    this.#dimensions = Object.values(space);
    this.#isAllowed = isAllowed;
    if (this.names.length === 0) throw invalid('space', '{}', 'name at least one param to search');
    for (const [name, dimension] of Object.entries(space)) check(name, dimension);
  }

  /** Whether a set may be tried. */
  isAllowed(params: ParamSet): boolean {
    return this.#isAllowed(params);
  }

  /** The set at a point of the unit cube; coordinates count in the order of `names`. */
  at(point: ArrayLike<number>): ParamSet {
    return this.#toParams(this.#dimensions.map((dimension, index) => valueAt(dimension, point[index] ?? 0.5)));
  }

  /** How many sets a grid has, those that are not allowed included. */
  get gridSize(): number {
    return this.#dimensions.reduce((product, dimension) => product * gridOf(dimension).length, 1);
  }

  /** Every allowed set of the grid; the last param changes fastest. */
  *grid(): Generator<ParamSet, void, void> {
    const columns = this.#dimensions.map(gridOf);
    const places = columns.map(() => 0);
    for (;;) {
      const params = this.#toParams(columns.map((values, index) => values[places[index] ?? 0] as ParamValue));
      if (this.#isAllowed(params)) yield params;
      let column = columns.length - 1;
      for (; column >= 0; column -= 1) {
        const next = (places[column] ?? 0) + 1;
        if (next < (columns[column]?.length ?? 0)) {
          places[column] = next;
          break;
        }
        places[column] = 0;
      }
      if (column < 0) return;
    }
  }

  #toParams(values: readonly ParamValue[]): ParamSet {
    return Object.fromEntries(this.names.map((name, index) => [name, values[index] as ParamValue]));
  }
}

/** Text that is equal for equal sets, whatever the order of their names. */
export function paramKey(params: ParamSet): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function valueAt(dimension: SearchDimension, coordinate: number): ParamValue {
  const unit = Math.min(Math.max(coordinate, 0), 1);
  switch (dimension.type) {
    case 'choice':
      return dimension.values[
        Math.min(Math.floor(unit * dimension.values.length), dimension.values.length - 1)
      ] as ParamValue;
    case 'integer': {
      const { from, to, step = 1 } = dimension;
      const count = Math.floor((to - from) / step) + 1;
      return from + step * Math.min(Math.floor(unit * count), count - 1);
    }
    case 'real':
      return realAt(dimension, unit);
    default:
      return dimension satisfies never;
  }
}

function realAt({ from, to, scale = 'linear' }: RealDimension, unit: number): number {
  const value = scale === 'linear' ? from + (to - from) * unit : from * (to / from) ** unit;
  return Math.min(Math.max(Number(value.toPrecision(12)), from), to);
}

function gridOf(dimension: SearchDimension): readonly ParamValue[] {
  switch (dimension.type) {
    case 'choice':
      return dimension.values;
    case 'integer': {
      const { from, to, step = 1 } = dimension;
      return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + step * index);
    }
    case 'real': {
      const count = dimension.from === dimension.to ? 1 : (dimension.gridPoints ?? 10);
      return Array.from({ length: count }, (_, index) => realAt(dimension, count === 1 ? 0 : index / (count - 1)));
    }
    default:
      return dimension satisfies never;
  }
}

function check(name: string, dimension: SearchDimension): void {
  const field = `space.${name}`;
  if (dimension.type === 'choice') {
    if (dimension.values.length === 0) throw invalid(`${field}.values`, '[]', 'name at least one value');
    return;
  }
  const { from, to } = dimension;
  if (!Number.isFinite(from) || !Number.isFinite(to) || from > to)
    throw invalid(field, `${from} to ${to}`, '`from` must not be above `to`, and both must be numbers');
  if (dimension.type === 'integer') {
    const { step = 1 } = dimension;
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to))
      throw invalid(field, `${from} to ${to}`, 'use whole numbers, or type real');
    if (!Number.isSafeInteger(step) || step < 1)
      throw invalid(`${field}.step`, `${step}`, 'use a whole number of at least 1');
    return;
  }
  if (dimension.scale === 'log' && from <= 0)
    throw invalid(`${field}.from`, `${from}`, 'a logarithmic scale begins above 0');
  const { gridPoints = 10 } = dimension;
  if (!Number.isSafeInteger(gridPoints) || gridPoints < 2)
    throw invalid(`${field}.gridPoints`, `${gridPoints}`, 'use a whole number of at least 2');
}

function invalid(field: string, value: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', `${field} is ${value}: ${reason}`, { field, value, reason });
}
