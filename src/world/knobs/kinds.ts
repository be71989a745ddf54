/** The kinds of settings and their makers. Names are dotted; a list of shares adds up to 1. */

interface KnobText {
  /** What it is, one sentence. */
  readonly describe: string;
  /** Unit of the value, `''` when it has none. */
  readonly unit: string;
  /** Where the default comes from. */
  readonly source: string;
}

export interface IntegerKnob extends KnobText {
  readonly kind: 'integer';
  readonly min: number;
  readonly max: number;
  readonly default: number;
}
export interface NumberKnob extends KnobText {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly default: number;
}
export interface ChoiceKnob extends KnobText {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}
export interface DateKnob extends KnobText {
  readonly kind: 'date';
  /** First and last day allowed, YYYY-MM-DD. */
  readonly min: string;
  readonly max: string;
  readonly default: string;
}
/** A list of numbers; `length` 0 stands for any length from 1 to 12. `shares` must add up to 1. */
export interface ListKnob extends KnobText {
  readonly kind: 'list';
  readonly length: number;
  readonly min: number;
  readonly max: number;
  readonly shares: boolean;
  /** An empty list is allowed and stands for the curve of the locale. */
  readonly localeDefault?: boolean;
  readonly default: readonly number[];
}
export type Knob = IntegerKnob | NumberKnob | ChoiceKnob | DateKnob | ListKnob;

export const integer = (
  describe: string,
  unit: string,
  min: number,
  max: number,
  value: number,
  source: string,
): IntegerKnob => ({ kind: 'integer', describe, unit, min, max, default: value, source });

export const number = (
  describe: string,
  unit: string,
  min: number,
  max: number,
  value: number,
  source: string,
): NumberKnob => ({ kind: 'number', describe, unit, min, max, default: value, source });

export const list = (
  describe: string,
  unit: string,
  options: { length: number; min: number; max: number; shares?: boolean; localeDefault?: boolean },
  value: readonly number[],
  source: string,
): ListKnob => ({
  kind: 'list',
  describe,
  unit,
  length: options.length,
  min: options.min,
  max: options.max,
  shares: options.shares ?? false,
  localeDefault: options.localeDefault ?? false,
  default: value,
  source,
});

export const choice = (describe: string, choices: readonly string[], value: string, source: string): ChoiceKnob => ({
  kind: 'choice',
  describe,
  unit: '',
  choices,
  default: value,
  source,
});

/** Source of a default that nobody published. */
export const OWN = 'own choice';
export const CONTRACT = 'contract of store-tiers';
