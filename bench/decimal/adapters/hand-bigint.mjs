// Bare bigints at fixed scales: nobody has to align, normalise or carry a scale.
import { createDecimalAdapter } from '../measure.mjs';
import { canonicalText, halfUp, scales } from '../workload.mjs';

const readUnits = (text, scale) => {
  const point = text.indexOf('.');
  return BigInt(text.slice(0, point) + text.slice(point + 1).padEnd(scale, '0'));
};

const scaleOf = (group, operation) => {
  const { left, right } = scales[group];
  return { parse: right, plus: right, times: left + right, round: 8, dividedBy: 8 }[operation];
};

export default createDecimalAdapter({
  create(_group, { left, right }, places) {
    const shift = 10n ** BigInt(right - left);
    const cut = 10n ** BigInt(left + right - places);
    const raise = shift * 10n ** BigInt(places);
    return {
      parse: text => readUnits(text, right),
      plus: (a, b) => a * shift + b,
      times: (a, b) => a * b,
      compare: (a, b) => (a * shift < b ? -1 : a * shift > b ? 1 : 0),
      round: a => halfUp(a, cut),
      dividedBy: (a, b) => halfUp(a * raise, b),
      toString: a => canonicalText(a, left),
    };
  },
  read: (text, group, side) => readUnits(text, scales[group][side]),
  text: (result, group, operation) =>
    operation === 'toString' ? result : canonicalText(result, scaleOf(group, operation)),
});
