import { deletion } from './delete.js';
import { duplicate } from './duplicate.js';
import { invalidNegative } from './invalid-negative.js';
import type { DefectKind } from './kind.js';
import { lateArrival } from './late-arrival.js';
import { missingValue } from './missing-value.js';
import { orphanKey } from './orphan-key.js';

/** Every kind of defect by its name. */
export const defectKinds: Readonly<Record<string, DefectKind>> = Object.fromEntries(
  [missingValue, invalidNegative, orphanKey, duplicate, lateArrival, deletion].map((kind) => [kind.kind, kind]),
);
