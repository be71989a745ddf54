/** Math functions that the language specifies to the last bit, and constants. Every other may differ from one engine to the next. */
const EXACT_MATH = new Set([
  'sqrt',
  'floor',
  'ceil',
  'round',
  'trunc',
  'fround',
  'imul',
  'clz32',
  'abs',
  'min',
  'max',
  'E',
  'PI',
  'LN2',
  'LN10',
  'LOG2E',
  'LOG10E',
  'SQRT2',
  'SQRT1_2',
]);

/** The text without its comments; strings stay as they are. */
export function withoutComments(text: string): string {
  return text.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, string: string | undefined) => string ?? ' ',
  );
}

/** What in a source text would make its values depend on the platform, the clock, or anything outside `allowed` imports. */
export function impurities(text: string, allowed: RegExp): string[] {
  const code = withoutComments(text);
  const found: string[] = [];
  for (const [whole, name] of code.matchAll(/\bMath\s*(?:\.\s*(\w+)|\[)/g)) {
    if (!EXACT_MATH.has(name)) found.push(whole);
  }
  for (const [whole] of code.matchAll(/\{[^}]*\}\s*=\s*Math\b/g)) found.push(whole);
  for (const [whole, from, to] of code.matchAll(/([\w.)\]]+)\s*\*\*=?\s*([-\w.(]+)/g)) {
    // Powers of whole literals are constants of the text; 2 ** 53 is exact.
    if (!/^\d+$/.test(from) || !/^-?\d+$/.test(to)) found.push(whole);
  }
  for (const [whole] of code.matchAll(
    /\bDate\s*\.\s*now\b|\bnew\s+Date\b|\bperformance\s*\.\s*now\b|\bprocess\s*\./g,
  )) {
    found.push(whole);
  }
  for (const [, name] of code.matchAll(/\b(?:from|import|require)\s*\(?\s*['"`]([^'"`]*)['"`]/g)) {
    if (!allowed.test(name)) found.push(`import ${name}`);
  }
  return found;
}
