#!/usr/bin/env node
import process from 'node:process';
import { exitIfHeld, handleSignals } from './commands/handle-signals.ts';
import { runCli } from './commands/run-cli.ts';
import { redactedStream } from './log/redacted-stream.ts';
import type { Redact } from './log/redactor.ts';
import { registerTypeScript } from './modules/register-typescript.ts';

// The only place of the package that touches the process: its signals, its arguments, its exit code.
let redact: Redact = text => text;
const stdout = redactedStream(process.stdout, text => redact(text));
const stderr = redactedStream(process.stderr, text => redact(text));
const stop = new AbortController();
handleSignals(stop, stderr);
await registerTypeScript();
const exitCode = await runCli(process.argv.slice(2), {
  stdout,
  stderr,
  env: process.env,
  signal: stop.signal,
  colour: (process.env['NO_COLOR'] ?? '') === '',
  hide: hideSecrets => {
    redact = hideSecrets;
  },
});
// Output that could not be written has said so already.
process.exitCode ??= exitCode;
exitIfHeld(exitCode);
