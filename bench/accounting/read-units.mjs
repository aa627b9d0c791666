/** Decimal text in units of 10^-decimals; exact below 2^53, unguarded. */
export function readUnits(text, decimals) {
  let value = 0;
  let places = -1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 46) places = 0;
    else {
      value = value * 10 + code - 48;
      if (places >= 0) places += 1;
    }
  }
  for (places = Math.max(places, 0); places < decimals; places += 1) value *= 10;
  return value;
}
