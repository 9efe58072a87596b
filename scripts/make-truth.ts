// Writes test/truth from the shared facts: node scripts/run-ts.mjs scripts/make-truth.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { truthRecord } from './truth-record.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'test/truth');
mkdirSync(folder, { recursive: true });
for (const [name, text] of truthRecord(process.env['NETEXPLAIN_SHARED'] ?? join(root, '../shared'))) {
  writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
}
