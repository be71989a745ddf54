import type { CompressionName, FormatName } from '../index.js';

// Said again here because help must not wait for the library; the types and a test keep both in step.
export const formatChoices = ['parquet', 'csv', 'json'] as const satisfies readonly FormatName[];
export const compressionChoices = ['snappy', 'zstd', 'none'] as const satisfies readonly CompressionName[];
