import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { schemaOf } from '../../scripts/generate-docs.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { ALL_KINDS } from '../../src/model/kind.ts';
import type { ReportList } from '../../src/model/report.ts';
import { explain } from '../../src/questions/explain-service/index.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const everything = { object: 'svc', allNamespaces: true } as const;

function problems(validate: ValidateFunction, report: unknown): readonly string[] {
  const plain: unknown = JSON.parse(JSON.stringify(report));
  return validate(plain) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const ajv = new Ajv({ strict: false });
const strictList = ajv.compile(schemaOf('ReportList', false));
const strictService = ajv.compile(schemaOf('ServiceReport', false));
const published = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../docs/schema/${name}.schema.json`), 'utf8')) as object;

describe('every report of the lab', () => {
  it('has the fields of the schema, and no other', () => {
    expect(problems(strictList, explain(lab, everything))).toEqual([]);
  });

  it.each(['pod/a/cli-czzjz', 'node/node2'])('has them for the client %s, too', (from) => {
    const { items } = explain(lab, { ...everything, from }) as ReportList;
    expect(items.flatMap((report) => problems(strictService, report))).toEqual([]);
  });

  it.each(ALL_KINDS.filter((kind) => kind !== 'Service'))('has them where %s may not be read', (kind) => {
    const gap = { kind, scope: {}, reason: 'forbidden', message: 'no' } as const;
    const readings = lab.readings.map((reading) =>
      reading.need.kind === kind ? { ...reading, listing: { state: 'unknown', gaps: [gap] } as const } : reading,
    );
    expect(problems(strictList, explain({ ...lab, readings }, everything))).toEqual([]);
  });

  it('fits the published schemas, which allow more fields', () => {
    const list = explain(lab, everything) as ReportList;
    expect(problems(ajv.compile(published('report-list')), list)).toEqual([]);
    expect(problems(ajv.compile(published('service')), { ...list.items[0], somethingNew: 1 })).toEqual([]);
  });

  it('is refused by the strict schema when a field is misspelt', () => {
    const [report] = (explain(lab, everything) as ReportList).items;
    expect(problems(strictService, { ...report, sumary: 'x' })).not.toEqual([]);
  });
});
