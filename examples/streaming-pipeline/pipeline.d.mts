export interface Finding {
  what: string;
  count: number;
  example: Record<string, unknown>;
  cause?: { defect: string; hits: number; of: number };
  heldBack?: { rule: string; rows: number };
}
export interface ComparedTable {
  table: string;
  rows: number;
  agreeing: number;
  missing: number;
  extra: number;
  different: number;
  findings: Finding[];
}
export interface Comparison {
  agrees: boolean;
  tables: ComparedTable[];
}
export const rules: Record<string, string>;
export function runPipeline(
  landing: string,
  options?: { without?: string[]; database?: string; truth?: string },
): Promise<Comparison>;
