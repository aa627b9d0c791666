import type { Decimal } from '@trader/core';

/** Where a number is shown: Luno pads its decimals differently from surface to surface. */
type NumberPlace = 'plain' | 'order-book' | 'user-stream-base' | 'user-stream-counter' | 'fee-rate';

/** How numbers are padded; see {@link createNumberFormat}. */
export interface NumberFormatOptions {
  /** `recorded`: as captured on each surface; `eight-places`: at least eight decimals everywhere. */
  readonly numberFormat: 'recorded' | 'eight-places';
  /** `padded`: zero has the decimals of its surface; `bare`: zero is `"0"` everywhere. */
  readonly zeroFormat: 'padded' | 'bare';
}

/** Writes one decimal for one surface, always plain and never cutting a digit. */
export type NumberFormat = (value: Decimal, place?: NumberPlace) => string;

const recordedPlaces: Readonly<Record<NumberPlace, number>> = {
  plain: 2,
  'order-book': 18,
  'user-stream-base': 8,
  'user-stream-counter': 16,
  'fee-rate': 8,
};

/** The number format of a sandbox: the same decimal has other trailing zeros on other surfaces, as on Luno. */
export function createNumberFormat(options: NumberFormatOptions): NumberFormat {
  const placesOf = (place: NumberPlace) => (options.numberFormat === 'recorded' ? recordedPlaces[place] : 8);
  return (value, place = 'plain') => {
    if (options.zeroFormat === 'bare' && value.isZero()) return '0';
    return padDecimals(value.toString(), placesOf(place));
  };
}

/** Decimal text with at least so many decimals; what is longer stays as it is. */
function padDecimals(text: string, placesMin: number): string {
  const point = text.indexOf('.');
  const places = point < 0 ? 0 : text.length - point - 1;
  if (places >= placesMin) return text;
  return `${text}${point < 0 ? '.' : ''}${'0'.repeat(placesMin - places)}`;
}
