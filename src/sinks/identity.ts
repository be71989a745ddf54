import { UsageError } from '../engine/errors.js';
import type { Identity } from '../engine/sink.js';

/** Throws a UsageError that names what differs when a target holds another configuration. */
export function refuseOther(target: string, theirs: Identity, ours: Identity): void {
  const a = flat(theirs);
  const b = flat(ours);
  const differing = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key]);
  if (differing.length === 0) return;
  const parts = differing
    .slice(0, 4)
    .map((key) => `${key} is ${a[key] ?? 'not set'} there and ${b[key] ?? 'not set'} here`);
  throw new UsageError(
    `${target} holds another configuration: ${parts.join('; ')}${differing.length > 4 ? `; and ${differing.length - 4} more` : ''}. Choose another place or remove it`,
  );
}

function flat(value: unknown, path = ''): Record<string, string> {
  if (Array.isArray(value)) return { [path]: JSON.stringify(value.join(', ')) };
  if (value === null || typeof value !== 'object') return { [path]: JSON.stringify(value) };
  return Object.assign(
    {},
    ...Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([key, child]) => flat(child, path && path !== 'config' ? `${path}.${key}` : key)),
  ) as Record<string, string>;
}
