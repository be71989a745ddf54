import { missingValue } from './missing-value.js';

/** A kind of damage to a cell. It says what stands in the cell afterwards; which rows are hit is not its business. */
export interface DefectKind {
  readonly kind: string;
  readonly describe: string;
  /** SQL of the damaged value, for a column (quoted) of a type. */
  damaged(column: string, type: string): string;
}

/** Every kind of defect by its name. */
export const defectKinds: Readonly<Record<string, DefectKind>> = Object.fromEntries(
  [missingValue].map((kind) => [kind.kind, kind]),
);
