import type { BrokerageOrderId, ClientOrderId, OrderTerms, StrategyId } from '@trader/core';
import { lastState, type OrderLatencies, orderLatencies, unknownFacts } from './order-facts.ts';
import type { OrderStory } from './order-story.ts';
import type { RecordedPlace } from './recorded-place.ts';
import { type StoryStep, storySteps } from './story-steps.ts';

/** Why an order was placed, and what became of it, as far as the journal tells. */
export interface Explanation {
  /** The order. */
  readonly order: {
    /** Our id; `undefined` for orders that are not ours. */
    readonly clientOrderId: ClientOrderId | undefined;
    /** The brokerage's id, when known. */
    readonly brokerageOrderId: BrokerageOrderId | undefined;
    /** Whose, when ours. */
    readonly strategy: StrategyId | undefined;
    /** What it is, when ours. */
    readonly terms: OrderTerms | undefined;
    /** Where it is now. */
    readonly state: string;
  };
  /** The run that asked for it, or first heard of it. */
  readonly runId: string | undefined;
  /** Time of the first step, in milliseconds since the epoch. */
  readonly startedMs: number | undefined;
  /** What happened, in order. */
  readonly steps: readonly StoryStep[];
  /** How long it took. */
  readonly latencies: OrderLatencies;
  /** Where its run's recording has the event that asked for it. */
  readonly recorded: RecordedPlace | undefined;
  /** What else is known, one sentence each. */
  readonly notes: readonly string[];
  /** What cannot be told, one sentence each. */
  readonly unknown: readonly string[];
}

/** Puts a story together for reading. */
export function explain(story: OrderStory, recorded: RecordedPlace | string | undefined): Explanation {
  const { clientOrderId, brokerageOrderId, terms, run, timesListed } = story;
  const steps = storySteps(story);
  const place = typeof recorded === 'object' ? recorded : undefined;
  const notes = [
    ...(timesListed === 0 ? [] : [`seen ${timesListed} times when all open orders were read`]),
    ...(place === undefined ? [] : [`asked for at event ${place.event} of recording ${place.run}`]),
  ];
  return {
    order: { clientOrderId, brokerageOrderId, strategy: terms?.strategy, terms, state: lastState(story) },
    runId: run?.runId,
    startedMs: steps[0]?.timeMs,
    steps,
    latencies: orderLatencies(story),
    recorded: place,
    notes,
    unknown: [...unknownFacts(story), ...(typeof recorded === 'string' ? [recorded] : [])],
  };
}
