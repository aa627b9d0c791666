/** What one side decided where the other decided something else; `undefined` where it decided nothing. */
export interface DecisionDifference {
  /** Whether the journal or the jobs differ. */
  readonly kind: 'record' | 'effect';
  /** What the run decided, as JSON text. */
  readonly recorded: string | undefined;
  /** What the replay decided, as JSON text. */
  readonly replayed: string | undefined;
}

/** What an event gave: journal records and jobs, each as one line of text. */
export interface Decisions {
  /** The records. */
  readonly records: readonly string[];
  /** The jobs. */
  readonly effects: readonly string[];
}

/** The first decision that differs, records before the jobs that follow from them; `undefined` when all are the same. */
export function firstDifference(recorded: Decisions, replayed: Decisions): DecisionDifference | undefined {
  return (
    differenceIn('record', recorded.records, replayed.records) ??
    differenceIn('effect', recorded.effects, replayed.effects)
  );
}

function differenceIn(
  kind: DecisionDifference['kind'],
  recorded: readonly string[],
  replayed: readonly string[],
): DecisionDifference | undefined {
  const length = Math.max(recorded.length, replayed.length);
  for (let index = 0; index < length; index += 1) {
    if (recorded[index] !== replayed[index]) return { kind, recorded: recorded[index], replayed: replayed[index] };
  }
  return undefined;
}

/** Fields that differ between two decisions, as `path: [recorded, replayed]`; at most `max`. */
export function differingFields(
  recorded: unknown,
  replayed: unknown,
  max = 8,
): readonly (readonly [string, string, string])[] {
  const found: (readonly [string, string, string])[] = [];
  collect(recorded, replayed, '', found);
  return found.slice(0, max);
}

function collect(left: unknown, right: unknown, path: string, found: (readonly [string, string, string])[]): void {
  if (JSON.stringify(left) === JSON.stringify(right)) return;
  if (!isBranch(left) || !isBranch(right)) {
    found.push([path, shortText(left), shortText(right)]);
    return;
  }
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    collect(left[key], right[key], path === '' ? key : `${path}.${key}`, found);
  }
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !('$decimal' in value);
}

function shortText(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'object' && value !== null && '$decimal' in value) return String(value.$decimal);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
