/**
 * Where digits that do not fit go.
 *
 * `down` is toward zero, `up` away from zero, `floor` toward −∞, `ceiling` toward +∞. The `half-…` directions take the nearest value
 * and differ in a tie only: `half-up` away from zero, `half-down` toward zero, `half-even` to the even last digit.
 */
export type Rounding = 'down' | 'up' | 'floor' | 'ceiling' | 'half-up' | 'half-down' | 'half-even';

/**
 * Whether a quotient that was cut toward zero has to move one unit away from zero.
 *
 * @param rounding - The direction asked for.
 * @param negative - Whether the exact quotient is below zero.
 * @param half - How the part that was cut compares with half a unit: below, equal or above. The part is never zero.
 * @param odd - Whether the last digit of the cut quotient is odd.
 */
export function roundsAwayFromZero(rounding: Rounding, negative: boolean, half: number, odd: boolean): boolean {
  switch (rounding) {
    case 'down':
      return false;
    case 'up':
      return true;
    case 'floor':
      return negative;
    case 'ceiling':
      return !negative;
    case 'half-up':
      return half >= 0;
    case 'half-down':
      return half > 0;
    case 'half-even':
      return half > 0 || (half === 0 && odd);
    default:
      throw new TypeError(
        `rounding was ${String(rounding satisfies never)}; use down, up, floor, ceiling, half-up, half-down or half-even`,
      );
  }
}
