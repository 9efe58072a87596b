import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocs } from '../../scripts/generate-docs.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the generated pages', () => {
  it.each([...generatedDocs()])('%s is what the code says (run `npm run docs` after a change)', (path, text) => {
    const file = join(ROOT, path);
    expect(existsSync(file), `${path} is missing`).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
