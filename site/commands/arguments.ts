import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The options and words that a command was called with, as `node:util` reads them; null for an option it does not have. */
export function argumentsOf<const Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
  args = process.argv.slice(2),
) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    return null;
  }
}
