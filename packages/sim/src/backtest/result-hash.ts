import type { BacktestResult } from './backtest-result.ts';

/** A hash of 64 bits over texts and numbers, as two interleaved 32-bit hashes (FNV-1a, and the mixing of MurmurHash3). Not for secrets. */
class Hash {
  private low = 0x811c9dc5;
  private high = 0x9747b28c;
  private readonly bytes = new Uint32Array(2);
  private readonly number = new Float64Array(this.bytes.buffer);

  add(value: string | number): void {
    if (typeof value === 'string') {
      for (let index = 0; index < value.length; index += 1) this.mix(value.charCodeAt(index));
      this.mix(0x1f);
      return;
    }
    // Minus zero and NaN have one form here, whatever made them.
    this.number[0] = Number.isNaN(value) ? Number.NaN : value + 0;
    this.mix(this.bytes[0] as number);
    this.mix(this.bytes[1] as number);
  }

  toString(): string {
    return [this.low, this.high].map(part => (part >>> 0).toString(16).padStart(8, '0')).join('');
  }

  private mix(value: number): void {
    this.low = Math.imul(this.low ^ value, 0x01000193);
    let mixed = Math.imul(value, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    const high = this.high ^ mixed;
    this.high = (Math.imul((high << 13) | (high >>> 19), 5) + 0xe6546b64) | 0;
    this.low ^= this.low >>> 15;
  }
}

/** The hash of orders, fills, balances and equity: equal results have equal hashes. */
export function hashResult({ orders, fills, endBalances, equity }: Omit<BacktestResult, 'hash'>): string {
  const hash = new Hash();
  for (const order of orders) {
    hash.add(order.clientOrderId);
    hash.add(order.state);
    hash.add(order.filled.toString());
    hash.add(order.filledQuote.toString());
    hash.add(order.requestedTimeMs);
    hash.add(order.updatedTimeMs);
  }
  for (const { fill } of fills) {
    hash.add(fill.fillId);
    hash.add(fill.quantity.toString());
    hash.add(fill.quoteQuantity.toString());
    for (const { asset, amount } of fill.fees) hash.add(`${amount.toString()} ${asset}`);
    hash.add(fill.timeMs);
    hash.add(fill.brokerageTimeMs ?? 0);
  }
  for (const { asset, amount } of endBalances) hash.add(`${amount.toString()} ${asset}`);
  for (let index = 0; index < equity.timeMs.length; index += 1) {
    hash.add(equity.timeMs[index] as number);
    hash.add(equity.value[index] as number);
  }
  return hash.toString();
}
