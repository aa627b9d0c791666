import type { LogFields, Logger } from '@trader/core';

/** How a person ends a halt; core does not know the command. */
export const resumeHint = 'once you know why: trader run --resume';

/** What denials by a halt begin with: its code; why follows, in as many words as it takes. */
const denial = /^(new risk is halted \([^)]*\)): /;

/** Gives the reason of a denial as it is to be told: why new risk is halted only the first time, afterwards its code alone. */
export function tellHaltOnce(): (reason: string) => string {
  let told: string | undefined;
  return reason => {
    const short = denial.exec(reason)?.[1];
    if (short === undefined) return reason;
    if (reason === told) return short;
    told = reason;
    return reason;
  };
}

/** A log that tells once why new risk is halted, however many orders it denies. */
export function tellingHaltsOnce(logger: Logger): Logger {
  const tell = tellHaltOnce();
  const shortened = (fields: LogFields | undefined): LogFields | undefined => {
    const reason = fields?.['reason'];
    return typeof reason === 'string' ? { ...fields, reason: tell(reason) } : fields;
  };
  return { ...logger, info: (message, fields) => logger.info(message, shortened(fields)) };
}
