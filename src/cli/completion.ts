import { Argument, type Command } from 'commander';
import { bashScript } from './completion-bash.js';
import { type Completion, completionOf } from './completion-tree.js';
import { zshScript } from './completion-zsh.js';
import { print } from './output.js';

const shells: Readonly<Record<string, (completion: Completion) => string>> = { bash: bashScript, zsh: zshScript };

export function completionCommand(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands, options and values')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(shells)))
    .addHelpText(
      'after',
      `
Examples:
  $ source <(emporium completion bash)                      for this shell
  $ emporium completion bash >> ~/.bashrc                   for every bash
  $ emporium completion zsh > "\${fpath[1]}/_emporium"       for every zsh`,
    )
    .action(async (shell: string) => {
      const { describeDataset, listDatasets } = await import('../index.js');
      const datasets = listDatasets().map(({ name }) => name);
      const settings = new Set(datasets.flatMap((name) => describeDataset(name).settings.map((s) => s.name)));
      print(shells[shell](completionOf(program, datasets, [...settings])));
    });
}
