import type { Command, Option } from 'commander';

/** What may stand where a value is expected. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Words, or a folder. */
  | { readonly kind: 'datasets'; readonly words: readonly string[] }
  /** Words after which a value follows at once: `stores=`. */
  | { readonly kind: 'settings'; readonly words: readonly string[] }
  | { readonly kind: 'folder' | 'file' | 'free' };

export interface CompletionOption {
  readonly names: readonly string[];
  readonly describe: string;
  /** Absent: the option stands alone. */
  readonly value?: Values;
  readonly repeats: boolean;
}

export interface CompletionCommand {
  readonly name: string;
  readonly describe: string;
  readonly options: readonly CompletionOption[];
  /** Values of its first argument. */
  readonly argument?: Values;
}

/** The command line as a completion script must know it. */
export interface Completion {
  readonly commands: readonly CompletionCommand[];
  readonly options: readonly CompletionOption[];
}

/** Reads the tree of commands; only the names of datasets and settings come from elsewhere. */
export function completionOf(program: Command, datasets: readonly string[], settings: readonly string[]): Completion {
  const valuesOf = (placeholder: string, choices: readonly string[] | undefined): Values => {
    if (choices) return { kind: 'words', words: choices };
    if (placeholder === 'dataset') return { kind: 'datasets', words: datasets };
    if (placeholder === 'name=value') return { kind: 'settings', words: settings.map((name) => `${name}=`) };
    if (placeholder === 'folder' || placeholder === 'file') return { kind: placeholder };
    return { kind: 'free' };
  };
  const optionOf = (option: Option): CompletionOption => {
    const takesValue = option.required || option.optional;
    const value = takesValue ? valuesOf(/[<[](.*)[>\]]/.exec(option.flags)?.[1] ?? '', option.argChoices) : undefined;
    const names = [option.short, option.long].filter((name) => name !== undefined);
    return { names, describe: option.description, value, repeats: value?.kind === 'settings' };
  };
  const help = program.createHelp();
  const commands = help.visibleCommands(program).map((command): CompletionCommand => {
    const [argument] = command.registeredArguments;
    const isHelp = command.name() === 'help';
    const names = program.commands.map((other) => other.name());
    return {
      name: command.name(),
      describe: command.description(),
      options: help.visibleOptions(command).map(optionOf),
      argument: argument && withWords(valuesOf(argument.name(), isHelp ? names : argument.argChoices), command),
    };
  });
  return { commands, options: help.visibleOptions(program).map(optionOf) };
}

/** Names of commands inside a command stand where its argument does. */
function withWords(values: Values, command: Command): Values {
  const names = command.commands.map((inner) => inner.name());
  return values.kind === 'datasets' && names.length > 0 ? { ...values, words: [...values.words, ...names] } : values;
}
