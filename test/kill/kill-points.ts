/** What a run has to be made to do so that it comes by a point. */
type Phase = 'start' | 'trade' | 'look-up' | 'stop';

/** A named moment at which a run can be killed. */
interface KillPoint {
  /** What it is called on the command line and in tables. */
  readonly name: string;
  /** What has happened already, and what has not. */
  readonly moment: string;
  /** When a run comes by; `look-up` needs an order without an answer. */
  readonly phase: Phase;
  /** How often a run comes by for sure: the kill is at one of these times. */
  readonly timesMax: number;
}

/** Every named moment, in the order of a run. */
export const killPoints = [
  { name: 'start-connecting', moment: 'the run is journaled, nothing is connected', phase: 'start', timesMax: 1 },
  { name: 'run-journaled', moment: 'the first entry of the run is durable', phase: 'start', timesMax: 1 },
  { name: 'fold-reading', moment: 'a page of the journal was read, nothing is folded', phase: 'start', timesMax: 1 },
  { name: 'on-load', moment: 'the strategy got what it saved, nothing else', phase: 'start', timesMax: 1 },
  { name: 'account-reading', moment: 'open orders are being asked for', phase: 'start', timesMax: 1 },
  { name: 'account-read', moment: 'open orders arrived, nothing is compared', phase: 'start', timesMax: 1 },
  { name: 'account-uncommitted', moment: 'the comparison is written, not committed', phase: 'start', timesMax: 1 },
  { name: 'account-committed', moment: 'the comparison is durable', phase: 'start', timesMax: 1 },
  { name: 'on-start', moment: 'the strategy is told to start', phase: 'start', timesMax: 1 },
  {
    name: 'look-up-asked',
    moment: 'an order without an answer is about to be looked up',
    phase: 'look-up',
    timesMax: 1,
  },
  { name: 'look-up-answered', moment: 'the look-up is answered, nothing is journaled', phase: 'look-up', timesMax: 1 },
  {
    name: 'order-decided',
    moment: 'the strategy asked for an order, nothing is journaled',
    phase: 'trade',
    timesMax: 6,
  },
  { name: 'intent-unwritten', moment: 'an order is about to be written to the journal', phase: 'trade', timesMax: 6 },
  {
    name: 'intent-uncommitted',
    moment: 'an order is written to the journal, not committed',
    phase: 'trade',
    timesMax: 6,
  },
  { name: 'intent-committed', moment: 'an order is durable, nothing was sent', phase: 'trade', timesMax: 6 },
  { name: 'place-called', moment: 'the adapter has the order, nothing was sent', phase: 'trade', timesMax: 6 },
  { name: 'place-written', moment: 'the request is on the wire, nothing was answered', phase: 'trade', timesMax: 6 },
  { name: 'place-arriving', moment: 'the answer is in this process, nobody has read it', phase: 'trade', timesMax: 6 },
  {
    name: 'place-answered',
    moment: 'the adapter has read the answer, nothing is journaled',
    phase: 'trade',
    timesMax: 6,
  },
  {
    name: 'answer-uncommitted',
    moment: 'the answer is written to the journal, not committed',
    phase: 'trade',
    timesMax: 6,
  },
  { name: 'answer-committed', moment: 'the answer is durable', phase: 'trade', timesMax: 6 },
  {
    name: 'fill-arriving',
    moment: 'the stream told of an execution, nothing is journaled',
    phase: 'trade',
    timesMax: 2,
  },
  { name: 'fill-uncommitted', moment: 'a fill is written to the journal, not committed', phase: 'trade', timesMax: 2 },
  { name: 'fill-committed', moment: 'a fill is durable', phase: 'trade', timesMax: 2 },
  {
    name: 'state-uncommitted',
    moment: 'what the strategy saves is written, not committed',
    phase: 'trade',
    timesMax: 4,
  },
  { name: 'cancel-called', moment: 'the adapter has the cancel, nothing was sent', phase: 'trade', timesMax: 2 },
  { name: 'cancel-written', moment: 'the cancel is on the wire, nothing was answered', phase: 'trade', timesMax: 2 },
  { name: 'cancel-answered', moment: 'the cancel is answered, nothing is journaled', phase: 'trade', timesMax: 2 },
  { name: 'on-stop', moment: 'the strategy is told to stop', phase: 'stop', timesMax: 1 },
  { name: 'stop-canceling', moment: 'the stop cancels, one request is on the wire', phase: 'stop', timesMax: 1 },
  { name: 'brokerage-closing', moment: 'everything ended, nothing is closed', phase: 'stop', timesMax: 1 },
  { name: 'journal-closing', moment: 'streams are closed, the journal is not', phase: 'stop', timesMax: 1 },
  { name: 'journal-closed', moment: 'the log was taken into the journal', phase: 'stop', timesMax: 1 },
] as const satisfies readonly KillPoint[];

/** The name of a {@link KillPoint}. */
export type KillPointName = (typeof killPoints)[number]['name'];
