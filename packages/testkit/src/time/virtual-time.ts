interface Entry {
  readonly dueMs: number;
  readonly order: number;
  readonly label: string;
  readonly run: () => void;
  cancelled: boolean;
}

/** Time that stands still between events: a heap of what is to happen, by moment and then by the order in which it was planned. */
export class VirtualTime {
  #nowMs: number;
  #order = 0;
  readonly #heap: Entry[] = [];

  /** @param startMs - The first moment, in milliseconds since the epoch. */
  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** The moment of the last event, in milliseconds since the epoch. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Plans something; the returned function says “never mind” and may be called at any time. */
  plan(delayMs: number, label: string, run: () => void): () => void {
    const entry = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, label, run, cancelled: false };
    this.#order += 1;
    this.#push(entry);
    return () => {
      entry.cancelled = true;
    };
  }

  /** Runs what comes next and moves to its moment; gives its label, or `undefined` when nothing is planned. */
  runNext(): string | undefined {
    for (let entry = this.#pop(); entry !== undefined; entry = this.#pop()) {
      if (entry.cancelled) continue;
      this.#nowMs = entry.dueMs;
      entry.run();
      return entry.label;
    }
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      const right = heap[childIndex + 1];
      let child = heap[childIndex];
      if (child !== undefined && right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (child === undefined || !isBefore(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
