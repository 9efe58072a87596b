/** The field, or the nearest around it that an object has: a value that is wrong may be one that was never there. */
export function existingField(object: object, field: string): string {
  const keys = field.split(/\.|\[(\d+)\]/).filter((key) => key !== undefined && key !== '');
  let value: unknown = object;
  let path = '';
  for (const key of keys) {
    value = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
    if (value === undefined) break;
    path = /^\d+$/.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
  }
  return path;
}
