import { z } from 'zod';
import { parseDay } from '../world/calendar/civil.js';
import { crossProblems, defaultConfig, type Knob, knobs, type Problem, type WorldConfig } from '../world/knobs.js';
import { UsageError } from './errors.js';
import { didYouMean } from './nearest.js';

/** Values of settings by dotted name, as a file, a flag or a program gives them. */
export type SettingValues = Readonly<Record<string, unknown>>;

const show = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value}"` : textOf(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** Any value as text, also one that JSON refuses (a bigint inside, a circle). */
function textOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value) ?? 'an object';
  } catch {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
}

/** The zod schema of one knob; messages state the rule and the value. */
export function knobSchema(knob: Knob): z.ZodType {
  const fail = (rule: string) => ({
    error: (issue: { input?: unknown }) => `must be ${rule}, got ${show(issue.input)}`,
  });
  switch (knob.kind) {
    case 'integer': {
      const rule = fail(`a whole number from ${knob.min} to ${knob.max}`);
      return z.int(rule).min(knob.min, rule).max(knob.max, rule);
    }
    case 'number': {
      const rule = fail(`a number from ${knob.min} to ${knob.max}`);
      return z.number(rule).min(knob.min, rule).max(knob.max, rule);
    }
    case 'choice':
      return z.enum(knob.choices as [string, ...string[]], fail(`one of ${knob.choices.join(', ')}`));
    case 'date': {
      const rule = fail(`a date from ${knob.min} to ${knob.max}, written YYYY-MM-DD`);
      return z
        .string(rule)
        .refine((text) => parseDay(text) !== undefined && text >= knob.min && text <= knob.max, rule);
    }
    case 'list': {
      const many = knob.length > 0 ? `${knob.length} numbers` : '1 to 12 numbers';
      const rule = fail(
        `a list of ${many} from ${knob.min} to ${knob.max}${knob.shares ? ' that add up to 1' : ''}${knob.localeDefault ? ', or an empty list' : ''}`,
      );
      return z.array(z.number(rule).min(knob.min, rule).max(knob.max, rule), rule).refine((values) => {
        if (values.length === 0) return knob.localeDefault === true;
        if (knob.length > 0 ? values.length !== knob.length : values.length > 12) return false;
        return !knob.shares || Math.abs(values.reduce((a, b) => a + b, 0) - 1) < 1e-6;
      }, rule);
    }
  }
}

/**
 * Checks values against the knobs and returns the whole configuration, defaults filled in. All problems are found, not
 * the first alone; each names the path of the wrong field.
 */
export function checkConfig(values: SettingValues): { config: WorldConfig; problems: Problem[] } {
  const problems: Problem[] = [];
  const config: Record<string, unknown> = { ...defaultConfig() };
  for (const [name, value] of Object.entries(values)) {
    const knob = Object.hasOwn(knobs, name) ? (knobs as Record<string, Knob>)[name] : undefined;
    if (!knob) {
      problems.push({ path: name, message: `is not a setting${didYouMean(name, Object.keys(knobs))}` });
      continue;
    }
    const parsed = knobSchema(knob).safeParse(value);
    if (parsed.success) config[name] = parsed.data;
    else problems.push({ path: name, message: parsed.error.issues[0].message });
  }
  if (problems.length === 0) problems.push(...crossProblems(config as WorldConfig));
  return { config: config as WorldConfig, problems };
}

/** The configuration, or a UsageError that lists every problem. */
export function configOf(values: SettingValues): WorldConfig {
  const { config, problems } = checkConfig(values);
  if (problems.length > 0) throw new UsageError(problems.map((p) => `setting ${p.path} ${p.message}`).join('\n'));
  return config;
}

/** Turns nested settings (`{tier: {gold: {share: 0.1}}}`) into dotted names. Dotted names stay as they are. */
export function flattenSettings(value: unknown, where = 'settings'): Record<string, unknown> {
  const flat: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const walk = (node: unknown, path: string, depth: number): void => {
    if (node !== null && typeof node === 'object' && !Array.isArray(node)) {
      if (depth > 8) throw new UsageError(`${where}: ${path} must not be nested deeper than 8 levels`);
      for (const [key, child] of Object.entries(node)) walk(child, path ? `${path}.${key}` : key, depth + 1);
      return;
    }
    if (Object.hasOwn(flat, path)) throw new UsageError(`${where}: ${path} is given twice`);
    flat[path] = node;
  };
  if (value === null || value === undefined) return flat;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new UsageError(`${where} must be a mapping of settings, got ${show(value)}`);
  }
  walk(value, '', 0);
  return flat;
}

/** Reads `name=value` as it is typed on a command line: numbers, lists with commas, else text. */
export function parseAssignment(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at <= 0) throw new UsageError(`--set must be written name=value, got "${text}"`);
  const name = text.slice(0, at).trim();
  const value = text.slice(at + 1).trim();
  const knob = Object.hasOwn(knobs, name) ? (knobs as Record<string, Knob>)[name] : undefined;
  const numeric = (word: string): unknown =>
    word.trim() !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
  if (knob?.kind === 'list') {
    const inner = value.replace(/^\[|\]$/g, '').trim();
    return [name, inner === '' ? [] : inner.split(',').map(numeric)];
  }
  return [name, knob?.kind === 'choice' || knob?.kind === 'date' ? value : numeric(value)];
}
