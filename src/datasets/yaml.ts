import { LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../engine/errors.js';

/** A parsed YAML or JSON file that knows on which line each key stands. */
export interface ParsedFile {
  readonly value: unknown;
  /** `line L, column C` of the value at a path, or of the nearest parent that exists. */
  position(path: readonly PropertyKey[]): string;
}

/** Parses YAML (and so JSON). A syntax error or an anchor bomb is a UsageError with file, line and column. */
export function parseYaml(text: string, file: string): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true, uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    const at = error.linePos?.[0];
    throw new UsageError(`${file}${at ? `, line ${at.line}, column ${at.col}` : ''}: ${error.message.split('\n')[0]}`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    throw new UsageError(`${file}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  return {
    value,
    position: (path) => {
      for (let length = path.length; length >= 0; length--) {
        const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        const range = (node as { range?: [number, number, number] } | undefined)?.range;
        if (range) {
          const { line, col } = lines.linePos(range[0]);
          return `line ${line}, column ${col}`;
        }
      }
      return 'line 1, column 1';
    },
  };
}
