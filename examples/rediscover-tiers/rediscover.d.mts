export interface Rediscovery {
  stores: number;
  imputed: number;
  imputationError: number;
  adjustedRandIndex: number;
  clusters: number[];
}
export function rediscover(folder: string): Promise<Rediscovery>;
export function adjustedRand(a: readonly unknown[], b: readonly unknown[]): number;
