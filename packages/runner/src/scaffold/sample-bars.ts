const startMs = Date.UTC(2025, 0, 1);
const barMs = 4 * 3_600_000;
const barCount = 365 * 6;
/** Price changes within one bar. */
const stepsPerBar = 8;
/** Standard deviation of one change, as a fraction. */
const stepSize = 0.0032;
const firstPrice = 1_200_000;

/**
 * A year of four-hour bars as CSV, made by chance from a fixed seed: prices that wander, with trends that come and go. They are nobody's prices
 * and the same every time. Plain arithmetic alone, so that every machine writes the same bytes.
 */
export function sampleBars(): string {
  const random = createRandom(11);
  const lines = ['time,open,high,low,close,volume'];
  let price = firstPrice;
  let drift = 0;
  for (let bar = 0; bar < barCount; bar += 1) {
    if (bar % 90 === 0) drift = (random() - 0.46) * stepSize * 0.08;
    const open = Math.round(price);
    let [high, low] = [open, open];
    for (let step = 0; step < stepsPerBar; step += 1) {
      price *= 1 + drift + (random() + random() + random() - 1.5) * 2 * stepSize;
      high = Math.max(high, Math.round(price));
      low = Math.min(low, Math.round(price));
    }
    const close = Math.round(price);
    const volume = (1 + ((high - low) / open) * 60 * (0.5 + random())).toFixed(4);
    const time = new Date(startMs + bar * barMs).toISOString().slice(0, 16);
    lines.push(`${time}Z,${open},${high},${low},${close},${volume}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Numbers in [0, 1): the linear congruential generator of “Numerical Recipes”. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
