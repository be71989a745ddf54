import type { Completion, Values } from './completion-tree.js';

/** A bash script; it needs nothing but bash itself (3.2 or later). */
export function bashScript({ commands, options }: Completion): string {
  const optionNames = (list: Completion['options']) => list.flatMap(({ names }) => names).join(' ');
  const values = commands.flatMap((command) =>
    command.options.flatMap(({ names, value }) =>
      value ? [`    ${names.map((name) => `${command.name}:${name}`).join('|')}) ${reply(value)}; return ;;`] : [],
    ),
  );
  const words = commands.map(
    ({ name, options: own, argument }) =>
      `    ${name}) if [[ $cur == -* ]]; then ${reply({ kind: 'words', words: [optionNames(own)] })}; else ${argument ? reply(argument) : ':'}; fi ;;`,
  );
  return `# bash completion of emporium
_emporium() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  # bash takes --option=value apart at the equals sign.
  if [[ $cur == '=' ]]; then cur=''
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=( $(compgen -W "${[...commands.map(({ name }) => name), optionNames(options)].join(' ')}" -- "$cur") )
    return
  fi
  case "$command:$prev" in
${values.join('\n')}
  esac
  case "$command" in
${words.join('\n')}
  esac
}
complete -F _emporium emporium`;
}

/** Fills COMPREPLY. */
function reply(values: Values): string {
  const fill = (list: string) => `COMPREPLY=( ${list} )`;
  const words = (list: readonly string[]) => `$(compgen -W "${list.join(' ')}" -- "$cur")`;
  const folders = '$(compgen -d -- "$cur")';
  switch (values.kind) {
    case 'words':
      return fill(words(values.words));
    case 'settings':
      return `${fill(words(values.words))}; compopt -o nospace 2>/dev/null`;
    case 'datasets':
      return `${fill(`${words(values.words)} ${folders}`)}; compopt -o filenames 2>/dev/null`;
    case 'folder':
      return `${fill(folders)}; compopt -o filenames 2>/dev/null`;
    case 'file':
      return `${fill('$(compgen -f -- "$cur")')}; compopt -o filenames 2>/dev/null`;
    default:
      return ':';
  }
}
