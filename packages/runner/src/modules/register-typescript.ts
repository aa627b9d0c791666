import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

/**
 * Lets this process import TypeScript files as they are, on every supported Node and with all of TypeScript's syntax; the
 * returned function ends that. It reaches the whole thread, so libraries do not call it: the `trader` command does, and
 * so may an application that embeds the runner. Where the process was started with `--import tsx` it does nothing.
 */
export async function registerTypeScript(): Promise<() => Promise<void>> {
  const options = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ');
  // Loaders that the command line named are not there in other threads.
  if (isMainThread && /(^|[\s=/])tsx(\s|$|\/)/.test(options)) return async () => undefined;
  const { register } = await import('tsx/esm/api');
  // A project without `"type": "module"` has CommonJS files, which Node loads another way.
  const { register: registerCommonJs } = await import('tsx/cjs/api');
  const unregisterCommonJs = registerCommonJs();
  const unregister = register();
  return async () => {
    unregisterCommonJs();
    await unregister();
  };
}
