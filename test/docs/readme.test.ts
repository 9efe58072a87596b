import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { KINDS } from '../../src/model/kind.ts';
import { runCommand } from '../support/command.ts';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

function blocks(language: string): readonly string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1] ?? '');
}

describe('the README', () => {
  it.each(blocks('console').map((block) => [block.split('\n')[0] ?? '', block] as const))(
    'shows what %s prints',
    async (command, block) => {
      const { code, stdout, stderr } = await runCommand(command.replace('$ kubectl netexplain ', '').split(' '));
      expect(stderr).toBe('');
      // An answer, be it yes or no.
      expect([0, 1]).toContain(code);
      const shown = block
        .split('\n')
        .slice(1)
        .filter((line) => line !== '' && line !== '…');
      const printed = stdout.split('\n');
      expect(shown.filter((line) => !printed.includes(line))).toEqual([]);
      expect(shown.length).toBeGreaterThan(0);
    },
  );

  it('names the rights of every kind that is read', () => {
    const [clusterRole] = blocks('yaml').flatMap((block) => parseAllDocuments(block).map((document) => document.toJS()));
    const granted = (clusterRole.rules as { apiGroups: string[]; resources: string[] }[]).flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
    );
    expect(granted.sort()).toEqual(
      Object.values(KINDS)
        .map(({ group, plural }) => `${group}/${plural}`)
        .filter((resource) => resource !== '/secrets')
        .sort(),
    );
    expect(README).toContain('no right to read Secrets');
  });
});
