import type { ClientOrderId, Command } from '@trader/core';
import { InvalidArgumentError } from 'commander';

/** What a person may say to a run as it begins. */
export interface PersonFlags {
  /** Take new risk again, whatever halted it. */
  readonly resume?: boolean;
  /** Ids of paused strategies that go on. */
  readonly resumeStrategy?: readonly string[];
  /** Orders and how they ended, each as `ID=STATE`. */
  readonly settle?: readonly string[];
  /** What the person saw that proves the settlements. */
  readonly note?: string;
}

type Settlement = Extract<Command, { command: 'settle' }>;

/** Ends that a person may declare; filled ones need totals, which a command line has no place for. */
const settledStates = ['canceled', 'expired', 'rejected'] as const satisfies readonly Settlement['state'][];

/**
 * The commands that flags ask for, settlements first: a halt that they caused ends after them.
 *
 * @throws InvalidArgumentError when a settlement is not `ID=STATE`, or nothing says what was seen.
 */
export function toCommands({ resume, resumeStrategy = [], settle = [], note = '' }: PersonFlags): readonly Command[] {
  if (settle.length > 0 && note.trim() === '') {
    throw new InvalidArgumentError('--settle needs --note "what you saw": it is kept in the journal');
  }
  return [
    ...settle.map(text => toSettlement(text, note)),
    ...(resume === true ? [{ command: 'resume' } as const] : []),
    ...resumeStrategy.map(strategy => ({ command: 'resume-strategy', strategy }) as const),
  ];
}

/**
 * Reads `ID=STATE`.
 *
 * @throws InvalidArgumentError naming the states that there are.
 */
export function toSettlement(text: string, note: string): Settlement {
  const [clientOrderId = '', named] = text.split('=');
  const state = settledStates.find(each => each === named);
  if (clientOrderId === '' || state === undefined) {
    throw new InvalidArgumentError(`Write it as ID=STATE; states are ${settledStates.join(', ')}.`);
  }
  return { command: 'settle', clientOrderId: clientOrderId as ClientOrderId, state, note };
}
