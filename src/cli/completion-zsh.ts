import type { Completion, CompletionOption, Values } from './completion-tree.js';

/** A zsh script, for a folder of $fpath or to be sourced. */
export function zshScript({ commands, options }: Completion): string {
  const cases = commands.map(({ name, options: own, argument }) => {
    const parts = [...own.flatMap(optionSpec), ...(argument ? [quoted(`1:${argumentSpec(argument)}`)] : [])];
    return `    ${name}) _arguments ${parts.join(' ')} ;;`;
  });
  return `#compdef emporium
# zsh completion of emporium
_emporium() {
  local -a commands
  commands=(
${commands.map(({ name, describe }) => `    ${quoted(`${name}:${describe.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    if [[ $words[2] == -* ]]; then _arguments ${options.flatMap(optionSpec).join(' ')}
    else _describe command commands
    fi
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _emporium ]]; then _emporium "$@"
else compdef _emporium emporium
fi`;
}

/** Specifications in the form of `_arguments`, one for each name. */
function optionSpec({ names, describe, value, repeats }: CompletionOption): string[] {
  const text = describe.replaceAll(/[[\]\\]/g, '\\$&').replaceAll(':', '\\:');
  return names.map((name) =>
    quoted(
      `${repeats ? '*' : ''}${name}${value && name.startsWith('--') ? '=' : ''}[${text}]${value ? `:${argumentSpec(value)}` : ''}`,
    ),
  );
}

function argumentSpec(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `value:(${values.words.join(' ')})`;
    case 'settings':
      return `setting:{compadd -S "" -- ${values.words.join(' ')}}`;
    case 'datasets':
      return `dataset:{_alternative "datasets:dataset:(${values.words.join(' ')})" "folders:folder:_files -/"}`;
    case 'folder':
      return 'folder:_files -/';
    case 'file':
      return 'file:_files';
    default:
      return 'value: ';
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
