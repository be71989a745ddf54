import { Command } from 'commander';
import { version } from '../package.js';
import { completionCommand } from './completion.js';
import { describeCommand } from './describe.js';
import { generateCommand } from './generate.js';
import { listCommand } from './list.js';
import { colorsOf } from './output.js';
import { realismCommand } from './realism.js';
import { sqlCommand } from './sql.js';
import { streamCommand } from './stream.js';
import { validateCommand } from './validate.js';

/** The whole command line. Nothing here loads the engine: commands do, when they run. */
export function createProgram(): Command {
  const { bold } = colorsOf(process.stdout);
  const program = new Command('emporium')
    .description('Generates the data of a synthetic retail company, with the truth beside it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showSuggestionAfterError()
    // An option belongs to the command before it: `stream` and `stream status` both have --json.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ styleTitle: bold })
    .configureOutput({ outputError: (text, write) => write(oneSentence(text)) });
  program.commandsGroup('Look:');
  listCommand(program);
  describeCommand(program);
  program.commandsGroup('Generate and check:');
  generateCommand(program);
  streamCommand(program);
  validateCommand(program);
  realismCommand(program);
  program.commandsGroup('Ask and set up:');
  sqlCommand(program);
  completionCommand(program);
  return program.addHelpText('after', afterHelp);
}

const afterHelp = `
Examples:
  $ emporium generate store-tiers                    three years of 100 stores into data/store-tiers
  $ emporium validate data/store-tiers               check keys, books and defects of what was written
  $ emporium sql "SELECT * FROM world.store LIMIT 5" ask the simulated world, nothing is written

Exit codes: 0 done, 1 a check or the disk failed, 2 wrong use, 130 interrupted.`;

/** The suggestion on the same line, in the words of every other error. */
function oneSentence(text: string): string {
  return text.replace(/\s*\n\(Did you mean (.*)\?\)/, ' (did you mean $1?)');
}
