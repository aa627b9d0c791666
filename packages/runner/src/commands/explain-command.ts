import { explainText } from '../explain/explain-text.ts';
import { explain } from '../explain/explanation.ts';
import { findOrders, type OrderMatch } from '../explain/find-order.ts';
import { readStory } from '../explain/order-story.ts';
import { findRecordedPlace } from '../explain/recorded-place.ts';
import { JournalReader } from '../journal/journal-reader.ts';
import { journalFile, recordingsDir } from '../replay/replay-project.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, loadProjectWithoutKeys } from './command-context.ts';
import type { JournalFlags } from './journal-command.ts';

/** Orders named in a message at most. */
const namedMax = 10;

/** Columns where the output is no terminal. */
const widthDefault = 80;

/** `trader explain ORDER`: the chain from tick or timer to position, also while a run is going on. */
export async function explainCommand(wanted: string, flags: JournalFlags, context: CommandContext): Promise<number> {
  const loaded = flags.file === undefined ? await loadProjectWithoutKeys(flags, context) : undefined;
  const reader = new JournalReader(flags.file ?? (loaded === undefined ? '' : journalFile(loaded)));
  try {
    const found = wanted === '' ? [] : findOrders(reader, wanted);
    const [match] = found;
    if (match === undefined || found.length > 1) return refuse(wanted, found, flags, context);
    const story = readStory(reader, match);
    const isOurs = match.clientOrderId !== undefined;
    const recorded =
      loaded === undefined || !isOurs ? undefined : await findRecordedPlace(recordingsDir(loaded), story);
    const explanation = explain(story, recorded);
    context.stdout.write(
      flags.json === true
        ? `${JSON.stringify(explanation)}\n`
        : explainText(explanation, context.stdout.columns ?? widthDefault),
    );
    return exitCodes.ok;
  } finally {
    reader.close();
  }
}

function refuse(wanted: string, found: readonly OrderMatch[], flags: JournalFlags, context: CommandContext): number {
  const names = found.map(({ clientOrderId, brokerageOrderId = '' }) =>
    clientOrderId?.startsWith(wanted) === true ? clientOrderId : brokerageOrderId,
  );
  const message =
    found.length === 0
      ? `the journal has no order whose id, ours or the brokerage's, begins with "${wanted}"; trader journal tail shows the newest`
      : `"${wanted}" is the beginning of ${found.length} orders; give more of one: ${names.slice(0, namedMax).join(', ')}${found.length > namedMax ? ', …' : ''}`;
  if (flags.json === true) context.stdout.write(`${JSON.stringify({ type: 'error', message, orders: names })}\n`);
  else context.stderr.write(`error  ${message}\n`);
  return exitCodes.failed;
}
