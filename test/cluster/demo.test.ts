import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoCluster as makeDemo } from '../../scripts/demo-cluster.ts';
import { readDemo } from '../../src/cluster/demo.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import { demoCluster, packageRoot, packageVersion, rulePage } from '../../src/cluster/package-files.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import { ALL_KINDS } from '../../src/model/kind.ts';
import { knownItems } from '../../src/model/listing.ts';
import { labObjects } from '../support/truth.ts';

const ROOT = join(import.meta.dirname, '../..');
const demo = indexSnapshot(readDemo());

describe('the demo cluster', () => {
  it('is what its script makes of the record (scripts/make-demo.ts)', () => {
    expect(demoCluster()).toBe(makeDemo(labObjects()));
  });

  it('holds objects of the record, as every question sees them', () => {
    const lab = indexSnapshot(readObjects(labObjects()));
    for (const kind of ALL_KINDS) {
      for (const item of knownItems(demo.list(kind))) {
        const { name, namespace } = item.metadata;
        expect({ state: 'found', item }).toEqual(lab.get(kind, name, namespace));
      }
    }
  });

  it('is small', () => {
    expect(demoCluster().length).toBeLessThan(180_000);
  });

  it('is complete in every kind, and has some of each that the record has', () => {
    const lab = indexSnapshot(readObjects(labObjects()));
    const recorded = ALL_KINDS.filter((kind) => knownItems(lab.list(kind)).length > 0);
    expect(recorded.length).toBeGreaterThan(10);
    for (const kind of ALL_KINDS) expect(demo.metadata(kind).state).toBe('complete');
    for (const kind of recorded) expect(knownItems(demo.list(kind))).not.toHaveLength(0);
  });

  it('is whole: what its objects name is there', () => {
    const named = [
      ...knownItems(demo.list('Pod')).map(({ spec }) => demo.get('Node', spec.nodeName ?? '')),
      ...knownItems(demo.list('EndpointSlice')).flatMap(({ metadata, endpoints }) =>
        endpoints.flatMap(({ targetRef }) => (targetRef === undefined ? [] : [demo.get('Pod', targetRef.name, metadata.namespace)])),
      ),
      ...knownItems(demo.list('Ingress')).flatMap(({ metadata, spec }) =>
        spec.rules.flatMap(({ http: { paths } = { paths: [] } }) =>
          paths.flatMap(({ backend }) =>
            backend.service === undefined ? [] : [demo.get('Service', backend.service.name, metadata.namespace)],
          ),
        ),
      ),
      ...knownItems(demo.list('Event')).map(({ involvedObject: { name, namespace } }) => demo.get('Pod', name, namespace)),
    ];
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ state }) => state !== 'found')).toEqual([]);
  });

  it('tells its story: healthy and broken Services beside each other, three nodes, events of the last hour', () => {
    const names = knownItems(demo.list('Service')).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(names).toEqual(
      expect.arrayContaining([
        'a/foo',
        'a/web-np',
        'a/nomatch',
        'a/badname',
        'a/part',
        'a/db',
        'a/zonal',
        'b/ext',
        'prod/lb',
        'prod/api-local',
      ]),
    );
    expect(knownItems(demo.list('Node'))).toHaveLength(3);
    const ages = knownItems(demo.list('Event')).map(({ lastTimestamp = '' }) => Date.parse(demo.takenAt) - Date.parse(lastTimestamp));
    expect(Math.min(...ages)).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThan(3_600_000);
  });
});

describe('the files that ship with the package', () => {
  it('are found from anywhere below its package.json, past those of others', () => {
    const root = mkdtempSync(join(tmpdir(), 'netexplain-'));
    mkdirSync(join(root, 'dist/lib/cluster'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name":"kubectl-netexplain"}');
    writeFileSync(join(root, 'dist/package.json'), '{"type":"commonjs"}');
    expect(packageRoot(join(root, 'dist/kubectl-netexplain.cjs'))).toBe(root);
    expect(packageRoot(join(root, 'dist/lib/cluster/package-files.js'))).toBe(root);
    rmSync(root, { recursive: true });
    expect(() => packageRoot(join(root, 'dist/x.cjs'))).toThrow('the package.json of kubectl-netexplain is missing');
  });

  it('are those of this project here', () => {
    expect(packageRoot()).toBe(ROOT);
    expect(packageVersion()).toBe((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version);
    expect(rulePage('NX1002')).toMatch(/^# NX1002/);
    expect(() => rulePage('NX0000')).toThrow('NX0000 has no page');
  });
});
